"""Changing the dates of a version in use: bringing them forward is anybody's who writes or reviews there, as suspending
is; letting it live longer is a review, by somebody who did not write it, with a reason. Words and key stay as they are.
"""

from datetime import date, datetime
from uuid import UUID

from foundation.calendar import local_day
from foundation.db import transaction
from people.domain import Actor, Permission
from question_bank import queries
from question_bank.domain import ItemStatus, TransitionNotAllowed
from question_bank.domain.validity import SOON, ItemDates, is_longer, require_valid
from question_bank.models import ItemVersionRow
from question_bank.services.access import SEEING
from question_bank.services.reviews import dates_of, require_other_hand, say, version_in_use

USABLE = (ItemStatus.APPROVED, ItemStatus.SUSPENDED)


def change_dates(actor: Actor, item_id: UUID, dates: ItemDates, *, reason: str, now: datetime) -> None:
    """Set the days of the version in use; the same days again change nothing.

    Raises AuthorCannotReview and MissingPermission (to let it live longer), TransitionNotAllowed (nothing is in use:
    a draft's dates are edited with it), Invalid without a reason or when the new day has come already.
    """
    with transaction():
        row, path = version_in_use(actor, item_id)
        if row.status not in USABLE:
            raise TransitionNotAllowed(ItemStatus(row.status), ItemStatus.APPROVED)
        old = dates_of(row)
        if old == dates:
            return
        longer = is_longer(old, dates)
        if longer:
            actor.require(Permission.REVIEW_ITEMS, path)
            require_other_hand(actor, row)
            require_valid(dates, local_day(now))
        told = {
            "valid_until": _pair(old.valid_until, dates.valid_until),
            "review_by": _pair(old.review_by, dates.review_by),
        }
        say(actor, row, queries.EXTENDED if longer else queries.SHORTENED, reason, now, dates=told)
        row.valid_until, row.review_by = dates.valid_until, dates.review_by


def _pair(before: date | None, after: date | None) -> str:
    return " → ".join(day.isoformat() if day else "—" for day in (before, after))


def list_expiring(actor: Actor, *, now: datetime) -> list[tuple[ItemVersionRow, str]]:
    """Approved versions within the actor's sight whose first day has come or comes within sixty days, that day first,
    with the author's name.
    """
    scopes = tuple(sorted({path for permission in SEEING for path in actor.scopes(permission)}))
    return queries.list_expiring(scopes, local_day(now) + SOON)
