"""Shape of input of delivery's pages: the candidate's and the invigilator's."""

from certify.delivery.forms.candidate import StartAttemptForm
from certify.delivery.forms.room import (
    ActForm,
    CheckForm,
    ConfirmForm,
    DecideForm,
    ExtendForm,
    MoveSeatForm,
    NoteForm,
)

__all__ = [
    "ActForm",
    "CheckForm",
    "ConfirmForm",
    "DecideForm",
    "ExtendForm",
    "MoveSeatForm",
    "NoteForm",
    "StartAttemptForm",
]
