"""Safe Exam Browser for one sitting: its file for those who may have it, what a request proves, what is written down.

Nothing of saving or handing in passes here: an answer is never refused because of a browser.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from certify.delivery import queries
from certify.delivery.domain.safe_browser import Claim, Proof, config_key, weigh_both
from certify.delivery.domain.signals import SignalKind
from certify.delivery.formats.seb_file import Sheet, salt_of, settings_of, write
from certify.delivery.services.room.presence import write_own_signal
from certify.exams import services as exams
from certify.exams.domain import UnknownSitting
from certify.exams.domain.safe_browser import SafeBrowser
from foundation.db import transaction
from foundation.errors import NotFound
from people.domain import Actor, Permission

STAFF = (Permission.MANAGE_SITTINGS, Permission.INVIGILATE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sitting is found on this site: absolute addresses of its start page and, by token, of its end."""

    start_url: str
    quit_url_of: Callable[[str], str]


def rules_for(actor: Actor, sitting_id: UUID) -> SafeBrowser:
    """What a sitting with this candidate on its roster asks for, with the secrets that the key is made of: for the
    server's eyes. Raises UnknownSitting.
    """
    return exams.sitting_for_candidate(actor.require_person(), sitting_id).rules.safe_browser


def file_for(actor: Actor, sitting_id: UUID, place: Place) -> bytes:
    """The file for somebody on the roster of a published sitting, or for staff who reach it. Raises NotFound."""
    try:
        rules = rules_for(actor, sitting_id)
    except UnknownSitting:
        if not any(actor.may_anywhere(permission) for permission in STAFF):
            raise
        rules = exams.show_sitting(actor, sitting_id).rules.safe_browser
    return _file(rules, place)


def file_by_link(sitting_id: UUID, place: Place) -> bytes:
    """The file for whoever holds a link that this server signed for somebody on the roster. Raises NotFound."""
    sitting = exams.get_sitting(sitting_id)
    if not sitting.is_published:
        raise NotFound()
    return _file(sitting.rules.safe_browser, place)


def _file(rules: SafeBrowser, place: Place) -> bytes:
    if not rules.is_wanted:
        raise NotFound()
    return write(settings_of(_sheet(rules, place)))


def _sheet(rules: SafeBrowser, place: Place) -> Sheet:
    quit_url = place.quit_url_of(rules.quit_token)
    return Sheet(place.start_url, quit_url, rules.quit_password, salt_of(rules.quit_token))


@lru_cache(maxsize=256)
def _key_of(sheet: Sheet) -> str:
    return config_key(settings_of(sheet))


def prove(rules: SafeBrowser, place: Place, sent: Claim, reported: Claim) -> Proof:
    """What the hashes of a request, and those that the page's script was told, say of the browser."""
    return weigh_both(sent, reported, _key_of(_sheet(rules, place)), rules.exam_keys)


@lru_cache(maxsize=1024)
def rules_of(sitting_id: UUID) -> SafeBrowser:
    """What a sitting with attempts asks for; it was published then, and has not changed since."""
    return exams.get_sitting(sitting_id).rules.safe_browser


def note_browser(attempt_id: UUID, proof: Proof, *, now: datetime) -> None:
    """Tell the invigilator in what the exam was opened: the first time that it is not Safe Exam Browser as wanted, and
    whenever that changes. A browser whose script reported the settings sends no header: silence is no change then.
    """
    told = [row.detail or "" for row in queries.list_signals(attempt_id) if row.kind == SignalKind.BROWSER.value]
    last = Proof(told[-1]) if told else Proof.MATCH
    if proof is last or (proof is Proof.NONE and last is Proof.REPORTED):
        return
    with transaction():
        write_own_signal(attempt_id, SignalKind.BROWSER, proof.value, now=now)
