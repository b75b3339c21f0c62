"""The type of an item before its key is known: the section's, what its answer looks like, or what its text does."""

import re

from question_bank.formats.model import CHOICES
from question_bank.formats.paper.fields import Parts
from question_bank.formats.paper.headings import CHOICE, type_of_tag
from question_bank.formats.paper.keys import read_truth
from question_bank.formats.paper.options import Run
from question_bank.formats.paper.source import Source
from question_bank.formats.paper.stems import read_stem

_ESSAY = re.compile(r"论述|谈谈|试论|阐述|结合.{0,12}实际|discuss|essay", re.I)


def labelled_type(source: Source, parts: Parts) -> str | None:
    """The type behind 题型： below the item."""
    for start, end in parts.spans("type"):
        if found := type_of_tag(source.text[start:end].strip().split("\n")[0].strip()):
            return found
    return None


def first_type(
    source: Source, parts: Parts, printed: str, declared: str | None, run: Run | None, is_truth: bool, lead: str | None
) -> str | None:
    """The section's type, unless what is printed contradicts it."""
    if is_truth:
        return "true_false"
    if run:
        return declared if declared in CHOICES else CHOICE
    if declared and declared not in (*CHOICES, CHOICE):
        return declared
    if any(read_truth(source.text[a:b].split("\n")[0]) is not None for a, b in parts.spans("answer")):
        return "true_false"
    if declared:
        return declared
    return _guess(printed, lead)


def _guess(printed: str, lead: str | None) -> str:
    """Neither heading nor options: a judged bracket, a blank, an empty bracket inside or at the end, or free text."""
    stem = read_stem(printed, None, False, lead)
    if stem.written_key is not None and read_truth(stem.written_key) is not None:
        return "true_false"
    if stem.blanks:
        return "fill_blank"
    if "（　）" in stem.text:
        return "true_false" if stem.text.rstrip("。.").endswith("（　）") else "fill_blank"
    if (lead is not None and not lead.strip()) or _ends_with_place(printed):
        return "true_false"
    return "essay" if _ESSAY.search(printed) else "short_answer"


def _ends_with_place(printed: str) -> bool:
    return bool(re.search(r"[。.] {0,4}[（(][ \u3000]{0,20}[)）]\s*$", printed[-80:]))
