"""Questions in one file, keys in another of the same family: joined by number, else by the words of the question."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from question_bank.formats.model import PaperProblem
from question_bank.formats.records import messages, roles
from question_bank.formats.records.choices import clean
from question_bank.formats.records.record import Record


def join_keys(records: Sequence[Record], keys: Sequence[Record]) -> tuple[list[Record], list[PaperProblem]]:
    """The records with the keys' answers and explanations; keys that fit none are told."""
    by = next((name for name in (_stem, _number) if _is_unique(records, name) and _is_unique(keys, name)), _stem)
    there = {by(key): key for key in keys if by(key)}
    joined = []
    used = set()
    for record in records:
        key = there.get(by(record)) if by(record) else None
        if key is None:
            joined.append(record)
            continue
        used.add(by(record))
        given = {role: key.values[role] for role in (roles.ANSWER, roles.EXPLANATION) if key.values.get(role)}
        joined.append(replace(record, values={**record.values, **given}))
    left = len(set(there) - used)
    told = [PaperProblem(None, "warning", messages.KEY_FILE_UNMATCHED, {"count": left})] if left else []
    return joined, told


def _stem(record: Record) -> str:
    return "".join(clean(record.values.get(roles.STEM)).split())


def _number(record: Record) -> str:
    return record.section + "#" + clean(record.values.get(roles.NUMBER)).lstrip("0")


def _is_unique(records: Sequence[Record], name: Callable[[Record], str]) -> bool:
    counts = Counter(map(name, records))
    return bool(counts) and max(counts.values()) == 1
