"""Reads of what reviewers said of versions."""

from uuid import UUID

from sqlalchemy import func, select

from foundation.db import db
from question_bank.models import ItemVersionRow, Review
from question_bank.queries.neighbours import PERSON

# review rows that decide; others hold a blind answer (`round_of`)
APPROVED, RETURNED, SUSPENDED, REINSTATED = "approve", "return", "suspend", "reinstate"
EXTENDED, SHORTENED = "extend", "shorten"  # the dates of a version in use were changed
DECISIONS = (APPROVED, RETURNED, SUSPENDED, REINSTATED, EXTENDED, SHORTENED)


def list_decisions(item_id: UUID) -> list[tuple[Review, int, str]]:
    """The decisions on an item's versions with version numbers and reviewers' names, newest first."""
    query = (
        select(Review, ItemVersionRow.number, PERSON.c.name)
        .join(ItemVersionRow, ItemVersionRow.id == Review.version_id)
        .join(PERSON, PERSON.c.id == Review.reviewer_id)
        .where(ItemVersionRow.item_id == item_id, Review.decision.in_(DECISIONS))
        .order_by(Review.at.desc(), Review.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def round_of(version: ItemVersionRow) -> str:
    """How blind answers are marked now: each return to the author begins a new round, whatever any clock says."""
    returned = select(func.count()).where(Review.version_id == version.id, Review.decision == RETURNED)
    return f"answer-{db.session.scalar(returned)}"


def find_blind_answer(version: ItemVersionRow, reviewer_id: UUID) -> Review | None:
    """What the reviewer answered before seeing the key, in this round."""
    query = select(Review).where(Review.version_id == version.id, Review.reviewer_id == reviewer_id)
    return db.session.scalar(query.where(Review.decision == round_of(version)).order_by(Review.id).limit(1))
