"""Shape of input of delivery's pages: the candidate's and the invigilator's."""

from certify.delivery.forms.candidate import StartAttemptForm
from certify.delivery.forms.room import (
    ActForm,
    AdmitForm,
    CollectForm,
    ConfirmForm,
    ExtendForm,
    MoveSeatForm,
    NoteForm,
    ProposeReopeningForm,
    ResumeForm,
    WordForm,
)

__all__ = [
    "ActForm",
    "AdmitForm",
    "CollectForm",
    "ConfirmForm",
    "ExtendForm",
    "MoveSeatForm",
    "NoteForm",
    "ProposeReopeningForm",
    "ResumeForm",
    "StartAttemptForm",
    "WordForm",
]
