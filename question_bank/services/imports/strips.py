"""A strip of answers for one section of an upload: dealt out beside its items, then kept with the corrections. Reading
the strip is the domain's business, papers' own answer blocks are the formats'.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from foundation.db import transaction
from foundation.errors import N_, Invalid, NotFound, Problem
from foundation.score import show
from people.domain import Actor
from question_bank import item_types, queries
from question_bank.domain.strips import Dealing, Dealt, Target, deal
from question_bank.models import PaperImport
from question_bank.services.bulk_keys import target_of
from question_bank.services.imports.model import ImportItem, PreviewSection
from question_bank.services.imports.places import ADDED, moved, refs_of, settled, stored_refs
from question_bank.services.imports.uploads import AlreadyTakenIn, paper_of, preview_of


@dataclass(frozen=True, slots=True)
class StripSheet:
    """A section with the items that a strip is for and what each would get; dealt with no strip, nothing."""

    row: PaperImport
    section: PreviewSection
    at: int
    items: tuple[ImportItem, ...]
    dealing: Dealing

    @property
    def pairs(self) -> tuple[tuple[ImportItem, Dealt], ...]:
        """Each item with its line of the dealing."""
        return tuple(zip(self.items, self.dealing.lines, strict=True))

    @property
    def n_missing(self) -> int:
        """How many have no key yet."""
        return sum(line.target.answer_key is None for line in self.dealing.lines)

    @property
    def n_news(self) -> int:
        """How many would get one."""
        return sum(line.is_news and not line.contradicts for line in self.dealing.lines)

    @property
    def n_contradictions(self) -> int:
        """How many have another one."""
        return sum(line.contradicts for line in self.dealing.lines)


def show_strip(actor: Actor, import_id: UUID, at: int, strip: str = "") -> StripSheet:
    """A strip over the section at that place of one's own upload. Raises NotFound, AlreadyTakenIn; changes nothing."""
    row = queries.get_import(import_id, actor.require_person())
    if row.committed_at is not None:
        raise AlreadyTakenIn()
    sections = preview_of(row).sections
    if at >= len(sections):
        raise NotFound()
    pairs = [(item, _target(item)) for item in sections[at].taken if not item.faults]
    items = tuple(item for item, target in pairs if target is not None)
    targets = [target for _item, target in pairs if target is not None]
    if not targets:
        raise NotFound()
    dealing = deal(strip, targets) if strip.strip() else Dealing(tuple(Dealt(target) for target in targets))
    return StripSheet(row, sections[at], at, items, dealing)


def _target(item: ImportItem) -> Target | None:
    return target_of(item.number, item.item_type, item.content)


def save_strip(actor: Actor, import_id: UUID, at: int, strip: str, *, replace: bool = False, now: datetime) -> int:
    """Keep the keys that a strip deals out, all of them or none; how many. A key that is there already stays unless
    `replace`. Raises Invalid with every fault.
    """
    sheet = show_strip(actor, import_id, at, strip)
    if not strip.strip():
        raise Invalid(Problem(N_("先写答案，例如 CACBB CCCDA"), field="strip"))
    if sheet.dealing.faults:
        raise Invalid(*sheet.dealing.faults)
    wanted = [(item, line) for item, line in sheet.pairs if line.is_news and (replace or not line.contradicts)]
    changes = {item.ref: _with_key(item, line, sheet.section) for item, line in wanted}
    paper = paper_of(sheet.row)
    refs = refs_of(paper.items)
    with transaction():
        row = queries.get_import(import_id, actor.require_person(), for_update=True)
        if row.committed_at is not None:
            raise AlreadyTakenIn()
        corrections = moved(row.corrections, settled(stored_refs(row.corrections), refs, paper.items))
        row.corrections = {**corrections, "items": corrections["items"] | changes}
        row.saved_at = now
    return len(changes)


def _with_key(item: ImportItem, line: Dealt, section: PreviewSection) -> dict[str, Any]:
    content = item_types.get(item.item_type).validate({**item.content, "answer_key": line.answer})
    worth = show(item.points) if item.points is not None else ""
    kept = {"item_type": item.item_type, "content": content, "points": worth}
    added = item.ref.startswith(ADDED)
    return {**kept, **({"section_line": section.line} if added else {"lines": [item.line_start, item.line_end]})}
