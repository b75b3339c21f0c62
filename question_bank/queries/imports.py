"""Reads of papers that were uploaded, one's own or taken in."""

from uuid import UUID

from sqlalchemy import Select, or_, select

from foundation.db import db
from foundation.errors import NotFound
from question_bank.models import PaperImport
from question_bank.queries.neighbours import ORG_UNIT


def get_import(import_id: UUID, author_id: UUID, *, for_update: bool = False) -> PaperImport:
    """An upload of that author's; raises NotFound."""
    query = select(PaperImport).where(PaperImport.id == import_id, PaperImport.author_id == author_id)
    row = db.session.scalar(query.with_for_update() if for_update else query)
    if row is None:
        raise NotFound()
    return row


def find_open_import(unit_id: UUID, source_hash: str, author_id: UUID) -> PaperImport | None:
    """The author's upload of the same paper that is still being looked at."""
    return db.session.scalar(_same_import(unit_id, source_hash, author_id).where(PaperImport.committed_at.is_(None)))


def find_committed_import(unit_id: UUID, source_hash: str, author_id: UUID) -> PaperImport | None:
    """The author's latest import of the same paper."""
    same = _same_import(unit_id, source_hash, author_id).where(PaperImport.committed_at.is_not(None))
    return db.session.scalar(same)


def _same_import(unit_id: UUID, source_hash: str, author_id: UUID) -> Select:
    same = select(PaperImport).where(PaperImport.unit_id == unit_id, PaperImport.source_hash == source_hash)
    return same.where(PaperImport.author_id == author_id).order_by(PaperImport.created_at.desc()).limit(1)


def _committed(scopes: tuple[str, ...] | None) -> Select:
    query = select(PaperImport).where(PaperImport.committed_at.is_not(None))
    if scopes is None:
        return query
    within = or_(False, *(ORG_UNIT.c.path.startswith(scope) for scope in scopes))
    return query.join(ORG_UNIT, ORG_UNIT.c.id == PaperImport.unit_id).where(within)


def get_committed_import(import_id: UUID, scopes: tuple[str, ...] | None = None) -> PaperImport:
    """A paper that was taken in, within the scopes if given; raises NotFound."""
    row = db.session.scalar(_committed(scopes).where(PaperImport.id == import_id))
    if row is None:
        raise NotFound()
    return row


def list_committed_imports(scopes: tuple[str, ...]) -> list[PaperImport]:
    """The papers taken in within the scopes, newest first."""
    return list(db.session.scalars(_committed(scopes).order_by(PaperImport.committed_at.desc()).limit(200)))


def list_imports(author_id: UUID, limit: int = 50) -> list[PaperImport]:
    """The author's uploads, newest first."""
    query = select(PaperImport).where(PaperImport.author_id == author_id).order_by(PaperImport.created_at.desc())
    return list(db.session.scalars(query.limit(limit)))
