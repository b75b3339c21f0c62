"""`python -m bench.nodes`: two app nodes and two databases; nodes and primaries die while candidates answer.

Needs root (network namespaces), nginx and PostgreSQL: `scripts/install-test-deps postgresql nginx`. Ends with 1 when
anything that must be 0 is not.
"""

import argparse
import json
import sys
from collections.abc import Sequence

from bench.nodes.run import Plan, run

MUST_BE_ZERO = ("lost", "accepted_late", "scores_wrong", "stuck", "thrown_out", "failures_500")


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.nodes", description=__doc__)
    parser.add_argument("--candidates", type=int, default=100, metavar="N", help="at once (default: 100)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="of a lost node and a lost primary each")
    parser.add_argument("--calm", type=float, default=20, metavar="N", help="seconds between faults (default: 20)")
    parser.add_argument("--vanish", action="store_true", help="machines fall silent instead of being killed")
    parser.add_argument("--seed", default="1", metavar="S", help="of the candidates")
    parser.add_argument("--json", action="store_true", help="last line: one object with the verdict")
    given = parser.parse_args(arguments)
    figures = run(Plan(given.candidates, given.rounds, given.calm, given.seed, given.vanish))
    for name, value in figures.items():
        print(f"  {name}: {value}")
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
    return 1 if figures["problems"] or any(figures[name] for name in MUST_BE_ZERO) else 0


if __name__ == "__main__":
    sys.exit(main())
