"""Mending an upload beside its source: items, what is left out, where items begin and end, orders that were proposed.

Everything said is kept with the upload, so that it can be left and come back to; the bank learns of it when the paper
is taken in.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from foundation.db import transaction
from foundation.errors import N_, Invalid, NotFound, Problem
from foundation.media import Media
from foundation.score import points
from people.domain import Actor
from question_bank import item_types, queries
from question_bank.formats.paper.boundaries import read_boundary
from question_bank.models import PaperImport
from question_bank.services.imports.pictures import pictures_of
from question_bank.services.imports.places import ADDED, REF, moved, refs_of, settled, stored_refs
from question_bank.services.imports.stories import foldable, folded, unfolded
from question_bank.services.imports.uploads import AlreadyTakenIn, about, paper_of, preview_of

MOST_BOUNDARIES = 2000
MOST_UNDONE = 100
Change = Callable[[dict[str, Any]], object]


def correct_item(
    actor: Actor,
    import_id: UUID,
    ref: str,
    *,
    item_type: str,
    content: Mapping[str, Any],
    points_typed: str,
    now: datetime,
) -> None:
    """Keep a corrected item, or one that was written for a section. Raises Invalid with every problem of it."""
    checked = checked_item(item_type, content, points_typed)
    row = _open(actor, import_id)
    kept = {**checked, **_where(row, ref)}

    def change(corrections: dict[str, Any]) -> None:
        before = corrections["items"].get(ref, {})
        corrections["items"][ref] = {**{name: before[name] for name in ("folded", "before") if name in before}, **kept}

    _correct(actor, import_id, ref, change, now)


def checked_item(item_type: str, content: Mapping[str, Any], points_typed: str) -> dict[str, Any]:
    """A correction as it is kept: type, content in normal form, points. Raises Invalid with every problem."""
    problems: list[Problem] = []
    try:
        normal = item_types.get(item_type).validate(content)
    except Invalid as error:
        problems += error.problems
    try:
        worth = str(points(points_typed)) if points_typed.strip() else ""
        if worth and not 0 < points(worth) <= 1000:
            raise ValueError(worth)
    except ValueError:
        problems.append(Problem(N_("分值写成大于 0 的数，最多两位小数"), field="points", found=points_typed[:20]))
    if problems:
        raise Invalid(*problems)
    return {"item_type": item_type, "content": normal, "points": worth}


def _where(row: PaperImport, ref: str) -> dict[str, Any]:
    """The lines that the correction was made of, or the line of the section that it was written for."""
    if ref.startswith(ADDED):
        sections = paper_of(row).declared.sections
        index = int(ref.split("-")[1]) if REF.fullmatch(ref) else len(sections)
        return {"section_line": sections[index].line} if index < len(sections) else {}
    item = preview_of(row).find(ref)
    return {"lines": [item.line_start, item.line_end]} if item else {}


def drop_item(actor: Actor, import_id: UUID, ref: str, *, now: datetime) -> None:
    """Leave an item out."""
    _correct(actor, import_id, ref, lambda corrections: corrections["dropped"].append(ref), now)


def restore_item(actor: Actor, import_id: UUID, ref: str, *, now: datetime) -> None:
    """Take a dropped item back; one that was corrected keeps its corrections."""
    _correct(actor, import_id, ref, lambda corrections: None, now)


def choose_side(actor: Actor, import_id: UUID, ref: str, *, theirs: bool, now: datetime) -> None:
    """In a conflict: the file's item outweighs the one that was changed in the bank, or it doesn't."""

    def change(corrections: dict[str, Any]) -> None:
        others = [each for each in corrections.get("theirs", ()) if each != ref]
        corrections["theirs"] = [*others, ref] if theirs else others

    _correct(actor, import_id, ref, change, now)


def reset_item(actor: Actor, import_id: UUID, ref: str, *, now: datetime) -> None:
    """Back to what was read; an item that was written here is gone."""

    def change(corrections: dict[str, Any]) -> None:
        unfolded(corrections, ref, former=False)
        corrections["order"].pop(ref, None)

    _correct(actor, import_id, ref, change, now)


def fold_story(actor: Actor, import_id: UUID, ref: str, *, now: datetime) -> None:
    """Make one composite item of those that share the story which begins with this one. Raises NotFound."""
    row = _open(actor, import_id)
    members = foldable(paper_of(row).items, preview_of(row).items).get(ref)
    made = folded(members) if members else None
    if not members or made is None:
        raise NotFound()
    others = [item.ref for item in members[1:]]
    kept = {**made, **_where(row, ref), "folded": others}

    def change(corrections: dict[str, Any]) -> None:
        corrections["items"][ref] = {**kept, "before": corrections["items"].get(ref)}
        corrections["dropped"] = list(dict.fromkeys([*corrections["dropped"], *others]))

    _correct(actor, import_id, ref, change, now)


def unfold_story(actor: Actor, import_id: UUID, ref: str, *, now: datetime) -> None:
    """Take it apart again, as it was."""
    _correct(actor, import_id, ref, lambda corrections: unfolded(corrections, ref, former=True), now)


def decide_order(actor: Actor, import_id: UUID, ref: str, *, accept: bool, now: datetime) -> None:
    """Confirm or decline that blanks of an item may change places, as the reader proposed."""
    word = "yes" if accept else "no"
    _correct(actor, import_id, ref, lambda corrections: corrections["order"].update({ref: word}), now)


def move_boundary(actor: Actor, import_id: UUID, line: int, word: str, *, now: datetime) -> None:
    """Say what a line of the paper is (`formats/paper/boundaries`), or with "" nothing any more; it is read anew.

    Raises Invalid where nothing would be left to read, or there are too many; NotFound for a line that isn't there.
    """
    row = _open(actor, import_id)
    if (word and read_boundary(word) is None) or not 1 <= line <= _n_lines(row):
        raise NotFound()
    former = row.corrections.get("boundaries", {}).get(str(line), "")
    if former != word:
        log = [*row.corrections.get("boundary_log", ()), [line, former]][-MOST_UNDONE:]
        _bound(actor, row, {line: word}, log, now)


def undo_boundary(actor: Actor, import_id: UUID, *, now: datetime) -> int | None:
    """Take back what was said last of a line; returns the line, None where nothing is left to take back."""
    row = _open(actor, import_id)
    log = list(row.corrections.get("boundary_log", ()))
    if not log:
        return None
    line, former = log.pop()
    _bound(actor, row, {line: former}, log, now)
    return int(line)


def show_picture(actor: Actor, import_id: UUID, name: str) -> Media | None:
    """A picture of one's own upload by the hash of its bytes; None where it came from elsewhere. Raises NotFound."""
    row = queries.get_import(import_id, actor.require_person())
    return pictures_of(paper_of(row)).find(name)


def _bound(actor: Actor, row: PaperImport, said: Mapping[int, str], log: list[Any], now: datetime) -> None:
    """Read it that way first, outside the writer's turn; then keep what was said."""
    boundaries = dict(row.corrections.get("boundaries", {}))
    for line, word in said.items():
        boundaries[str(line)] = word
    boundaries = {line: word for line, word in boundaries.items() if word}
    if len(boundaries) > MOST_BOUNDARIES:
        raise Invalid(Problem(N_("改动的行太多"), field="line", expected=f"≤ {MOST_BOUNDARIES}"))
    about("line", lambda: paper_of(row, boundaries))

    def change(corrections: dict[str, Any]) -> None:
        corrections["boundaries"], corrections["boundary_log"] = boundaries, log

    _keep(actor, row.id, change, now)


def _n_lines(row: PaperImport) -> int:
    paper = paper_of(row)
    return (len(paper.source_lines) or row.source.count("\n") + 1) if paper.by_lines else 0


def _open(actor: Actor, import_id: UUID) -> PaperImport:
    row = queries.get_import(import_id, actor.require_person())
    if row.committed_at is not None:
        raise AlreadyTakenIn()
    return row


def _correct(actor: Actor, import_id: UUID, ref: str, change: Change, now: datetime) -> None:
    """Change the corrections of one item; whatever is said of it anew, it is no longer dropped."""
    row = _open(actor, import_id)
    items = paper_of(row).items
    refs = refs_of(items)

    def changed(corrections: dict[str, Any]) -> None:
        corrections |= moved(corrections, settled(stored_refs(corrections), refs, items))
        corrections["dropped"] = [name for name in corrections["dropped"] if name != ref]
        change(corrections)

    require_ref(row, ref)
    _keep(actor, import_id, changed, now)


def _keep(actor: Actor, import_id: UUID, change: Change, now: datetime) -> None:
    with transaction():
        row = queries.get_import(import_id, actor.require_person(), for_update=True)
        if row.committed_at is not None:
            raise AlreadyTakenIn()
        corrections = dict(row.corrections)
        change(corrections)
        row.corrections = corrections
        row.saved_at = now


def require_ref(row: PaperImport, ref: str) -> None:
    """Raises NotFound unless the ref names an item of the paper or a new one of one of its sections."""
    known = REF.fullmatch(ref) is not None and (
        int(ref.split("-")[1]) < len(paper_of(row).declared.sections) or preview_of(row).find(ref) is not None
        if ref.startswith(ADDED)
        else preview_of(row).find(ref) is not None
    )
    if not known:
        raise NotFound()
