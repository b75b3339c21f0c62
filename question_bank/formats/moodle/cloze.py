"""Moodle's embedded answers, `{1:SHORTANSWER:=CPU~=中央处理器}`: gaps of one kind become one item of the bank."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from question_bank.formats.interchange import contents, messages, structured
from question_bank.formats.interchange.collecting import Notes
from question_bank.formats.interchange.contents import BLANK, Made, Option

_GAP = re.compile(r"\{(\d{0,3}):([A-Z_]{1,24}):((?:\\.|[^{}\\])*)\}")
_TYPED = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_CHOSEN = {"MULTICHOICE", "MC", "MULTICHOICE_S", "MCS", "MULTICHOICE_H", "MCH", "MCV", "MULTICHOICE_V"}
_SIGNS = re.compile(r"\\(.)", re.S)
_PART = re.compile(r"((?:\\.|[^~\\])*)(?:~|$)", re.S)


def read_cloze(common: dict[str, Any], notes: Notes) -> Made | None:
    """Blanks to type or drop-downs; a mixture is left to the caller to name."""
    gaps = _GAP.findall(common["stem"])
    kinds = {_family(kind) for _weight, kind, _body in gaps}
    if not gaps or len(kinds) != 1 or None in kinds:
        return None
    if len({weight or "1" for weight, _kind, _body in gaps}) > 1:
        notes.warn(messages.PARTIAL_CREDIT, found=" : ".join(weight or "1" for weight, _kind, _body in gaps))
    stem = _GAP.sub(BLANK, common["stem"])
    options = [_options(body) for _weight, _kind, body in gaps]
    if "chosen" in kinds:
        return structured.drop_downs(common | {"stem": stem}, options)
    accepted = [[option.text for option in gap if option.right] for gap in options]
    return contents.fill_blank(common | {"stem": stem}, accepted)


def _family(kind: str) -> str | None:
    return "typed" if kind in _TYPED else "chosen" if kind in _CHOSEN else None


def _options(body: str) -> list[Option]:
    found = []
    for index, part in enumerate(piece for piece in _PART.findall(body) if piece):
        text, _, feedback = _cut(part)
        right = text.startswith("=") or text.startswith("%100%")
        text = re.sub(r"^(=|%-?\d{1,3}(\.\d+)?%)", "", text)
        name = contents.LETTERS[index % 26]
        found.append(Option(name, _SIGNS.sub(r"\1", text).strip(), right, _SIGNS.sub(r"\1", feedback).strip() or None))
    return found


def _cut(part: str) -> tuple[str, str, str]:
    match = re.match(r"((?:\\.|[^#\\])*)(#?)(.*)", part, re.S)
    return (match.group(1), match.group(2), match.group(3)) if match else (part, "", "")


def escape(text: str) -> str:
    """A text that means nothing but itself."""
    return re.sub(r"([\\~=#{}\"/%])", r"\\\1", text)


def typed_gap(accepted: Sequence[str]) -> str:
    """A blank to type into."""
    return "{1:SHORTANSWER:" + "~".join(f"={escape(text)}" for text in accepted) + "}"


def chosen_gap(options: Sequence[Mapping[str, Any]], right: Sequence[str]) -> str:
    """A drop-down."""
    return "{1:MULTICHOICE:" + "~".join(("=" if o["id"] in right else "") + escape(o["text"]) for o in options) + "}"
