"""What a person said of lines of a paper: here an item begins, this belongs to the item above, this is a heading.

Boundaries are by line (from 1) and outweigh what the reader would find. They are honoured where structure is found:
`source` (ignored lines, plain text), `headings`, `marks`, `answer_blocks`, `layout`, `moved`, `fields`, `told_options`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

SECTION_TYPES = ("single_choice", "multiple_choice", "true_false", "fill_blank", "short_answer", "essay")


class Kind(StrEnum):
    """What a line is."""

    ITEM = "item"  # a new item begins here
    ABOVE = "above"  # it goes on what stands above: no number, no heading, no sheet of answers begins here
    TEXT = "text"  # as ABOVE, and no option letter or key stands in it
    STEM = "stem"  # as TEXT, and it goes on the stem of the item, even below its options
    OPTION = "option"  # it belongs to the options of the item above: one more of them begins here
    SECTION = "section"
    ANSWERS = "answers"  # a block of answers begins here
    IGNORE = "ignore"  # no part of any item


GOES_ON = (Kind.ABOVE, Kind.TEXT, Kind.STEM, Kind.OPTION)  # no item, heading or sheet begins on such a line


@dataclass(frozen=True, slots=True)
class Boundary:
    """One line's kind; a section may name the type of its items."""

    kind: Kind
    item_type: str | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.item_type}" if self.item_type else str(self.kind)


Boundaries = Mapping[int, Boundary]
WORDS = (*Kind, *(f"{Kind.SECTION}:{name}" for name in SECTION_TYPES))


def read_boundary(word: str) -> Boundary | None:
    """`item`, `section:essay` …; None for what is none."""
    if word not in WORDS:
        return None
    kind, _, item_type = word.partition(":")
    return Boundary(Kind(kind), item_type or None)


def read_boundaries(words: Mapping[str, str]) -> dict[int, Boundary]:
    """The boundaries of a stored mapping, line number → word; what is none is left aside."""
    read = {int(line): read_boundary(word) for line, word in words.items() if line.isdecimal()}
    return {line: boundary for line, boundary in sorted(read.items()) if boundary is not None and line > 0}
