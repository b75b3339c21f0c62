"""What a format would lose of these items: found out by writing them and reading back what was written.

So a loss is never forgotten in a list, and what is not told comes back as it went.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from foundation.errors import N_, NC_, Invalid, Problem
from question_bank import item_types
from question_bank.domain.items import ItemDraft
from question_bank.formats.interchange import messages
from question_bank.formats.model import Paper, PaperItem

STEM_WIDTH = 30
FIELDS = {
    "type": N_("题型"),
    "stem": N_("题干"),
    "options": N_("选项"),
    "names": N_("选项的编号和顺序"),
    "rationale": N_("选项解析"),
    "answer_key": N_("答案"),
    "explanation": N_("解析"),
    "lang": N_("语言"),
    "marking_guide": N_("评分说明"),
    "scoring_points": N_("得分点"),
    "needs_drawing": N_("是否需要画图"),
    "tolerance": N_("误差"),
    "units": NC_("数值", "单位"),
    "unit_mode": N_("单位要求"),
    "blanks": N_("空的比较方式和权重"),
    "any_order": N_("可以换位的空"),
    "tags": N_("标签"),
    "difficulty": N_("难度"),
    "external_id": N_("题目编号"),
    "other": N_("其他内容"),
}


class Format(Protocol):
    """A format that is read and written."""

    @property
    def WRITERS(self) -> Mapping[str, Any]: ...

    def write(self, items: Sequence[ItemDraft]) -> bytes: ...
    def read(self, data: bytes, name: str, **options: Any) -> Paper: ...


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that would not come back: the item's place in the list, and the field, or None for all of it."""

    index: int
    field: str | None


def find_losses(file_format: Format, items: Sequence[ItemDraft]) -> list[Loss]:
    """Every loss, in the items' order."""
    marked = [_marked(item, index) for index, item in enumerate(items)]
    fits = [index for index, item in enumerate(items) if item.item_type in file_format.WRITERS]
    came_back = _back(file_format, [marked[index] for index in fits]) if fits else {}
    if came_back is None:  # formats without ids: one by one
        came_back = _one_by_one(file_format, marked, fits)
    losses: list[Loss] = []
    for index, item in enumerate(items):
        back = came_back.get(index)
        fields = [None] if back is None else _differing(item, back, index)
        losses += (Loss(index, field) for field in fields)
    return losses


def losses(file_format: Format, label: str, items: Sequence[ItemDraft]) -> list[Problem]:
    """The same for people: a problem for each, with the item's stem."""
    told = []
    for loss in find_losses(file_format, items):
        item = items[loss.index]
        params = {"item": " ".join(str(item.content.get("stem", "")).split())[:STEM_WIDTH], "format": label}
        if loss.field is not None:
            params["field"] = FIELDS.get(loss.field, FIELDS["other"])
            told.append(Problem(messages.FIELD_LOST, params, field=item.external_id, severity="warning"))
        elif item.item_type in file_format.WRITERS:
            told.append(Problem(messages.LEFT_OUT_CONTENT, params, field=item.external_id))
        else:
            params["kind"] = item_types.get(item.item_type).label
            told.append(Problem(messages.LEFT_OUT, params, field=item.external_id))
    return told


def _marked(item: ItemDraft, index: int) -> ItemDraft:
    """The item under a name that says its place in the list."""
    return ItemDraft(
        item.item_type,
        item.content,
        item.area_code,
        item.pool,
        item.difficulty,
        item.level,
        item.critical,
        item.tags,
        f"certify-loss-check-{index:08d}",
    )


def _read(file_format: Format, items: Sequence[ItemDraft]) -> list[PaperItem]:
    try:
        return list(file_format.read(file_format.write(items), "export", tolerant=True).items)
    except Invalid:
        return []


def _back(file_format: Format, items: Sequence[ItemDraft]) -> dict[int, PaperItem] | None:
    """What came back, by place; None where the format keeps no names."""
    found = _read(file_format, items)
    if not any(item.external_id for item in found):
        return None
    return {int(item.external_id.rsplit("-", 1)[1]): item for item in found if item.external_id}


def _one_by_one(file_format: Format, marked: Sequence[ItemDraft], fits: Sequence[int]) -> dict[int, PaperItem]:
    """Formats without names: by their order where all came back, else each alone."""
    together = _read(file_format, [marked[index] for index in fits])
    if len(together) == len(fits):
        return dict(zip(fits, together, strict=True))
    alone = {index: _read(file_format, [marked[index]]) for index in fits}
    return {index: found[0] for index, found in alone.items() if len(found) == 1}


def _differing(item: ItemDraft, back: PaperItem, index: int) -> list[str]:
    fields = [] if back.type == item.item_type else ["type"]
    there = _content_of(back, item.content)
    fields += _content_fields(item.content, there)
    if back.tags != item.tags:
        fields.append("tags")
    if _DIFFICULTIES.get(back.difficulty or "medium", back.difficulty) != item.difficulty.value:
        fields.append("difficulty")
    if not back.external_id:
        fields.append("external_id")
    return list(dict.fromkeys(fields))


_DIFFICULTIES = {"易": "easy", "中": "medium", "难": "hard", "medium": "medium"}  # as tables say it, and by default


def _content_of(back: PaperItem, given: Mapping[str, Any]) -> dict[str, Any]:
    """The content as read; where its format made none, what the item's own fields say of the entries asked for."""
    if back.content is not None:
        return dict(back.content)
    said: dict[str, Any] = {
        "stem": back.stem,
        "options": [{"id": option.id, "text": option.text, "rationale": None} for option in back.options],
        "answer_key": back.answer_key,
        "explanation": back.explanation,
        "marking_guide": back.marking_guide,
        "scoring_points": [],
        "needs_drawing": back.needs_drawing,
        "lang": "zh-CN",
    }
    if back.any_order:
        said["any_order"] = [list(group) for group in back.any_order]
    return {name: value for name, value in said.items() if name in given or name == "any_order"}


def _content_fields(given: Mapping[str, Any], there: Mapping[str, Any]) -> list[str]:
    """The entries that differ; where only names and order of options do, or what is said of them, that is told."""
    differ = [name for name in {**given, **there} if given.get(name) != there.get(name)]
    structural = [name for name in differ if name in _PARTS]
    others = [name for name in differ if name not in _PARTS]
    if structural in ([], ["answer_key"]):
        return differ
    remarks = ["rationale"] if _remarks(given) != _remarks(there) else []
    if _texts(given) == _texts(there) and given.get("answer_key") == there.get("answer_key"):
        return [*others, "rationale"]
    if sorted(_texts(given)) == sorted(_texts(there)) and _spoken_key(given) == _spoken_key(there):
        return [*others, "names", *remarks]
    return [*others, *structural]


_PARTS = ("options", "gaps", "lines", "sources", "answer_key")


def _entries(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    gaps = [option for gap in content.get("gaps") or [] for option in gap["options"]]
    return [*(content.get("options") or []), *gaps, *(content.get("lines") or []), *(content.get("sources") or [])]


def _texts(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(str(entry["text"]), str(entry.get("speaker"))) for entry in _entries(content)]


def _remarks(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    return sorted((str(entry["text"]), str(entry.get("rationale"))) for entry in _entries(content))


def _spoken_key(content: Mapping[str, Any]) -> Any:
    """The key in the options' words, so that names and places don't matter."""
    key = content.get("answer_key")
    if not isinstance(key, list):
        return key
    texts = {str(entry["id"]): str(entry["text"]) for entry in content.get("options") or []}
    if "gaps" in content:
        return [
            {o["id"]: o["text"] for o in gap["options"]}.get(n) for gap, n in zip(content["gaps"], key, strict=False)
        ]
    words = [texts.get(str(name), str(name)) for name in key]
    if "sources" in content:
        return list(zip((source["text"] for source in content["sources"]), words, strict=False))
    listed = [name for name in texts if name in key]
    return sorted(words) if listed == key else words
