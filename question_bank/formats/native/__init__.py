"""Our own JSON: everything of an item and the bytes of what it shows and plays, so that a bank can be carried away and
back without loss. `read`, `write`, and `read_drafts` for all that the shared model has no place for.
"""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from foundation.media import references
from question_bank import item_types
from question_bank.domain import CognitiveLevel, Difficulty, Pool
from question_bank.domain.items import ItemDraft
from question_bank.formats.interchange import messages
from question_bank.formats.interchange.collecting import Collector, Found
from question_bank.formats.interchange.json_in import no_constant, refused_json
from question_bank.formats.interchange.media_out import NO_MEDIA, Media, name_of, named_in
from question_bank.formats.interchange.text_in import beginning
from question_bank.formats.interchange.xml_in import refused
from question_bank.formats.model import MediaFile, Paper
from question_bank.formats.paper.decoding import decode

SUFFIX, MIME = ".certify.json", "application/json"
MARK, VERSION = "certify-items", 1
LIMIT = 64 * 1024 * 1024
_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,4}")
WRITERS = {item_type.name: item_type for item_type in item_types.ALL}


def write(items: Sequence[ItemDraft], media: Media = NO_MEDIA) -> bytes:
    """One object; an item a line, so that two exports compare well. Media stand below, by name, as base64."""
    lines = [json.dumps(_entry(item), ensure_ascii=False, sort_keys=True) for item in items]
    body = ",\n".join(lines)
    head = f'{{"format": "{MARK}", "version": {VERSION}, "items": [\n{body}\n]'
    named = named_in((item.content for item in items), media)
    files = [f'"{name}": "{base64.b64encode(media[name]).decode("ascii")}"' for name in named]
    beside = ', "media": {\n' + ",\n".join(files) + "\n}" if files else ""
    return f"{head}{beside}}}\n".encode()


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
    whole = _whole(data, name)
    for number, entry in enumerate(whole["items"], 1):
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
    _take_media(whole.get("media"), name, collector)
    return collector.paper()


def read_drafts(data: bytes, name: str) -> tuple[ItemDraft, ...]:
    """The items with area, pool, level and all. Raises Invalid for the first entry that isn't whole."""
    drafts = []
    for number, entry in enumerate(_whole(data, name)["items"], 1):
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


def _take_media(given: Any, name: str, collector: Collector) -> None:
    """The bytes that items name; what is none is told."""
    if given is None:
        return
    lines: dict[str, list[int]] = {}
    for item in collector.items:
        for each in references(item.content):
            lines.setdefault(name_of(each), []).append(item.line_start)
    for called, body in given.items() if isinstance(given, dict) else [("media", None)]:
        try:
            data = base64.b64decode(body, validate=True) if isinstance(body, str) else None
        except (binascii.Error, ValueError):
            data = None
        if data is None or not _NAME.fullmatch(called):
            collector.tell(messages.BAD_MEDIA, name, called[:80], name=called[:80])
        elif called in lines:
            collector.media.append(MediaFile(called, data, tuple(lines[called])))


def _whole(data: bytes, name: str) -> dict[str, Any]:
    if len(data) > LIMIT:
        raise refused(name, messages.TOO_LARGE)
    text = _text(data, name)
    try:
        whole = json.loads(text, parse_float=Decimal, parse_constant=no_constant)
    except (ValueError, RecursionError) as error:
        raise refused_json(text, error, name) from error
    if not isinstance(whole, dict) or whole.get("format") != MARK or not isinstance(whole.get("items"), list):
        raise refused(name, messages.NOT_OURS, mark=MARK)
    version = whole.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise refused(name, messages.NEWER, found=str(version)[:20])
    return whole


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(data, name)


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
