"""How many items one file may hold, for every reader, the command and the job process alike."""

from foundation.errors import Invalid, Problem
from question_bank.formats.records.messages import TOO_MANY

MOST_ITEMS = 50_000


def check_number(found: int, field: str | None, most: int | None = None, *, spare: int = 0) -> None:
    """Raises Invalid for more items than `most` (else `MOST_ITEMS`), said of that field or file; `spare` more pass."""
    limit = MOST_ITEMS if most is None else most
    if found > limit + spare:
        problem = Problem(TOO_MANY, {"limit": limit}, field=field, found=str(found), expected=f"≤ {limit}")
        raise Invalid(problem, message=TOO_MANY, limit=limit)
