"""Our own JSON: everything of an item, so that a bank can be carried away and back without loss. `read`, `write`,
and `read_drafts` for all that the shared model has no place for.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from question_bank import item_types
from question_bank.domain import CognitiveLevel, Difficulty, Pool
from question_bank.domain.items import ItemDraft
from question_bank.formats.interchange import messages
from question_bank.formats.interchange.collecting import Collector, Found
from question_bank.formats.interchange.text_in import beginning
from question_bank.formats.interchange.xml_in import refused
from question_bank.formats.model import Paper
from question_bank.formats.paper.decoding import decode

SUFFIX, MIME = ".certify.json", "application/json"
MARK, VERSION = "certify-items", 1
LIMIT = 64 * 1024 * 1024
WRITERS = {item_type.name: item_type for item_type in item_types.ALL}


def write(items: Sequence[ItemDraft]) -> bytes:
    """One object; an item a line, so that two exports compare well."""
    lines = [json.dumps(_entry(item), ensure_ascii=False, sort_keys=True) for item in items]
    body = ",\n".join(lines)
    return f'{{"format": "{MARK}", "version": {VERSION}, "items": [\n{body}\n]}}\n'.encode()


def _entry(item: ItemDraft) -> dict[str, Any]:
    return {
        "id": item.external_id,
        "type": item.item_type,
        "area": item.area_code,
        "pool": item.pool.value,
        "difficulty": item.difficulty.value,
        "level": item.level,
        "critical": item.critical,
        "tags": list(item.tags),
        "content": item.content,
    }


def recognises(data: bytes, name: str) -> int:
    """Our mark at the beginning."""
    return 100 if f'"{MARK}"' in beginning(data)[:200] else 0


def read(data: bytes, name: str, **options: Any) -> Paper:
    """The items as the shared model has them. Raises Invalid naming every entry that isn't whole."""
    collector = Collector("certify", name, tolerant=bool(options.get("tolerant")))
    for number, entry in enumerate(_entries(data, name), 1):
        place = f"{name}#{number}"
        wrong = _wrong(entry)
        if wrong:
            collector.tell(messages.BAD_ENTRY, place, place, number=number, part=wrong)
            continue
        collector.add(
            Found(
                entry["type"],
                entry["content"],
                place,
                title=str(entry.get("id") or ""),
                section=str(entry.get("area") or ""),
                external_id=str(entry.get("id") or ""),
                difficulty=str(entry.get("difficulty") or "medium"),
                tags=tuple(entry.get("tags") or ()),
                area=str(entry.get("area") or "") or None,
                pool=str(entry.get("pool") or "") or None,
                level=entry.get("level"),
                critical=bool(entry.get("critical")),
            )
        )
    return collector.paper()


def read_drafts(data: bytes, name: str) -> tuple[ItemDraft, ...]:
    """The items with area, pool, level and all. Raises Invalid for the first entry that isn't whole."""
    drafts = []
    for number, entry in enumerate(_entries(data, name), 1):
        wrong = _wrong(entry)
        if wrong:
            raise refused(name, messages.BAD_ENTRY, number=number, part=wrong)
        drafts.append(
            ItemDraft(
                item_type=entry["type"],
                content=entry["content"],
                area_code=str(entry.get("area") or "GENERAL"),
                pool=Pool(entry.get("pool") or Pool.EXAM),
                difficulty=Difficulty(entry.get("difficulty") or Difficulty.MEDIUM),
                level=entry.get("level"),
                critical=bool(entry.get("critical")),
                tags=tuple(entry.get("tags") or ()),
                external_id=str(entry.get("id") or "") or None,
            )
        )
    return tuple(drafts)


def _entries(data: bytes, name: str) -> list[Any]:
    if len(data) > LIMIT:
        raise refused(name, messages.TOO_LARGE)
    try:
        whole = json.loads(_text(data, name), parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise refused(name, messages.BAD_JSON, reason=str(error)[:120]) from error
    if not isinstance(whole, dict) or whole.get("format") != MARK or not isinstance(whole.get("items"), list):
        raise refused(name, messages.BAD_JSON, reason=f"format: {MARK}")
    version = whole.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise refused(name, messages.NEWER, found=str(version)[:20])
    return list(whole["items"])


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(data, name)


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _wrong(entry: Any) -> str:
    """The name of the first part that is missing or of the wrong kind; empty where the entry is whole."""
    if not isinstance(entry, dict):
        return "{}"
    tags = entry.get("tags", [])
    checks = {
        "type": entry.get("type") in item_types.ITEM_TYPES,
        "content": isinstance(entry.get("content"), dict),
        "tags": isinstance(tags, list) and all(isinstance(tag, str) for tag in tags),
        "pool": entry.get("pool", "exam") in set(Pool),
        "difficulty": entry.get("difficulty", "medium") in set(Difficulty),
        "level": entry.get("level") is None or entry["level"] in set(CognitiveLevel),
    }
    return next((name for name, right in checks.items() if not right), "")
