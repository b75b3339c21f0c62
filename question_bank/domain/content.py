"""An item version and its content: canonical JSON, the hash that names it, and what is missing before a review.

Content is a JSON object in QTI's words; which keys it has is its item type's business.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from foundation.errors import Invalid, Problem
from question_bank.domain.lifecycle import Difficulty, Pool
from question_bank.domain.media import media_problems

Content: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ItemVersion:
    """One immutable version of an item: what a form's slot points to."""

    id: UUID
    item_id: UUID
    number: int
    item_type: str
    content: Content
    content_hash: str
    area_code: str
    difficulty: Difficulty
    pool: Pool
    critical: bool
    tags: tuple[str, ...] = ()


class Checks(Protocol):
    """The two questions an item type answers about a content (see `ItemType`)."""

    def validate(self, content: Content) -> dict[str, Any]: ...
    def complete_problems(self, content: Content) -> tuple[Problem, ...]: ...


def canonical_json(value: Any) -> str:
    """The one spelling of a JSON value: keys sorted, no spaces, no escapes but the needed ones, no NaN."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def content_hash(content: Content) -> str:
    """SHA-256 of the canonical JSON, in hex: equal contents, equal hash, on every machine."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def problems_before_review(item_type: Checks, content: Content) -> tuple[Problem, ...]:
    """Everything that keeps a content from being submitted: what is wrong, else what is missing (a key, a guide)."""
    try:
        normalised = item_type.validate(content)
    except Invalid as invalid:
        return invalid.problems
    return (*item_type.complete_problems(normalised), *media_problems(normalised))
