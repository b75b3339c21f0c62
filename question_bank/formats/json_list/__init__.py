"""JSON that holds questions, of whatever family: recognised by what its fields mean, not by names of files.

`loading` makes a tree of the text, `finding` finds the questions in it and says how each field was taken; the items
are made in `formats/records`.
"""

import re
from collections.abc import Mapping
from typing import Any

from foundation.errors import Invalid, Problem
from question_bank.formats.json_list.finding import find_records
from question_bank.formats.json_list.joining import join_keys
from question_bank.formats.json_list.loading import load
from question_bank.formats.limits import check_number
from question_bank.formats.model import Paper
from question_bank.formats.paper.decoding import decode, peek
from question_bank.formats.records import messages, roles
from question_bank.formats.records.building import build_paper

__all__ = ["read", "recognises"]

_OPENS = re.compile(r"\s*(?:(?:var|let|const)\s+[\w$.]{1,60}\s*=|[\w$.]{1,60}\s*=)?\s*[\[{]\s*[\"\[{]")
_FIELD = re.compile(r"\"([^\"\n]{1,40})\"\s{0,4}:")


def recognises(data: bytes, name: str) -> int:
    """JSON, surest where fields are named like those of questions."""
    try:
        head = peek(data, 1 << 15)
    except Invalid:
        return 0
    if not _OPENS.match(head):
        return 0
    named = {roles.role_of(field) for field in _FIELD.findall(head)}
    return 97 if roles.STEM in named else 40  # LaTeX in it must not pass for another format


def read(
    data: bytes,
    name: str,
    *,
    answer_key: bytes | None = None,
    mapping: Mapping[str, str] | None = None,
    **_others: Any,
) -> Paper:
    """Read it; `mapping` (field → role) outweighs what the names suggest, `answer_key` is a file of the same family."""
    found = find_records(load(decode(data, name), name), mapping or {})
    if not found.records:
        raise Invalid(Problem(messages.NO_RECORDS, field=name or None), message=messages.NO_RECORDS)
    check_number(len(found.records), name or None)
    records, told = found.records, found.problems
    if answer_key is not None:
        keys = find_records(load(decode(answer_key), ""), mapping or {})
        records, more = join_keys(records, keys.records)
        told = [*told, *more]
    return build_paper("json", name, found.header, records, found.shown, told)
