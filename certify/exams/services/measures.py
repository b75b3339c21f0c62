"""What balancing and comparing know of items: the author's estimate of difficulty, the measured facility where enough
people have answered, and the length of the text to read.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from certify.exams.domain.balancing import Measure
from question_bank import services as bank

UNREAD = {"explanation", "answer_key", "marking_guide", "scoring_points", "rationale", "lang", "id"}


def measures_of(version_ids: Iterable[UUID], unit_path: str | None = None) -> dict[UUID, Measure]:
    """By item, from these versions; the facility as it was measured in sittings of that unit and below it, if asked."""
    found = bank.load_versions(version_ids)
    measured = {} if unit_path is None else bank.facilities_of(found, unit_path)
    return {
        each.item_id: Measure(each.difficulty, n_chars(each.content), measured.get(each.id)) for each in found.values()
    }


def n_chars(content: Any) -> int:
    """How many characters a candidate has to read: every text of the content but keys, guides and explanations."""
    if isinstance(content, str):
        return len(content)
    if isinstance(content, Mapping):
        return sum(n_chars(value) for name, value in content.items() if name not in UNREAD)
    if isinstance(content, list | tuple):
        return sum(n_chars(each) for each in content)
    return 0
