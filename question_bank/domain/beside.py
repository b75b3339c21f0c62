"""Two items beside each other for the eye: what each says that the other does not, options beside their counterparts.

How alike they are is said in `likeness`; nothing is decided here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.media import bare
from question_bank.domain.content import Content
from question_bank.domain.differences import Kind, Piece, pieces_between
from question_bank.domain.likeness import aligned


@dataclass(frozen=True, slots=True)
class SideOption:
    """An option with its letter, its text in pieces, and the letter that it has on the other side ("" for none)."""

    letter: str
    pieces: tuple[Piece, ...]
    there: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of two items; pieces that only it has are GONE on the left side, NEW on the right."""

    stem: tuple[Piece, ...]
    options: tuple[SideOption, ...]


def sides(one: Content, other: Content) -> tuple[Side, Side]:
    """Both sides; an option without a counterpart is altogether its own."""
    stem = pieces_between(_stem(one), _stem(other))
    mine, theirs = _options(one), _options(other)
    left: list[SideOption] = []
    right: dict[int, SideOption] = {}
    for i, j in aligned([text for _letter, text in mine], [text for _letter, text in theirs]):
        before = mine[i] if i is not None else ("", "")
        after = theirs[j] if j is not None else ("", "")
        pieces = pieces_between(before[1], after[1])
        if i is not None:
            left.append(SideOption(before[0], _without(pieces, Kind.NEW), after[0]))
        if j is not None:
            right[j] = SideOption(after[0], _without(pieces, Kind.GONE), before[0])
    return (
        Side(_without(stem, Kind.NEW), tuple(left)),
        Side(_without(stem, Kind.GONE), tuple(right[j] for j in sorted(right))),
    )


def _without(pieces: Sequence[Piece], kind: Kind) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece.kind is not kind)


def _stem(content: Content) -> str:
    return bare(str(content.get("stem") or ""))


def _options(content: Content) -> list[tuple[str, str]]:
    return [(str(each["id"]), bare(str(each["text"]))) for each in content.get("options") or ()]
