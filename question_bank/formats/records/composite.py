"""A record that holds several numbered questions below one story, with a list of answers: cut into one record each.

The story goes before each question. Where the cut does not give as many questions as there are answers, the record
stays whole and its key is refused.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from question_bank.formats.model import PaperProblem
from question_bank.formats.records import messages, roles
from question_bank.formats.records.choices import clean, letter_of
from question_bank.formats.records.record import Record

_NUMBER = re.compile(r"(?:(?<=\n)|(?<![^\n]))[ \t\u3000]{0,20}[（(]?(\d{1,3})[)）]?\s{0,2}[.．、)）]?(?=\s{0,4}\S)")
_FIRST_OPTION = re.compile(r"(?:(?<=\s)|(?<![^\n])|(?<=[.．、)）\d]))[（(]?A[)）]?\s{0,2}[.．、)）]")


def split_composites(records: Sequence[Record], told: list[PaperProblem]) -> list[Record]:
    """All records, the composite ones cut."""
    whole: list[Record] = []
    for record in records:
        parts = _parts(record)
        if len(parts) > 1:
            told.append(PaperProblem(record.line, "warning", messages.SPLIT, {"found": len(parts)}))
        whole += parts
    return whole


def _parts(record: Record) -> list[Record]:
    answers = record.values.get(roles.ANSWER)
    text = record.values.get(roles.STEM)
    if not isinstance(answers, list) or len(answers) < 2 or not isinstance(text, str) or record.lettered:
        return [record]
    letters = [letter_of(clean(each)) for each in answers]
    if record.values.get(roles.OPTIONS) or None in letters:
        return [record]
    if len(_FIRST_OPTION.findall(text)) < 2:
        return [record]
    starts = _starts(text, len(answers))
    if not starts:
        return [replace(record, values={**record.values, roles.ANSWER: None}, n_refused=len(answers))]
    share = _share(record.values.get(roles.POINTS), len(answers))
    story = text[: starts[0][1]].strip()
    stops = [begin for _, begin, _ in starts[1:]] + [len(text)]
    parts = []
    for (number, _, body), stop, answer in zip(starts, stops, answers, strict=True):
        own = text[body:stop].strip()
        stem = own if not _FIRST_OPTION.match(own) else f"（{number}）\n{own}"
        values = {**record.values, roles.STEM: f"{story}\n{stem}" if story else stem, roles.ANSWER: clean(answer)}
        values[roles.NUMBER] = number
        values[roles.POINTS] = share
        parts.append(replace(record, values=values, story=story[:80]))
    return parts


def _share(value: Any, count: int) -> str | None:
    """An equal part of the record's points, where it comes out even."""
    try:
        share = Decimal(clean(value)) / count
        return str(share) if share == share.quantize(Decimal("0.01")) else None
    except ArithmeticError:
        return None


def _starts(text: str, count: int) -> list[tuple[int, int, int]]:
    """As many numbers as there are answers, counting up by one, each followed by options of its own."""
    marks = [(int(found.group(1)), found.start(), found.end()) for found in _NUMBER.finditer(text)]
    options = [found.start() for found in _FIRST_OPTION.finditer(text)]
    for at in range(len(marks)):
        chain = [marks[at]]
        for mark in marks[at + 1 :]:
            if mark[0] == chain[-1][0] + 1:
                chain.append(mark)
        chain = chain[:count]
        stops = [begin for _, begin, _ in chain[1:]] + [len(text)]
        if len(chain) == count and all(
            any(begin <= option < stop for option in options) for (_, begin, _), stop in zip(chain, stops, strict=True)
        ):
            return chain
        if at > 200:
            break
    return []
