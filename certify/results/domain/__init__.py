"""Results' rules: shares and minima, the verdict, what a release is. Pure: no clock, database or randomness."""

from certify.results.domain.combining import kept_sections, rank_of, still_open
from certify.results.domain.evaluating import AreaNames, Piece, evaluate, is_wrong
from certify.results.domain.releasing import (
    STAGE_LABELS,
    NotFullyScored,
    NothingToRelease,
    OpenAttempt,
    ReleasedResult,
    ResultReleased,
    Stage,
)
from certify.results.domain.shares import Share, required_of_percent, required_of_points, share_of
from certify.results.domain.view import (
    VERDICT_LABELS,
    Earlier,
    PartResult,
    ResultView,
    Shortfall,
    ShortfallKind,
    Verdict,
)

__all__ = [
    "STAGE_LABELS",
    "VERDICT_LABELS",
    "AreaNames",
    "Earlier",
    "NotFullyScored",
    "NothingToRelease",
    "OpenAttempt",
    "PartResult",
    "Piece",
    "ReleasedResult",
    "ResultReleased",
    "ResultView",
    "Share",
    "Shortfall",
    "ShortfallKind",
    "Stage",
    "Verdict",
    "evaluate",
    "is_wrong",
    "kept_sections",
    "rank_of",
    "required_of_percent",
    "required_of_points",
    "share_of",
    "still_open",
]
