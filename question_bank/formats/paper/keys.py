"""One item's printed answer → its answer key, by item type. Says why when it can't; never guesses silently.

Returns the key, notes for the examiner, and what follows the key in the same text (an explanation).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from question_bank.formats.model import AnswerKey, PaperOption, Severity
from question_bank.formats.paper import messages
from question_bank.formats.paper.lookalikes import SHAPE
from question_bank.formats.paper.tidy import shortened, tidy_lines
from question_bank.formats.paper.variants import read_variants, split_blanks

_CHOSEN = re.compile(r"(?:故|应|答案)?选(?:项|择)?(?:为|是)?:? {0,2}")
_BETWEEN = r"(?: {0,3}(?:[、,;/|&+和与及.]|以及|and) {0,3}| {1,3}|)"
_TALKS_ON = re.compile(r"选?项|[是不错对为]|and |以及|(?:[,;、] {0,2})?(?:或|or )")
_LETTERS = re.compile(
    rf"[(\[【]? {{0,4}}([A-N](?:{_BETWEEN}[A-N]){{0,13}}|[a-n](?:{_BETWEEN}[a-n]){{0,13}}) {{0,4}}[)\]】]?(?![A-Za-z])"
)
_LONG_LETTERS = re.compile(r"([A-Z])(?![A-Za-z])")
_REST = " \n.。、,;:)】]*_"
_TRUE = (
    r"√|对的?|正确|真|是|T(?:rue|RUE)?|true|Y(?:es|ES)?|yes|R(?:ight)?|right|V(?=$|\W)|v(?=$|\W)"
    r"|참|맞음|[Vv]erdadero|VERDADERO|[Cc]ierto|S[ií]"
)
_FALSE = (
    r"×|x(?=$|\W)|X(?=$|\W)|错误?的?|不正确|不对|不是|假|否|非|F(?:alse|ALSE)?|false|N(?:o|O)?|no|W(?:rong)?|wrong"
    r"|거짓|틀림|[Ff]also|FALSO"
)
_TRUTH = re.compile(
    rf"[(\[【]? {{0,4}}(?:(?P<no>{_FALSE})|(?P<yes>{_TRUE})) {{0,4}}[)\]】]?(?P<rest>$|[\s。,;.:、(（].*)", re.S
)


@dataclass(frozen=True, slots=True)
class Note:
    """Something the examiner should know about a key."""

    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = "warning"


@dataclass(frozen=True, slots=True)
class ReadKey:
    """The key as understood; `rest` is text after it."""

    key: AnswerKey
    notes: tuple[Note, ...] = ()
    rest: str = ""


def read_key(printed: str, item_type: str, options: Sequence[PaperOption], blanks: int) -> ReadKey:
    """Read a printed answer for an item of that type."""
    if item_type == "fill_blank":
        return _read_blanks(printed, blanks)
    text = printed.translate(SHAPE).strip().strip("*_ ")
    if item_type == "true_false":
        return _read_truth(text, printed, options)
    return _read_choice(text, printed, item_type, options)


def read_truth(text: str) -> bool | None:
    """√, 对, T … → True; ×, 错, F … → False; anything else → None."""
    found = _TRUTH.fullmatch(text.translate(SHAPE).strip().strip("*_ "))
    return None if found is None else bool(found["yes"])


def truth_of_options(options: Sequence[PaperOption]) -> tuple[bool, bool] | None:
    """What two options mean when they are nothing but 正确 and 错误."""
    if len(options) != 2 or any(len(option.text) > 6 for option in options):
        return None
    first, second = (read_truth(option.text) for option in options)
    return None if first is None or second is None or first == second else (first, second)


def _read_truth(text: str, printed: str, options: Sequence[PaperOption]) -> ReadKey:
    meanings = truth_of_options(options)
    if meanings:
        for option, meaning in zip(options, meanings, strict=True):
            if re.match(rf"{re.escape(option.id)}(?![A-Za-z])", text, re.I):
                return ReadKey(meaning, rest=_rest(text[len(option.id) :]))
    found = _TRUTH.match(text)
    if not found:
        return ReadKey(None, (_not_understood(printed),) if text else ())
    rest = _rest(found["rest"])
    return ReadKey(bool(found["yes"]), rest="" if read_truth(rest) is bool(found["yes"]) else rest)


def _read_choice(text: str, printed: str, item_type: str, options: Sequence[PaperOption]) -> ReadKey:
    ids = [option.id for option in options]
    chosen = _CHOSEN.match(text)
    body = text[chosen.end() :] if chosen else text
    by_text = _option_named(printed, options)
    found = _LETTERS.match(body)
    letters = [letter.upper() for letter in re.findall("[A-Na-n]", found.group(1).replace("and", ""))] if found else []
    if found and len(found.group(1)) > 1 and found.group(1).islower() and by_text:
        letters = []
    if not letters or (by_text and not set(letters) <= set(ids)):
        if by_text:
            return _checked([by_text], "", printed, item_type)
        unknown = _LONG_LETTERS.match(body)
        return (
            _unknown_option(unknown.group(1)) if unknown else ReadKey(None, (_not_understood(printed),) if text else ())
        )
    assert found is not None
    rest = body[found.end() :]
    if _TALKS_ON.match(rest) and (len(letters) > 1 or not rest.startswith(("是", "为", "不", "错", "对", "项", "选"))):
        return ReadKey(None, (_not_understood(printed),))
    if len(set(letters)) < len(letters):
        return ReadKey(None, (Note(messages.KEY_LETTERS_REPEATED, {"found": shortened(printed)}, "error"),))
    if set(letters) - set(ids):
        return _unknown_option("".join(letters))
    return _checked(
        sorted(set(letters), key=ids.index), _without_option_text(rest, letters, options), printed, item_type
    )


def _checked(letters: list[str], rest: str, printed: str, item_type: str) -> ReadKey:
    if item_type == "single_choice" and len(letters) > 1:
        return ReadKey(None, (Note(messages.KEY_SEVERAL, {"found": "".join(letters)}, "error"),), _rest(rest))
    notes: tuple[Note, ...] = ()
    if item_type == "multiple_choice" and len(letters) == 1:
        notes = (Note(messages.KEY_ONLY_ONE, {"found": letters[0]}),)
    return ReadKey(letters, notes, _rest(rest))


def _unknown_option(letters: str) -> ReadKey:
    return ReadKey(None, (Note(messages.KEY_UNKNOWN_OPTION, {"found": letters}, "error"),))


def _option_named(printed: str, options: Sequence[PaperOption]) -> str | None:
    """The option whose whole text stands as the answer."""
    wanted = _folded(printed)
    return next((option.id for option in options if wanted and _folded(option.text) == wanted), None)


def _without_option_text(rest: str, letters: list[str], options: Sequence[PaperOption]) -> str:
    """“C、硬件和软件”: the repeated option text is no explanation."""
    if len(letters) == 1:
        text = next(option.text for option in options if option.id == letters[0])
        if _folded(rest) == _folded(text):
            return ""
    return rest


def _folded(text: str) -> str:
    return re.sub(r"[\s。.、,;:]", "", text.translate(SHAPE)).casefold()


def _read_blanks(printed: str, blanks: int) -> ReadKey:
    text, below = tidy_lines(printed).rstrip("。"), ""
    if not text or not blanks:
        return ReadKey(None)
    if re.fullmatch("[√×✓✗]+", text):
        return ReadKey(None, (_not_understood(printed),))  # somebody else's judgement
    if blanks == 1:
        text, _, below = text.partition("\n")
    split = split_blanks(text, blanks)
    if split is None:
        parts = len(re.split("[;；]", text))
        params = {"found": shortened(text), "parts": parts, "blanks": blanks}
        return ReadKey(None, (Note(messages.KEY_BLANK_COUNT, params, "error"),))
    notes: list[Note] = [Note(messages.KEY_SPLIT_GUESSED, {"found": shortened(text)})] if split.is_guessed else []
    if below:
        notes.append(Note(messages.KEY_FIRST_LINE, {"found": shortened(text)}))
    accepted: list[list[str]] = []
    for part in split.parts:
        variants = read_variants(part, split.is_numbered)
        accepted.append(variants.accepted)
        if variants.is_doubtful:
            notes.append(Note(messages.KEY_VARIANTS, {"found": shortened(part)}))
    if any(not variants for variants in accepted):
        return ReadKey(None, (_not_understood(printed),))
    return ReadKey(accepted, tuple(notes), below)


def _not_understood(printed: str) -> Note:
    return Note(messages.KEY_NOT_UNDERSTOOD, {"found": shortened(printed)}, "error")


def _rest(text: str) -> str:
    return text.strip(_REST)
