"""A record's key: letters, lists, flags, indices, booleans → what the paper's key reader takes.

An index is used only where the whole file shows whether it counts from 0 or from 1.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from question_bank.formats.model import WRITTEN, PaperProblem
from question_bank.formats.paper.drafts import Draft
from question_bank.formats.paper.tidy import shortened
from question_bank.formats.paper.variants import read_variants
from question_bank.formats.records import messages, roles
from question_bank.formats.records.choices import clean, letter_of, read_choices, read_flags
from question_bank.formats.records.markup import is_markup, plain_text
from question_bank.formats.records.record import Record
from question_bank.formats.records.types import type_of_words

MULTIPLE = "multiple_choice"
_INDEX = re.compile(r"\d{1,2}")
_SEVERAL = re.compile(r"\s*\d{1,2}(?:\s?[,，;；|、]\s?\d{1,2}){1,9}\s*")
_OPTIONS_NAMED = re.compile(r"(?:(?:option|选项|choice)\s?(?:[1-9]|[A-Na-n])\s*[,，;；|、和]?\s*){2,9}", re.I)
_ONE_NAMED = re.compile(r"(?:option|选项|choice)\s?[1-9A-Na-n]", re.I)
_OPTION_NAMED = re.compile(r"\s*(?:option|选项|choice)\s{0,2}([1-9]|1[0-4]|[A-Na-n])\s*[:：.、]?.*", re.I | re.S)
_LED_BY = re.compile(r"^\s*(?:正确|参考|标准)?答案\s*(?:是|为)?\s*[:：]\s*")
_NOTHING = frozenset(("略", "略。", "无", "暂无", "暂无答案", "-", "--", "/", "none", "null", "n/a", "未知", "见解析"))


@dataclass(frozen=True, slots=True)
class Indices:
    """From which number the file's indices count: 0, 1, or None where nothing shows it."""

    base: int | None = None
    used: bool = False
    truth: bool = False
    doubtful: frozenset[int] = field(default_factory=frozenset)

    @staticmethod
    def of(records: Sequence[Record], named: int | None = None) -> "Indices":
        """Look at every answer that is a number; `named` counts where the answers alone show nothing."""
        values: set[int] = set()
        reaches_count = False
        truth: set[int] = set()
        for record in records:
            numbers = _indices(record.values.get(roles.ANSWER))
            count = _count(record)
            if count:
                values |= set(numbers)
                reaches_count |= count in numbers
            elif numbers and type_of_words(clean(record.values.get(roles.TYPE)) or record.section) == "true_false":
                truth |= set(numbers)
        base = 0 if 0 in values and not reaches_count else 1 if reaches_count and 0 not in values else None
        if base is None and named is not None and values and min(values) >= named:
            base = named
        return Indices(base, bool(values), bool(truth) and truth <= {0, 1})

    def told(self) -> list[PaperProblem]:
        """What an examiner should know of it."""
        told = []
        if self.used and self.base is not None:
            told.append(PaperProblem(None, "warning", messages.INDEX_READ, {"base": self.base}))
        if self.truth:
            told.append(PaperProblem(None, "warning", messages.TRUTH_READ))
        return told


def _count(record: Record) -> int:
    lettered = sum(bool(clean(value)) for value in record.lettered.values())
    found = read_choices(record.values.get(roles.OPTIONS))
    return lettered or (len(found.options) if found else 0)


def _indices(value: Any) -> list[int]:
    if isinstance(value, str) and _SEVERAL.fullmatch(value):
        value = re.findall(r"\d{1,2}", value)
    values: Iterable[Any] = value if isinstance(value, list) else [value]
    texts = [clean(each) for each in values if each is not None and not isinstance(each, (bool, dict, list))]
    return [int(text) for text in texts] if texts and all(_INDEX.fullmatch(text) for text in texts) else []


def read_answer(record: Record, draft: Draft, indices: Indices) -> list[list[str]] | None:
    """Add the record's answer to the draft; blanks that come as a list are given back as they are."""
    value = record.values.get(roles.ANSWER)
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, bool):
        draft.answers.append(("own", "正确" if value else "错误"))
        return None
    flags = read_flags(value)
    if flags is not None:
        if flags:
            draft.answers.append(("own", "".join(flags)))
        return None
    if isinstance(value, dict):
        value = list(value.values())
    if draft.options or record.lettered:
        _add_choice(draft, value, indices)
        return None
    if isinstance(value, list):
        return _add_list(draft, value)
    text = _LED_BY.sub("", clean(value))
    text = plain_text(text) if is_markup(text) else text
    if text.casefold() in _NOTHING:
        return None
    if draft.type == "true_false" and indices.truth and text in ("0", "1"):
        text = "正确" if text == "1" else "错误"
    draft.answers.append(("own", text))
    return None


def _add_choice(draft: Draft, value: Any, indices: Indices) -> None:
    if isinstance(value, str) and _OPTIONS_NAMED.fullmatch(value):
        value = _ONE_NAMED.findall(value)
    texts = [clean(each) for each in value] if isinstance(value, list) else _parted(clean(value), draft)
    numbers = _indices(value)
    if draft.type == "true_false" and numbers and indices.base is not None and len(texts) == 1:
        place = numbers[0] - indices.base
        texts = [draft.options[place].text] if 0 <= place < len(draft.options) else texts
    if len(numbers) > len(texts):
        texts = [str(number) for number in numbers]
    if numbers and draft.type != "true_false":
        _add_indices(draft, numbers, texts, indices)
        return
    named = [_OPTION_NAMED.fullmatch(text) for text in texts]
    if all(named):
        texts = [letter_of(found.group(1)) or _letter(found.group(1)) for found in named if found]
    by_text = {option.text: option.id for option in draft.options}
    if len(texts) > 1 and all(text in by_text for text in texts):
        texts = [by_text[text] for text in texts]
    letters = [re.findall("[A-Na-n]", text) for text in texts]
    flat = [letter for each in letters for letter in each]
    are_single = len(texts) > 1 and all(len(each) == 1 for each in letters)
    if are_single and (len(set(flat)) < len(flat) or (flat != sorted(flat) and draft.declared_type != MULTIPLE)):
        draft.report(messages.MANY_ANSWERS, "error", found=len(texts))
        return
    text = "".join(texts) if all(letter_of(text) for text in texts) else "；".join(texts)
    if text.strip() and text.casefold() not in _NOTHING:
        draft.answers.append(("own", plain_text(text) if is_markup(text) else text))


def _parted(text: str, draft: Draft) -> list[str]:
    """One answer, or several options' own words parted by lines or signs."""
    words = {option.text for option in draft.options}
    if text in words:
        return [text]
    text = _LED_BY.sub("", text)
    named = _named(text, draft)
    if len(named) > 1:
        return named
    for sign in ("\n", "|", "；", ";", "、", "，", ","):
        parts = [part.strip() for part in text.split(sign) if part.strip()]
        if len(parts) > 1 and all(part in words for part in parts):
            return parts
    return [text]


def _named(text: str, draft: Draft) -> list[str]:
    """A.甲 C.丙: letters with the options' own words behind them, and nothing else."""
    letters, rest = [], text
    for option in draft.options:
        left = re.sub(rf"{option.id}\s?[.、．:：)）]?\s?{re.escape(option.text)}", "", rest, count=1)
        if left != rest:
            letters.append(option.id)
        rest = left
    return letters if not rest.strip(" \t\n;；,，、|") else []


def _letter(number: str) -> str:
    return roles.LETTERS[int(number) - 1] if number.isdigit() and 0 < int(number) <= len(roles.LETTERS) else number


def _add_indices(draft: Draft, numbers: list[int], texts: list[str], indices: Indices) -> None:
    """Indices, unless they are the options' own words."""
    found = shortened("、".join(texts))
    words = {option.text for option in draft.options}
    if all(text in words for text in texts):
        by_text = {option.text: option.id for option in draft.options}
        letters = [by_text[text] for text in texts]
        places = [number - (indices.base or 0) for number in numbers]
        as_index = [draft.options[place].id for place in places if 0 <= place < len(words)]
        if letters != as_index:
            draft.report(messages.INDEX_OR_TEXT, "error", found=found)
            return
        draft.answers.append(("own", "".join(letters)))
        return
    if indices.base is None:
        draft.report(messages.INDEX_UNCLEAR, "error", found=found)
        return
    places = [number - indices.base for number in numbers]
    if any(not 0 <= place < len(draft.options) for place in places):
        draft.report(messages.INDEX_UNCLEAR, "error", found=found)
        return
    draft.answers.append(("own", "".join(draft.options[place].id for place in places)))


def _add_list(draft: Draft, value: list[Any]) -> list[list[str]] | None:
    """One answer to a blank, or letters, or points of a guide."""
    texts = [clean(each) for each in value if not isinstance(each, (list, dict))]
    if draft.type == "fill_blank" and len(value) == draft.stem.blanks:
        each_blank = [each if isinstance(each, list) else [each] for each in value]
        key = [[v for one in blank for v in read_variants(clean(one)).accepted] for blank in each_blank]
        return key if all(key) else None
    if draft.type in WRITTEN:
        draft.answers.append(("own", "\n".join(texts)))
    elif all(letter_of(text) for text in texts):
        draft.answers.append(("own", "".join(texts)))
    elif texts:
        draft.answers.append(("own", "；".join(texts)))
    return None
