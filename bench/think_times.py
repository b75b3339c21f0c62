"""How long people think over an item: real seconds where the shared data lies beside the project, else their figures.

818 candidates of a licensing exam, 85 items each (`../shared/data/response-times`, described in its SOURCES.md):
log-normal with mean 4.00 and sd 0.62 of log seconds, which stands in where the folder is missing.
"""

import csv
import random
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "shared" / "data" / "response-times" / "credential_A_item_seconds.csv"
LOG_MEAN, LOG_SD = 4.00, 0.62


@cache
def _rows() -> list[list[float]]:
    if not FILE.is_file():
        return []
    with FILE.open(newline="") as handle:
        _head, *lines = csv.reader(handle)
    return [[float(cell) for cell in cells if cell not in ("", "NA")] for _person, *cells in lines]


def source() -> str:
    """Where the times come from, for the report."""
    return "818 real candidates" if _rows() else "log-normal(4.00, 0.62)"


def think_seconds(candidate: int, n_items: int) -> list[float]:
    """The seconds that this candidate takes for each item: a real person's, beginning at another item each round."""
    rows = _rows()
    if not rows:
        dice = random.Random(f"thinking {candidate}")
        return [dice.lognormvariate(LOG_MEAN, LOG_SD) for _item in range(n_items)]
    turn, person = divmod(candidate, len(rows))
    row = rows[person]
    return [row[(7 * turn + item) % len(row)] for item in range(n_items)]
