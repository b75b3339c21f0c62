"""A paper on its way into the bank: uploaded, looked at, corrected beside its source, left and come back to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from foundation import audit
from foundation.db import transaction
from foundation.errors import N_, Conflict, Invalid, Problem
from foundation.ids import new_id
from people.domain import Actor, Permission
from question_bank import queries
from question_bank.domain import content_hash
from question_bank.domain.intake import Standing, standing_of
from question_bank.domain.items import GENERAL, ContentArea
from question_bank.formats.limits import check_number
from question_bank.formats.model import Paper
from question_bank.formats.paper.decoding import decode
from question_bank.formats.paper.messages import FILE_TOO_LARGE
from question_bank.formats.records.roles import is_role
from question_bank.formats.registry import AUTO
from question_bank.models import PaperImport
from question_bank.services.access import home_unit_id
from question_bank.services.imports.beside import plain
from question_bank.services.imports.files import check_key, packed
from question_bank.services.imports.model import Preview
from question_bank.services.imports.preview import make_preview, read
from question_bank.services.imports.staging import held_of
from question_bank.services.items import known_areas

MOST_ITEMS = 500  # of a paper; more than that is a large file
MOST_KEPT = 2**18  # letters of a source that is kept with its import
MOST_BYTES = 16 * 2**20


class AlreadyTakenIn(Conflict):
    """What was taken in is changed in the bank, item by item."""

    message = N_("这份试卷已经导入，请到题库里修改题目")


@dataclass(frozen=True, slots=True)
class ImportSheet:
    """An upload and how it would be taken in."""

    row: PaperImport
    preview: Preview
    source_lines: tuple[str, ...]
    places: tuple[str, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict)  # by ref, of what would be taken in


@dataclass(frozen=True, slots=True)
class Texts:
    """A paper and its key as text, checked to be readable."""

    name: str
    source: str
    answer_key: str | None

    def source_hash(self, area_code: str) -> str:
        """The same for the same paper with the same key into the same area."""
        return content_hash({"source": self.source, "answer_key": self.answer_key, "area": area_code})


def read_texts(
    name: str,
    source: bytes | str,
    answer_key: bytes | str | None,
    file_format: str = AUTO,
    most: int = MOST_ITEMS,
    mapping: Mapping[str, str] | None = None,
) -> Texts:
    """Decode both and read the paper once, its fields as `mapping` says. Raises Invalid (fields "paper", "answer_key")
    for what is no paper.
    """
    texts = keep_texts(name, source, answer_key, file_format)
    said = tuple(sorted((mapping or {}).items()))
    paper = about("paper", lambda: read(texts.source, texts.answer_key, texts.name, said, ()))
    check_number(len(paper.items), "paper", most)
    return texts


def keep_texts(name: str, source: bytes | str, answer_key: bytes | str | None, file_format: str = AUTO) -> Texts:
    """Both as they are kept, not read yet. Raises Invalid for what is too large, or in an encoding nobody knows."""
    called = name.replace("\\", "/").split("/")[-1][:200]
    if not isinstance(source, str) and len(source) > MOST_BYTES:
        limit = {"limit": MOST_BYTES // 2**20}
        raise Invalid(Problem(FILE_TOO_LARGE, limit, field="paper"), message=FILE_TOO_LARGE, **limit)
    text = packed(called, source, file_format) or about("paper", lambda: decode(source))
    key = None if answer_key is None else packed("", answer_key) or about("answer_key", lambda: decode(answer_key))
    about("answer_key", lambda: check_key(text, key))
    return Texts(called, text, key)


def check_readable(name: str, source: bytes) -> None:
    """Raises Invalid naming the file unless its bytes are text in an encoding that papers come in."""
    about(name, lambda: decode(source))


def about(field: str, work: Callable[[], Any]) -> Any:
    """Run it; what it refuses is said of that field."""
    try:
        return work()
    except Invalid as error:
        raise Invalid(*(replace(problem, field=field) for problem in error.problems)) from error


def upload_paper(actor: Actor, texts: Texts, area_code: str, *, now: datetime) -> UUID:
    """Keep the paper for looking at; the same one that is still being looked at is found again. Raises Invalid."""
    unit_id = home_unit_id(actor, Permission.WRITE_ITEMS)
    require_area(area_code)
    with transaction() as session:
        row = queries.find_open_import(unit_id, texts.source_hash(area_code), actor.require_person())
        if row is None:
            row = new_import(actor, unit_id, texts, area_code, now)
            session.add(row)
            audit.record(actor, "bank.upload_paper", "paper_import", row.id, now=now, name=row.name)
    return row.id


def area_code_of(name: str) -> str:
    """The code of the area with that code or name. Raises Invalid that lists the areas there are."""
    areas = [ContentArea(row.code, row.name_zh, row.name_en) for row in queries.list_areas()] + [GENERAL]
    found = next((area.code for area in areas if name in (area.code, area.name_zh, area.name_en)), None)
    if found is None:
        there = ", ".join(dict.fromkeys(f"{area.code} {area.name_zh}" for area in areas))
        raise Invalid(Problem(N_("没有这个模块"), field="--area", found=name, expected=there))
    return found


def areas_by_name() -> dict[str, str]:
    """Codes and names of the content areas, as a file may write them, each with its code."""
    rows = queries.list_areas()
    return {plain(name): row.code for row in rows for name in (row.name_en, row.name_zh, row.code) if name}


def require_area(code: str) -> None:
    """Raises Invalid for an area that doesn't exist."""
    if code not in known_areas():
        raise Invalid(Problem(N_("没有这个模块"), field="area_code", found=code))


def new_import(actor: Actor, unit_id: UUID, texts: Texts, area_code: str, now: datetime) -> PaperImport:
    """The row of an upload, not yet in the session."""
    return PaperImport(
        id=new_id(),
        unit_id=unit_id,
        author_id=actor.require_person(),
        name=texts.name,
        source=texts.source,
        answer_key=texts.answer_key,
        source_hash=texts.source_hash(area_code),
        area_code=area_code,
        corrections={},
        outcome=None,
        created_at=now,
        saved_at=now,
        committed_at=None,
    )


def list_imports(actor: Actor) -> list[PaperImport]:
    """One's own uploads, newest first."""
    return queries.list_imports(actor.require_person())


def get_upload(actor: Actor, import_id: UUID) -> PaperImport:
    """One's own upload, whatever became of it. Raises NotFound."""
    return queries.get_import(import_id, actor.require_person())


def show_import(actor: Actor, import_id: UUID) -> ImportSheet:
    """One's own upload as it stands. Raises NotFound."""
    row = queries.get_import(import_id, actor.require_person())
    preview = preview_of(row)
    lines = preview.paper.source_lines or tuple(row.source.rstrip().split("\n"))
    return ImportSheet(row, preview, lines, preview.paper.places, _standings(row, preview))


def _standings(row: PaperImport, preview: Preview) -> dict[str, Standing]:
    """How each item that would be taken in stands to what the bank holds under its name."""
    sound = [item for item in preview.taken if not item.faults]
    held = queries.list_held(row.unit_id, [item.external_id for item in sound])
    return {
        item.ref: standing_of(held_of(held.get(item.external_id)), item.item_type, content_hash(item.content))
        for item in sound
    }


def preview_of(row: PaperImport) -> Preview:
    """The upload with its corrections."""
    return make_preview(paper_of(row), row.corrections, areas_by_name())


def paper_of(row: PaperImport, boundaries: Mapping[str, str] | None = None) -> Paper:
    """The upload as read with what was said of its fields and lines; `boundaries` instead of those it has."""
    mapping = tuple(sorted(row.corrections.get("mapping", {}).items()))
    lines = row.corrections.get("boundaries", {}) if boundaries is None else boundaries
    return read(row.source, row.answer_key, row.name, mapping, tuple(sorted(lines.items())))


def map_fields(actor: Actor, import_id: UUID, roles: Mapping[str, str], *, now: datetime) -> None:
    """Say what the file's fields or columns mean; what was corrected before stays with its lines. Raises Invalid."""
    with transaction():
        row = queries.get_import(import_id, actor.require_person(), for_update=True)
        if row.committed_at is not None:
            raise AlreadyTakenIn()
        known = {field.name for field in paper_of(row).mapping}
        mapping = {name: role for name, role in roles.items() if name in known and (not role or is_role(role))}
        about("mapping", lambda: read(row.source, row.answer_key, row.name, tuple(sorted(mapping.items()))))
        row.corrections = {**row.corrections, "mapping": mapping}
        row.saved_at = now
