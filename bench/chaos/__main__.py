"""`python -m bench.chaos`: faults of every kind while candidates answer, then the check that nothing was lost.

One run is one fresh installation. `--folder` names a folder in which runs are written down and added up by database, so
that many short runs make a long one. Ends with 1 when anything that must be 0 is not. See docs/reliability.md.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.chaos.run import Plan, run

MUST_BE_ZERO = ("lost", "accepted_late", "scores_wrong", "stuck", "thrown_out", "failures_500", "without_json")
ADDED = ("faults", *MUST_BE_ZERO, "candidates", "attempts", "submitted", "acknowledged", "late_kept", "seconds",
         "supervisor_ends", "supervisors_shot", "tracebacks")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, run, write down, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seconds", type=float, default=300, metavar="N", help="of faults, calms apart (default: 300)")
    parser.add_argument("--seed", default="1", metavar="S", help="of the schedule of faults and of the candidates")
    parser.add_argument("--candidates", type=int, default=200, metavar="N", help="at once (default: 200)")
    parser.add_argument("--every", type=float, default=1.5, metavar="N", help="seconds between faults, on average")
    parser.add_argument("--minutes", type=int, default=4, metavar="N", help="that an attempt lasts (default: 4)")
    parser.add_argument("--kinds", metavar="A,B", help="only these kinds of fault")
    parser.add_argument("--brief", action="store_true", help="do not wait for the closer at the end")
    parser.add_argument("--folder", type=Path, metavar="F", help="add the run to those in F/chaos.json")
    parser.add_argument("--json", action="store_true", help="last line: one object with the verdict")
    given = parser.parse_args(arguments)
    kinds = frozenset(given.kinds.split(",")) if given.kinds else None
    plan = Plan(given.database, given.seconds, given.seed, given.candidates, given.every, minutes=given.minutes,
                kinds=kinds, brief=given.brief)  # fmt: skip
    if given.folder:
        given.folder.mkdir(parents=True, exist_ok=True)
        plan = replace(plan, log=given.folder / f"{given.database}-{given.seed}.log")
    figures = run(plan)
    if given.folder:
        figures["cumulated"] = add_up(given.folder, figures)
    print(lines(figures), flush=True)
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
    return 1 if failed(figures) else 0


def failed(figures: dict[str, Any]) -> bool:
    """Something that must be 0 is not, or the supervisor did not end well."""
    return bool(figures["problems"]) or any(figures[name] for name in MUST_BE_ZERO) or figures["exit_code"] != 0


def add_up(folder: Path, figures: dict[str, Any]) -> dict[str, Any]:
    """Write the run to the folder's file; the sums over all runs on this database."""
    path = folder / "chaos.json"
    runs: list[dict[str, Any]] = json.loads(path.read_text()) if path.exists() else []
    runs.append(figures)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(runs, ensure_ascii=False, indent=1))
    new.replace(path)
    mine = [each for each in runs if each["database"] == figures["database"]]
    by_kind: Counter[str] = sum((Counter(each["by_kind"]) for each in mine), Counter())
    return {
        "runs": len(mine),
        **{name: sum(each.get(name, 0) for each in mine) for name in ADDED},
        "by_kind": dict(by_kind),
    }


def lines(figures: dict[str, Any]) -> str:
    """A run for a person to read."""
    zeros = ", ".join(f"{name.replace('_', ' ')} {figures[name]}" for name in MUST_BE_ZERO)
    kinds = ", ".join(f"{kind} {number}" for kind, number in figures["by_kind"].items())
    came: Counter[str] = sum((Counter(each) for each in figures["replies"].values()), Counter())
    told = "\n".join(f"  ! {problem}" for problem in figures["problems"])
    return f"""\
{figures["database"]}, {figures["at_once"]} at once, seed {figures["seed"]}, {figures["seconds"]} s
  {figures["faults"]} faults: {kinds}
  {figures["candidates"]} candidates, {figures["submitted"]} of {figures["attempts"]} attempts submitted, \
{figures["acknowledged"]} events acknowledged, {figures["late_kept"]} kept as late
  {zeros}
  seconds that answers were unsent: {figures["unsent_seconds"]}
  replies by status (0: none came): {dict(sorted(came.items()))}
  all through after a calm: {figures["recovery_seconds"]} s; supervisor ended {figures["supervisor_ends"]} times, \
{figures["supervisors_shot"]} of them shot as the writer
{told}"""


if __name__ == "__main__":
    sys.exit(main())
