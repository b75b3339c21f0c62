"""One question as a table or a JSON file holds it: raw values by role, and where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Record:
    """`values` by role (see `roles`); `lettered` are options that have fields of their own, by letter.

    `section` is the title of the group that it stands in, `hint` words around it that may name a type. `line` is where
    its lines begin among the paper's `source_lines`, `place` how the file itself would name it. `n_refused` answers
    stood in it that belong to questions which could not be parted. `story` is the same word for all that share a story
    (which stands before each one's stem).
    """

    values: Mapping[str, Any]
    lettered: Mapping[str, Any] = field(default_factory=dict)
    section: str = ""
    hint: str = ""
    line: int = 1
    n_lines: int = 1
    place: str = ""
    n_refused: int = 0
    story: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """What the file says about the whole paper, as raw values."""

    title: str = ""
    total: Any = None
    minutes: Any = None
