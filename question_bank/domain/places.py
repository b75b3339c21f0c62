"""Named places of a version that people point at: the stem, option B, blank 2, the explanation.

A place is found in the content alone, whatever the item type; its name goes on meaning it after the place is gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foundation.errors import N_
from question_bank.domain.differences import ANSWER, EXPLANATION, OPTION, RATIONALE, STEM

WHOLE = "item"
BLANK = "____"
LABELS: Mapping[str, str] = {
    WHOLE: N_("整道题"),
    "stem": STEM,
    "blank": N_("填空"),
    "option": OPTION,
    "rationale": RATIONALE,
    "source": N_("左列"),
    "line": N_("通话行"),
    "gap": N_("下拉空"),
    "part": N_("小题"),
    "answer": ANSWER,
    "guide": N_("评分标准"),
    "point": N_("评分要点"),
    "explanation": EXPLANATION,
}
_LISTED = (("source", "sources"), ("option", "options"), ("line", "lines"), ("gap", "gaps"))  # each with an id


@dataclass(frozen=True, slots=True)
class Place:
    """`name` is what is stored ("option:B"); `label` a msgid, `which` of several, `text` what stands there."""

    name: str
    label: str
    which: str
    text: str = ""


def place(name: str, text: str = "") -> Place:
    """A place by its stored name; one that is not known stands for the whole item."""
    kind, _, which = name.partition(":")
    return Place(name, LABELS.get(kind, LABELS[WHOLE]), which, text)


def places_of(content: Mapping[str, Any]) -> tuple[Place, ...]:
    """Every place that can be pointed at, in reading order; what the answer says is for the item type to describe."""
    stem = str(content.get("stem") or "")
    found = {"stem": stem} | {f"blank:{n}": "" for n in range(1, stem.count(BLANK) + 1)}
    for kind, field in _LISTED:
        for each in content.get(field) or ():
            found[f"{kind}:{each['id']}"] = _text_of(each)
            if kind == "option" and each.get("rationale"):
                found[f"rationale:{each['id']}"] = each["rationale"]
    for n, part in enumerate(content.get("items") or (), 1):
        found[f"part:{n}"] = str((part.get("content") or {}).get("stem") or "")
    for n, point in enumerate(content.get("scoring_points") or (), 1):
        found[f"point:{n}"] = _text_of(point)
    found["guide" if "marking_guide" in content else "answer"] = str(content.get("marking_guide") or "")
    found["explanation"] = str(content.get("explanation") or "")
    return tuple(place(name, text) for name, text in (found | {WHOLE: ""}).items())


def _text_of(each: Mapping[str, Any]) -> str:
    """A part's own text, or those of its options in a row."""
    return str(each.get("text") or " / ".join(option["text"] for option in each.get("options") or ()))
