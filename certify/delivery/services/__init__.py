"""The front door of delivery: start, open, save, hand in, close; and what others may read of attempts."""

from certify.delivery.services.handing_in import (
    AttemptSubmitted,
    HandedIn,
    Receipt,
    close_expired,
    close_if_due,
    hand_in,
    receipt,
)
from certify.delivery.services.pages import (
    ExamPage,
    Outline,
    PageSection,
    PageSlot,
    list_sittings_of,
    outline_of,
    page_of,
    sitting_of,
)
from certify.delivery.services.reading import (
    AttemptLine,
    HandedInLine,
    HolderSnapshot,
    SubmittedAttempt,
    candidate_view,
    find_attempt,
    get_submitted,
    list_attempts_of,
    list_handed_in,
    list_submitted,
    options_for,
)
from certify.delivery.services.saving import Saved, TooSlow, save
from certify.delivery.services.starting import start_attempt
from certify.delivery.services.writing import continue_here, open_attempt, sign_in_again, standing

__all__ = [
    "AttemptLine",
    "AttemptSubmitted",
    "ExamPage",
    "HandedIn",
    "HandedInLine",
    "HolderSnapshot",
    "Outline",
    "PageSection",
    "PageSlot",
    "Receipt",
    "Saved",
    "SubmittedAttempt",
    "TooSlow",
    "candidate_view",
    "close_expired",
    "close_if_due",
    "continue_here",
    "find_attempt",
    "get_submitted",
    "hand_in",
    "list_attempts_of",
    "list_handed_in",
    "list_sittings_of",
    "list_submitted",
    "open_attempt",
    "options_for",
    "outline_of",
    "page_of",
    "receipt",
    "save",
    "sign_in_again",
    "sitting_of",
    "standing",
    "start_attempt",
]
