"""An item's way from draft to retired, and the words for its state, pool, difficulty and cognitive level.

The transition table is data; who may take a step is a permission (people), except that nobody approves their own work.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from uuid import UUID

from foundation.errors import N_, Conflict, Forbidden


class ItemStatus(StrEnum):
    """Where an item stands. Only approved items get onto an exam form or into practice."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    RETIRED = "retired"


class Pool(StrEnum):
    """What an item is for: never both, so that nobody has practised an exam item."""

    PRACTICE = "practice"
    EXAM = "exam"


class Difficulty(StrEnum):
    """The author's estimate."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class CognitiveLevel(StrEnum):
    """What the item asks of the candidate, from recall to judgement."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"
    EVALUATE = "evaluate"


STATUS_LABELS: Mapping[ItemStatus, str] = {
    ItemStatus.DRAFT: N_("草稿"),
    ItemStatus.IN_REVIEW: N_("审核中"),
    ItemStatus.APPROVED: N_("已通过"),
    ItemStatus.SUSPENDED: N_("停用"),
    ItemStatus.RETIRED: N_("退役"),
}
IN_USE = N_("在用")  # derived, never stored: approved, and on a frozen form
EXPIRED = N_("已失效")  # derived too: approved, and its day has come
POOL_LABELS: Mapping[Pool, str] = {Pool.PRACTICE: N_("练习"), Pool.EXAM: N_("考试")}
DIFFICULTY_LABELS: Mapping[Difficulty, str] = {
    Difficulty.EASY: N_("易"),
    Difficulty.MEDIUM: N_("中"),
    Difficulty.HARD: N_("难"),
}
COGNITIVE_LEVEL_LABELS: Mapping[CognitiveLevel, str] = {
    CognitiveLevel.REMEMBER: N_("记忆"),
    CognitiveLevel.UNDERSTAND: N_("理解"),
    CognitiveLevel.APPLY: N_("应用"),
    CognitiveLevel.ANALYSE: N_("分析"),
    CognitiveLevel.EVALUATE: N_("评价"),
}

TRANSITIONS: Mapping[ItemStatus, frozenset[ItemStatus]] = {
    ItemStatus.DRAFT: frozenset({ItemStatus.IN_REVIEW}),
    ItemStatus.IN_REVIEW: frozenset({ItemStatus.APPROVED, ItemStatus.DRAFT}),  # back to draft: returned for changes
    ItemStatus.APPROVED: frozenset({ItemStatus.SUSPENDED, ItemStatus.RETIRED}),
    ItemStatus.SUSPENDED: frozenset({ItemStatus.APPROVED, ItemStatus.RETIRED}),  # found sound, by another person
    ItemStatus.RETIRED: frozenset(),
}


class TransitionNotAllowed(Conflict):
    """The item's state does not lead there."""

    message = N_("题目现在是“%(current)s”，不能变为“%(target)s”")

    def __init__(self, current: ItemStatus, target: ItemStatus) -> None:
        self.current, self.target = current, target
        super().__init__(None, current=STATUS_LABELS[current], target=STATUS_LABELS[target])


class AuthorCannotReview(Forbidden):
    """Nobody approves or returns a version they wrote."""

    message = N_("自己写的题目不能由自己审核，请由另一位审核人处理")


def may_transition(current: ItemStatus, target: ItemStatus) -> bool:
    """Whether the table leads from one state to the other in one step."""
    return target in TRANSITIONS[current]


def require_transition(current: ItemStatus, target: ItemStatus) -> None:
    """Raise TransitionNotAllowed unless the table leads there."""
    if not may_transition(current, target):
        raise TransitionNotAllowed(current, target)


def may_review(author_id: UUID, reviewer_id: UUID) -> bool:
    """A review needs a second pair of eyes."""
    return author_id != reviewer_id


def require_other_reviewer(author_id: UUID, reviewer_id: UUID) -> None:
    """Raise AuthorCannotReview when the reviewer wrote the version."""
    if not may_review(author_id, reviewer_id):
        raise AuthorCannotReview()


def require_no_writer(writer_ids: Iterable[str], reviewer_id: UUID) -> None:
    """Raise AuthorCannotReview when the reviewer is one of those who wrote on the version (ids as text)."""
    for writer_id in writer_ids:
        require_other_reviewer(UUID(writer_id), reviewer_id)
