"""Typed answers that were scored as wrong and may deserve a look: gathered by text, near ones first. None is credited.

How near a text is to an accepted one is only for sorting this list; it never decides a score.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from question_bank.domain import normalise

NEAR = 0.6
MOST_COMPARED = 60  # characters: longer answers are compared by their beginnings


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """One wrong text in one part of one version, as somebody typed it."""

    version_id: UUID
    part: int
    typed: str
    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A wrong text with how many typed it (alike after normalising), and whether it is near an accepted one."""

    version_id: UUID
    part: int
    typed: str
    accepted: tuple[str, ...]
    count: int
    is_near: bool


def near_misses(answers: Iterable[WrongAnswer]) -> list[NearMiss]:
    """By version and part; near ones first, then what most people typed."""
    groups: dict[tuple[UUID, int, str], list[WrongAnswer]] = {}
    for answer in answers:
        groups.setdefault((answer.version_id, answer.part, normalise(answer.typed)), []).append(answer)
    found = [
        NearMiss(version, part, same[0].typed, same[0].accepted, len(same), is_near(same[0].accepted, text))
        for (version, part, text), same in groups.items()
    ]
    return sorted(found, key=lambda miss: (not miss.is_near, -miss.count, str(miss.version_id), miss.part, miss.typed))


def is_near(accepted: Sequence[str], typed: str) -> bool:
    """Whether a person should look: much of it is alike, or one contains the other."""
    text = normalise(typed)[:MOST_COMPARED]
    plain = (normalise(each)[:MOST_COMPARED] for each in accepted)
    return any(
        each in text or text in each or SequenceMatcher(a=each, b=text).ratio() >= NEAR for each in plain if text
    )
