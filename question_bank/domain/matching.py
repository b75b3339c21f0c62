"""Comparing what a candidate typed into a blank with an accepted literal: a fixed pipeline, then equality. Never fuzzy.

Steps, in order: width (NFKC), letter case, spaces, punctuation, inner 的. Each is safe to explain to a candidate;
"24 小时" and "48 小时" stay apart, and so do "10²" and "102".
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from foundation.errors import N_


class MatchStep(StrEnum):
    """The step after which two texts were equal."""

    AS_WRITTEN = "as_written"
    WIDTH = "width"
    LETTER_CASE = "letter_case"
    SPACES = "spaces"
    PUNCTUATION = "punctuation"
    INNER_DE = "inner_de"

    @property
    def text(self) -> str:
        """The msgid that tells an author why a typed answer counts."""
        return _STEP_TEXTS[self]


_STEP_TEXTS = {
    MatchStep.AS_WRITTEN: N_("与“%(accepted)s”一字不差"),
    MatchStep.WIDTH: N_("不分全角半角，与“%(accepted)s”相同"),
    MatchStep.LETTER_CASE: N_("不分大小写，与“%(accepted)s”相同"),
    MatchStep.SPACES: N_("不计空格，与“%(accepted)s”相同"),
    MatchStep.PUNCTUATION: N_("统一标点后，与“%(accepted)s”相同"),
    MatchStep.INNER_DE: N_("不计中间的“的”，与“%(accepted)s”相同"),
}
_CJK = "\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_IS_CJK = re.compile(f"[{_CJK}]")
_SUPERSCRIPTS = re.compile(r"(?<=\d)(?=[⁰¹²³⁴-⁹⁺⁻])")
_OTHER_NUMERALS = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞₀-₉①-⒛⓪])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_SPACES = re.compile(r"\s+")
_INNER_DE = re.compile(f"(?<=[{_CJK}])的+(?=[{_CJK}])")
_PUNCTUATION = str.maketrans(
    {
        **dict.fromkeys("、﹑､", ","),
        **dict.fromkeys("。｡", "."),
        **dict.fromkeys("“”„‟〝〞«»", '"'),
        **dict.fromkeys("‘’‚‛′`", "'"),
        **dict.fromkeys("‐‑‒–—―−─", "-"),
        **dict.fromkeys("〜∼", "~"),
        **dict.fromkeys("・•‧∙⋅", "·"),
        **dict.fromkeys("【〔", "["),
        **dict.fromkeys("】〕", "]"),
        "⁄": "/",
        "∶": ":",
    }
)


def _width(text: str) -> str:
    """NFKC, but a raised or enclosed numeral after a digit stays apart from it; invisible characters go."""
    parted = _OTHER_NUMERALS.sub(" ", _SUPERSCRIPTS.sub("^", text))
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", parted))


def _letter_case(text: str) -> str:
    return unicodedata.normalize("NFKC", text.casefold())


def _kind(character: str) -> str:
    if _IS_CJK.match(character):
        return "cjk"
    return "letter" if character.isalpha() else "digit" if character.isdigit() else "sign"


def _spaces(text: str) -> str:
    """A space stays only where it parts two words or two numbers; all others go ("54 Mbps", "光 缆", "A ；B")."""

    def between(found: re.Match[str]) -> str:
        before, after = _kind(text[found.start() - 1]), _kind(text[found.end()])
        return " " if before == after and before in {"letter", "digit"} else ""

    return unicodedata.normalize("NFC", _SPACES.sub(between, text.strip()))  # a lone accent has joined its letter


def _punctuation(text: str) -> str:
    """Chinese marks read as their plain ones; a closing stop, comma or semicolon goes unless nothing else is there."""
    folded = text.translate(_PUNCTUATION)
    return folded.rstrip(".,;") or folded


def _inner_de(text: str) -> str:
    return _INNER_DE.sub("", text)


_PIPELINE: tuple[tuple[MatchStep, Callable[[str], str]], ...] = (
    (MatchStep.WIDTH, _width),
    (MatchStep.LETTER_CASE, _letter_case),
    (MatchStep.SPACES, _spaces),
    (MatchStep.PUNCTUATION, _punctuation),
    (MatchStep.INNER_DE, _inner_de),
)


def _forms(text: str) -> Iterator[tuple[MatchStep, str]]:
    yield MatchStep.AS_WRITTEN, text
    for step, apply in _PIPELINE:
        text = apply(text)
        yield step, text


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """The text after the whole pipeline."""
    for _step, apply in _PIPELINE:
        text = apply(text)
    return text


def match_step(accepted: str, typed: str) -> MatchStep | None:
    """The first step after which the two are equal; None if they never are."""
    if normalise(accepted) != normalise(typed):
        return None
    pairs = zip(_forms(accepted), _forms(typed), strict=True)
    return next(step for (step, left), (_same, right) in pairs if left == right)


@dataclass(frozen=True, slots=True)
class MatchExplanation:
    """Whether a typed text counts and why: `text` is a msgid for `params`."""

    matched: bool
    text: str
    params: dict[str, Any]
    step: MatchStep | None = None
    accepted: str | None = None


def explain_match(accepted: Sequence[str], typed: str) -> MatchExplanation:
    """Try a typed text on a blank's accepted literals: the literal and earliest step that match, or why none does."""
    if not typed.strip():
        return MatchExplanation(False, N_("没有填写"), {})
    steps = list(MatchStep)
    found = [
        (steps.index(step), number) for number, literal in enumerate(accepted) if (step := match_step(literal, typed))
    ]
    if not found:
        read = "、".join(f"“{normalise(literal)}”" for literal in accepted)
        params = {"typed": normalise(typed), "accepted": read}
        return MatchExplanation(False, N_("不算对：读作“%(typed)s”，可接受的读作 %(accepted)s"), params)
    earliest, number = min(found)
    step, literal = steps[earliest], accepted[number]
    return MatchExplanation(True, step.text, {"accepted": literal}, step, literal)
