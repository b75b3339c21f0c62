"""Contents of the types with parts of their own (numbers, pairs, orders, drop-downs, lines), built from what other
systems say. A type that the bank doesn't have gives None, and the reader names it as unsupported.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from question_bank.formats.interchange import messages
from question_bank.formats.interchange.collecting import Notes
from question_bank.formats.interchange.contents import BLANK, Made, Option, known, option_ids

_LAST_BLANK = re.compile(r"\s*_{3,}\s*$")
_NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Range:
    """A number that is right, and how far off a response may be; `relative` is in per cent of the number."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    relative: bool = False

    @classmethod
    def between(cls, low: Decimal, high: Decimal) -> "Range":
        """From a lowest to a highest number."""
        return cls((low + high) / 2, abs(high - low) / 2)

    @property
    def spread(self) -> Decimal:
        """Half its width."""
        return abs(self.value) * self.tolerance / 100 if self.relative else self.tolerance


def plain_number(value: Decimal) -> str:
    """A number without exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def numeric(common: Mapping[str, Any], ranges: Sequence[Range], notes: Notes, unit: str | None = None) -> Made | None:
    """A number to enter. The bank keeps one range; where there are several, the widest is kept and it is said."""
    if not known("numeric_entry"):
        return None
    best = max(ranges, key=lambda each: each.spread, default=None)
    if len(ranges) > 1 and best is not None:
        apart = [each for each in ranges if abs(each.value - best.value) + each.spread > best.spread]
        if apart:
            notes.warn(messages.SEVERAL_NUMBERS, found=", ".join(plain_number(each.value) for each in ranges))
    return "numeric_entry", {
        **common,
        "stem": _LAST_BLANK.sub("", common["stem"]) or common["stem"],
        "answer_key": None if best is None else plain_number(best.value),
        "tolerance": _tolerance(best),
        "units": [unit] if unit else [],
        "unit_mode": "optional" if unit else "none",
    }


def _tolerance(best: Range | None) -> dict[str, str]:
    if best is None or not best.tolerance:
        return {"mode": "exact", "value": "0"}
    return {"mode": "relative" if best.relative else "absolute", "value": plain_number(best.tolerance)}


def matching(common: Mapping[str, Any], pairs: Sequence[tuple[str, str]]) -> Made | None:
    """Pairs to find; a pair without a left side only adds to the right column."""
    rights = list(dict.fromkeys(right for _left, right in pairs if right))
    left = [(str(i), text) for i, text in enumerate((text for text, right in pairs if text and right), 1)]
    named = [(f"A{i}" if i >= len(_NAMES) else _NAMES[i], text) for i, text in enumerate(rights)]
    names = {text: name for name, text in named}
    key = [(str(i), names[right]) for i, right in enumerate((r for text, r in pairs if text and r), 1)]
    return matched(common, left, named, key)


def matched(
    common: Mapping[str, Any],
    left: Sequence[tuple[str, str]],
    right: Sequence[tuple[str, str]],
    pairs: Sequence[tuple[str, str]],
    own_id: Callable[[str], str] = str,
) -> Made | None:
    """Sources and options by name, and which source gets which option. None where a source gets several or none."""
    if not known("matching") or any(sum(pair[0] == name for pair in pairs) > 1 for name, _text in left):
        return None
    chosen = dict(pairs)
    sources = option_ids([own_id(name) for name, _text in left])
    options = option_ids([own_id(name) for name, _text in right])
    renamed = dict(zip((name for name, _text in right), options, strict=True))
    key = [renamed.get(chosen.get(name, ""), "") for name, _text in left]
    return "matching", {
        **common,
        "sources": [{"id": name, "text": text} for name, (_old, text) in zip(sources, left, strict=True)],
        "options": [{"id": name, "text": text} for name, (_old, text) in zip(options, right, strict=True)],
        "answer_key": key if any(key) else None,
        "reuse": len({name for name in key if name}) < len([name for name in key if name]),
    }


def ordering(common: Mapping[str, Any], things: Sequence[Option], key: Sequence[str]) -> Made | None:
    """Things to put in order as shown, and their names in the right order. What the file shows in its
    right order is shuffled, always alike, so that the page doesn't give the answer away.
    """
    if not known("ordering"):
        return None
    shown, names = list(things), option_ids([thing.name for thing in things])
    if [thing.name for thing in things] == list(key):
        shown = sorted(things, key=lambda thing: hashlib.sha256(thing.text.encode()).digest())
        if shown == list(things):
            shown.reverse()
        names = list(_NAMES[: len(shown)])  # the file's own names could tell the order
    renamed = dict(zip((thing.name for thing in shown), names, strict=True))
    options = [
        {"id": name, "text": thing.text, "rationale": thing.rationale or None}
        for name, thing in zip(names, shown, strict=True)
    ]
    return "ordering", {**common, "options": options, "answer_key": [renamed[n] for n in key if n in renamed] or None}


def drop_downs(common: Mapping[str, Any], gaps: Sequence[Sequence[Option]]) -> Made | None:
    """Drop-downs in the stem, whose places are blanks there."""
    pieces = common["stem"].split(BLANK)
    if not known("inline_choice") or len(pieces) != len(gaps) + 1:
        return None
    stem = pieces[0] + "".join(f"[[{number}]]{piece}" for number, piece in enumerate(pieces[1:], 1))
    listed, key = [], []
    for number, gap in enumerate(gaps, 1):
        names = option_ids([option.name for option in gap])
        options = [{"id": name, "text": option.text} for name, option in zip(names, gap, strict=True)]
        listed.append({"id": str(number), "options": options})
        key.append(next((name for name, option in zip(names, gap, strict=True) if option.right), ""))
    return "inline_choice", {**common, "stem": stem, "gaps": listed, "answer_key": key if any(key) else None}
