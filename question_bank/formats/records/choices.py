"""Options and keys as structures hold them: lists, objects by letter, objects with flags, indices, booleans.

Everything becomes printed letters and texts, which the paper's readers understand; what does not is said so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from question_bank.formats.model import PaperOption
from question_bank.formats.paper.options import find_options
from question_bank.formats.paper.source import read_source
from question_bank.formats.records.roles import LETTERS, option_letter, role_of

_LETTER = re.compile(r"[(（\[【]?\s{0,3}([A-Na-nRFTYrfty])\s{0,3}[)）\]】]?\s{0,3}[、.．:：)）]?")
_LED = re.compile(r"\s*[(（]?([A-Na-nＡ-Ｎ])[)）]?\s{0,3}[、.．:：)）]\s*(?=\S)")
_FLAGS = frozenset(["iscorrect", "correct", "right", "isright", "istrue", "isanswer", "是否正确", "正确"])
_WEAK_FLAGS = frozenset(["flag", "checked", "value", "answer", "selected"])  # only with a plain true or false
_TRUE = frozenset(("true", "1", "yes", "y", "是", "正确", "对", "√", "t"))
_FALSE = frozenset(("false", "0", "no", "n", "否", "错误", "错", "×", "f", ""))


@dataclass(frozen=True, slots=True)
class Choices:
    """Options as read; `marked` are letters flagged as right, None where there are no flags; `is_split` where only a
    sign between them parted one text.
    """

    options: tuple[PaperOption, ...]
    marked: tuple[str, ...] | None = None
    is_split: bool = False


def read_choices(value: Any) -> Choices | None:
    """A list of texts, a list of objects, an object by letter, one text with all; None for anything else."""
    if isinstance(value, str):
        return _of_one_text(value)
    if isinstance(value, Mapping):
        letters = [letter_of(str(key)) for key in value]
        if len(value) < 2 or None in letters or any(isinstance(each, (list, Mapping)) for each in value.values()):
            return None
        pairs = zip(letters, value.values(), strict=True)
        return Choices(tuple(PaperOption(letter or "", clean(each)) for letter, each in pairs))
    if not isinstance(value, Sequence) or isinstance(value, str) or not value or len(value) > len(LETTERS):
        return None
    if all(isinstance(each, Mapping) for each in value):
        return _of_objects(value)
    if all(isinstance(each, (str, int, float)) and not isinstance(each, bool) for each in value):
        return _of_texts([clean(each) for each in value])
    return None


def _of_one_text(value: str) -> Choices | None:
    """A.甲 B.乙 in one field; or texts without letters, parted by lines or bars."""
    source = read_source(value)
    run = find_options(source, 0, len(value), True)
    if run is not None and not run.has_lost_letters and source.is_blank(0, run.labels[0].start) and not run.missing:
        stops = [label.start for label in run.labels[1:]] + [len(value)]
        pairs = zip(run.labels, stops, strict=True)
        return Choices(tuple(PaperOption(o.letter, value[o.body : stop].strip(_TAIL)) for o, stop in pairs))
    for sign in ("\n", "||", "|", "$", ";;", "；", ";", "&", "/"):
        parts = [part.strip() for part in value.split(sign)]
        if len(parts) >= 2 and all(parts):
            return replace(_of_texts(parts[: len(LETTERS)]), is_split=sign != "\n")
    return None


def _of_texts(texts: list[str]) -> Choices:
    """Texts that all carry their own letter, in whatever order, or texts in order."""
    led = [_LED.match(text) for text in texts]
    letters = [found.group(1).upper().translate(_HALF) if found else "" for found in led]
    if all(letters) and len(set(letters)) == len(letters):
        pairs = zip(letters, led, texts, strict=True)
        return Choices(tuple(PaperOption(letter, text[found.end() if found else 0 :]) for letter, found, text in pairs))
    return Choices(tuple(PaperOption(LETTERS[at], text) for at, text in enumerate(texts)))


_TAIL = " \t\n\u3000|;；,，"
_HALF = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


def _of_objects(objects: Sequence[Mapping[str, Any]]) -> Choices | None:
    """Objects with a text, perhaps a letter, perhaps a flag that says which are right; or {"A": text} each."""
    if all(len(each) == 1 for each in objects):
        merged = {key: text for each in objects for key, text in each.items()}
        by_letter = read_choices(merged) if len(merged) == len(objects) else None
        if by_letter:
            return by_letter
    label = _label_key(objects)
    options: list[PaperOption] = []
    marked: list[str] = []
    has_flags = False
    for at, each in enumerate(objects):
        letter = (letter_of(clean(each[label])) if label else None) or LETTERS[at]
        flag = next((value for key, value in each.items() if key != label and _is_flag(key, value)), None)
        texts = {
            key: clean(value)
            for key, value in each.items()
            if key != label and isinstance(value, (str, int, float)) and not _is_flag(key, value)
        }
        if not texts:
            return None
        named = [text for key, text in texts.items() if role_of(key) in ("stem", "options", "answer")]
        options.append(PaperOption(letter, max(named or texts.values(), key=len)))
        has_flags |= flag is not None
        marked += [letter] if flag is not None and _as_bool(flag) else []
    return Choices(tuple(options), tuple(marked) if has_flags else None)


def _label_key(objects: Sequence[Mapping[str, Any]]) -> str | None:
    """The field whose values are letters, a different one in each object."""
    for key in objects[0]:
        letters = [letter_of(clean(each.get(key))) for each in objects]
        if None not in letters and len(set(letters)) == len(letters):
            return key
    return None


def _short(each: Mapping[str, Any]) -> list[Any]:
    return [value for value in each.values() if isinstance(value, str) and len(value.strip()) <= 4]


def letter_of(text: str) -> str | None:
    """The letter that a label is: A, (A), A. or 选项A."""
    found = _LETTER.fullmatch(text.strip().translate(_HALF))
    return found.group(1).upper() if found else option_letter(text)


def _is_flag(key: str, value: Any) -> bool:
    name = re.sub(r"[\s_-]", "", key).casefold()
    if name in _WEAK_FLAGS:
        return isinstance(value, bool) or str(value).strip().casefold() in ("true", "false")
    return name in _FLAGS and _as_bool(value) is not None


def _as_bool(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    text = str(value).strip().casefold()
    return True if text in _TRUE else False if text in _FALSE else None


def read_flags(value: Any) -> tuple[str, ...] | None:
    """A key as a list of {letter, right?}: the company family's Answers."""
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return None
    if not all(isinstance(each, Mapping) for each in value):
        return None
    chosen: list[str] = []
    for each in value:
        letters = [letter for v in _short(each) if (letter := letter_of(v))]
        flag = next((v for k, v in each.items() if _is_flag(k, v)), True)
        if not letters:
            return None
        chosen += letters[:1] if _as_bool(flag) else []
    return tuple(chosen)


def clean(value: Any) -> str:
    """A value as text: numbers without a trailing .0, None as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "正确" if value else "错误"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).strip()
