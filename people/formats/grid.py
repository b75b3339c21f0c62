"""A sheet as numbered rows of text, and the refusal of a file that has none."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.errors import N_, Invalid, Problem


class BrokenTable(Invalid):
    """The file can't be read as a table of people."""

    message = N_("这个文件读不了")


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows as they are numbered in the sheet; its name or encoding; whether rows far down were left unread."""

    rows: Sequence[tuple[int, Sequence[str]]]
    sheet: str | None = None
    encoding: str | None = None
    is_cut: bool = False


def refuse(message: str, /, *, found: str | None = None, expected: str | None = None, **params: object) -> BrokenTable:
    """A refusal at the file field."""
    return BrokenTable(Problem(message, dict(params), field="file", found=found, expected=expected))
