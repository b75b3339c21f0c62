"""Proposals to accept an answer that a candidate typed: recorded here, decided by whoever edits the item. No credit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from foundation import audit
from foundation.db import db, transaction
from people.domain import Actor
from question_bank.models import AnswerProposalRow, ItemVersionRow

TEXT_LENGTH = 500


@dataclass(frozen=True, slots=True)
class AnswerProposal:
    """Somebody thinks that this answer should count in this part (from 1) of a version."""

    version_id: UUID
    part: int
    text: str
    proposed_by: UUID
    proposed_at: datetime


def propose_answer(actor: Actor, version_id: UUID, part: int, text: str, *, now: datetime) -> None:
    """Record it once; the caller has checked that the actor may judge answers to this version."""
    with transaction() as session:
        row = AnswerProposalRow
        there = select(row.id).where(row.version_id == version_id, row.part == part, row.text == text[:TEXT_LENGTH])
        if session.scalar(there) is not None:
            return
        given = {"version_id": version_id, "part": part, "text": text[:TEXT_LENGTH]}
        session.add(AnswerProposalRow(**given, proposed_by=actor.require_person(), proposed_at=now))
        version = session.get_one(ItemVersionRow, version_id)
        audit.record(actor, "bank.propose_answer", "item", version.item_id, now=now, version=version.number)


def list_proposals(version_ids: Iterable[UUID]) -> list[AnswerProposal]:
    """Those on these versions, oldest first."""
    row = AnswerProposalRow
    wanted = select(row).where(row.version_id.in_(list(version_ids))).order_by(row.proposed_at)
    return [
        AnswerProposal(each.version_id, each.part, each.text, each.proposed_by, each.proposed_at)
        for each in db.session.scalars(wanted)
    ]
