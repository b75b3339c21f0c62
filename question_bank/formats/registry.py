"""Which formats of item files there are, and which of them a file is in: asked of the contents, not of the name alone.

A format is a module or package of this room with two functions, `recognises` and `read` (see `Reader`); it is added by
one line in `FORMATS`. What the files say is `formats/model.py`.
"""

from typing import Any, Protocol

from foundation.errors import N_, Invalid, Problem
from question_bank.formats import (
    aiken,
    compound,
    docx,
    gift,
    json_list,
    moodle,
    native,
    other_systems,
    paper,
    pdf,
    qti,
    rtf,
    tabular,
    webpage,
)
from question_bank.formats.model import Paper

AUTO = "auto"
LEAST = 15
NO_SUCH_FORMAT = N_("没有“%(name)s”这种格式")


class Reader(Protocol):
    """What each format offers."""

    def recognises(self, data: bytes, name: str) -> int:
        """How sure it is that this is its format, from 0 to 100; cheap, looks at the beginning, never raises."""
        ...

    def read(self, data: bytes, name: str, **options: Any) -> Paper:
        """Read it. Raises Invalid for what can't be read at all; options that it doesn't know it leaves aside."""
        ...


FORMATS: dict[str, Reader] = {
    "paper": paper,
    "json": json_list,
    "table": tabular,
    "docx": docx,
    "pdf": pdf,
    "webpage": webpage,
    "rtf": rtf,
    "gift": gift,
    "aiken": aiken,
    "moodle": moodle,
    "qti": qti,
    "certify": native,
    "other": other_systems,
    "office97": compound,
}


def recognise(data: bytes, name: str) -> str:
    """The name of the format that is surest; "paper" where none knows the file."""
    sure = {fmt: reader.recognises(data, name) for fmt, reader in FORMATS.items()}
    best = max(sure, key=lambda fmt: sure[fmt])
    return best if sure[best] >= LEAST else "paper"  # which says why it can't be read


def read_file(data: bytes, name: str, file_format: str = AUTO, **options: Any) -> Paper:
    """Read a file in the format named, or in the one that it is recognised to be in. Raises Invalid."""
    chosen = recognise(data, name) if file_format == AUTO else file_format
    if chosen not in FORMATS:
        raise Invalid(Problem(NO_SUCH_FORMAT, {"name": chosen}), message=NO_SUCH_FORMAT, name=chosen)
    return FORMATS[chosen].read(data, name, **options)
