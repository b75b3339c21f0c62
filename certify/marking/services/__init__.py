"""The front door of marking: one function per use case, gathered from the rooms behind."""

from certify.marking.services.choices import ChoicesPage, ItemChoices, list_choices
from certify.marking.services.late import LateLine, LatePage, decide_late, show_late
from certify.marking.services.marks import flag_script, save_mark, skip_script, undo_last_mark
from certify.marking.services.near_misses import (
    NearMissLine,
    NearMissPage,
    NotTyped,
    list_near_misses,
    propose_near_miss,
)
from certify.marking.services.queue import Progress, QueueItem, get_progress, list_queue, media_of_item
from certify.marking.services.scoring import (
    close_marking,
    find_scored,
    list_outcomes,
    list_scored,
    rescore_attempt,
    score_attempt,
)
from certify.marking.services.scripts import Script, drawing_of_script, take_next
from certify.marking.services.trial import Trial, TriedSection, TriedSlot, try_form

__all__ = [
    "ChoicesPage",
    "ItemChoices",
    "LateLine",
    "LatePage",
    "NearMissLine",
    "NearMissPage",
    "NotTyped",
    "Progress",
    "QueueItem",
    "Script",
    "Trial",
    "TriedSection",
    "TriedSlot",
    "close_marking",
    "decide_late",
    "drawing_of_script",
    "find_scored",
    "flag_script",
    "get_progress",
    "list_choices",
    "list_near_misses",
    "list_outcomes",
    "list_queue",
    "list_scored",
    "media_of_item",
    "propose_near_miss",
    "rescore_attempt",
    "save_mark",
    "score_attempt",
    "show_late",
    "skip_script",
    "take_next",
    "try_form",
    "undo_last_mark",
]
