"""The question bank's rules: what an item is, how its state moves, how answers are compared and outcomes described.

Pure: no clock, database, request or randomness. Plugins (item types, scoring rules) build on this room, not it on them.
"""

from question_bank.domain.answers import (
    Fault,
    Malformed,
    Outcome,
    OutcomeStatus,
    ParsedResponse,
    Part,
    PartOutcome,
    Response,
    Shape,
    Specimen,
    SpecimenKind,
    Taken,
    Verdict,
    form_values,
)
from question_bank.domain.content import Content, ItemVersion, canonical_json, content_hash, problems_before_review
from question_bank.domain.item_type import ItemType, RuleDoesNotFit
from question_bank.domain.lifecycle import (
    COGNITIVE_LEVEL_LABELS,
    DIFFICULTY_LABELS,
    POOL_LABELS,
    STATUS_LABELS,
    TRANSITIONS,
    AuthorCannotReview,
    CognitiveLevel,
    Difficulty,
    ItemStatus,
    Pool,
    TransitionNotAllowed,
    may_review,
    may_transition,
    require_other_reviewer,
    require_transition,
)
from question_bank.domain.lints import key_position_lint, lints
from question_bank.domain.matching import MatchExplanation, MatchStep, explain_match, match_step, normalise
from question_bank.domain.points import split_by_weight, split_points
from question_bank.domain.shuffle import option_order

__all__ = [
    "COGNITIVE_LEVEL_LABELS",
    "DIFFICULTY_LABELS",
    "POOL_LABELS",
    "STATUS_LABELS",
    "TRANSITIONS",
    "AuthorCannotReview",
    "CognitiveLevel",
    "Content",
    "Difficulty",
    "Fault",
    "ItemStatus",
    "ItemType",
    "ItemVersion",
    "Malformed",
    "MatchExplanation",
    "MatchStep",
    "Outcome",
    "OutcomeStatus",
    "ParsedResponse",
    "Part",
    "PartOutcome",
    "Pool",
    "Response",
    "RuleDoesNotFit",
    "Shape",
    "Specimen",
    "SpecimenKind",
    "Taken",
    "TransitionNotAllowed",
    "Verdict",
    "canonical_json",
    "content_hash",
    "explain_match",
    "form_values",
    "key_position_lint",
    "lints",
    "match_step",
    "may_review",
    "may_transition",
    "normalise",
    "option_order",
    "problems_before_review",
    "require_other_reviewer",
    "require_transition",
    "split_by_weight",
    "split_points",
]
