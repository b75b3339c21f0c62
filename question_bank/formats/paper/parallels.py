"""Looks at a finished text for what only its wording shows: blanks that stand side by side, lists that lost a part."""

import re

from question_bank.formats.model import WRITTEN
from question_bank.formats.paper import messages
from question_bank.formats.paper.drafts import Draft

NO_ANSWER = ("略", "无", "暂无", "暂无答案", "见教材", "略去", "答案略", "-", "—", "/")
_BLANK = re.compile("_{4}")
_BETWEEN = re.compile(r"[》”\"」）)]?\s?(?:、|和|与|及|以及|、以及|、和|、与|或)\s?[《“\"「（(]?")
_LATER = re.compile(r"(?:(?<=\n)|(?<![^\n]))\s{0,4}[（(]?([2-9])[)）]|(?:(?<=\n)|(?<![^\n]))\s{0,4}([②-⑨])")
_FOREIGN = re.compile(
    r"(?:参考|标准|正确)答案|(?:(?<=\n)|(?<=[。？?]))\s{0,4}[一二三四五六七八九]、[^\n。？?]{1,10}题[（(：:]"
    r"|(?<=\s)\d{1,3} ?-{1,2} ?\d{1,3}[:： ]{0,3}[A-H]{3,}"
)
_FIRST = re.compile(r"[（(]?1\s?[)）.、．]|①")
_SECOND = re.compile(r"[（(]?2\s?[)）.、．]|②")
_ONLY_FIRST = re.compile(r"\s*(?:[（(]?1[)）]|①)")


def parallel_blanks(stem: str) -> tuple[tuple[int, ...], ...]:
    """Groups of blanks (counted from 1) with nothing but 、 or 和 between them: their answers may change places."""
    blanks = list(_BLANK.finditer(stem))
    groups: list[list[int]] = [[]]
    for at, blank in enumerate(blanks):
        between = stem[blanks[at - 1].end() : blank.start()] if at else ""
        if at and len(between) < 8 and _BETWEEN.fullmatch(between):
            groups[-1] += [at + 1] if groups[-1] else [at, at + 1]
        else:
            groups.append([])
    return tuple(tuple(group) for group in groups if group)


def report_cuts(draft: Draft) -> None:
    """A question that begins in the middle of a list, an answer that ends there: told, not mended."""
    texts = [draft.stem.text, *(option.text for option in draft.options)]
    found = _LATER.search(draft.stem.text) if draft.type in WRITTEN else None
    starts_late = found is not None and not _FIRST.search(draft.stem.text[: found.start()])
    if starts_late or any(_FOREIGN.search(text) for text in texts):
        draft.report(messages.STEM_MIXED)
        draft.doubts.add("type")
    for guide in draft.guides:
        is_open = guide.count("（") + guide.count("(") > guide.count("）") + guide.count(")")
        if (is_open and not re.search(r"\d[)）]", guide)) or (_ONLY_FIRST.match(guide) and not _SECOND.search(guide)):
            draft.report(messages.GUIDE_CUT)
            draft.doubts.add("key")
