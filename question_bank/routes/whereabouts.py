"""Where an upload is looked at, as far as it has come."""

from flask import url_for

from question_bank.domain.intake import BY_JOBS, Stage
from question_bank.models import PaperImport


def page_of(row: PaperImport) -> str | None:
    """Where an upload is looked at; None for a paper that is looked at beside its source."""
    if row.stage == Stage.READ:
        return url_for("bank.large_import", import_id=row.id)
    is_busy = Stage(row.stage) in BY_JOBS or row.stage == Stage.FAILED
    is_large = row.committed_at is not None and not (row.outcome or {}).get("sections")
    return url_for("bank.import_progress", import_id=row.id) if is_busy or is_large else None
