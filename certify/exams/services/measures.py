"""What balancing knows of items: the author's estimate of difficulty and the length of the text to read."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from certify.exams.domain.balancing import Measure
from question_bank import services as bank

UNREAD = {"explanation", "answer_key", "marking_guide", "scoring_points", "rationale", "lang", "id"}


def measures_of(version_ids: Iterable[UUID]) -> dict[UUID, Measure]:
    """By item, from these versions."""
    found = bank.load_versions(version_ids).values()
    return {each.item_id: Measure(each.difficulty, n_chars(each.content)) for each in found}


def n_chars(content: Any) -> int:
    """How many characters a candidate has to read: every text of the content but keys, guides and explanations."""
    if isinstance(content, str):
        return len(content)
    if isinstance(content, Mapping):
        return sum(n_chars(value) for name, value in content.items() if name not in UNREAD)
    if isinstance(content, list | tuple):
        return sum(n_chars(each) for each in content)
    return 0
