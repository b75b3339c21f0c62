"""The last look at an item: pieces of the paper's dress that stand in its stem or options, so that nobody read them.

Nothing is mended here; what is found is told, because what was not understood may have been cut wrongly too.
"""

import re

from question_bank.formats.model import CHOICES
from question_bank.formats.paper import messages
from question_bank.formats.paper.drafts import Draft
from question_bank.formats.paper.tidy import shortened

_ANYWHERE = re.compile(
    r"</?(?:p|br|span|div|font|strong|td|tr|table)(?: [^<>\n]{0,80})?/?>|&(?:nbsp|lt|gt|amp|quot);"
    r"|[（(](?:满分|得分|分值)[^（()）\n]{0,20}[)）]|第 ?\d{1,3} ?页(?:[ ,，/]{0,3}共 ?\d{1,3} ?页)"
    r"|[▼▲►➢◆★■●]|[\u2500-\u257f]{2,}"
    r"|(?:你|您|我|考生)的?(?:答案|作答|回答)[：:]|(?:正确|参考|标准)(?:答案|选项)|答案\s?[（(：:]"
)
_VOID = re.compile(r"(?:本|此|该)题(?:已?作废|有误|有争议|不计分|删除)|给(?:全|满)分|全员得分")
_OPENING = re.compile(
    r"\s*(?:[⒈-⒛]|[#＃]\s?\d{1,3}\b|题\s?\d{1,3}\s?[、.．:：]|0\d{1,2}(?=[\s、.．:：]|[\u4e00-\u9fff])|\d{1,3}\s?[、．)）](?!\d))"
)
_TORN = re.compile(r"[（(][ \u3000]{0,20}[\]】〕}]|[\[【〔{][ \u3000]{0,20}[)）]")
_TAIL = re.compile(r"(?<=[^A-Za-z0-9])(?:\s[/|]|[▼→※])\s*$|(?<=[\u4e00-\u9fff])(?:Key|Answer|Ans)$")
_KIND = re.compile(r"\n(?:单项?选择?|多项?选择?|判断|填空|简答|论述)题?\s*$")
_SAME_AGAIN = r"(?:^|\s){letter}\s?[.．、：:]\s?\S"


def report_leftovers(draft: Draft) -> None:
    """Tell the first piece of each text that looks like dress."""
    if any(problem.message in (messages.STEM_MIXED, messages.OPTIONS_TWICE) for problem in draft.problems):
        return
    stem = draft.stem.text
    found = _ANYWHERE.search(stem) or _OPENING.match(stem) or _TORN.search(stem) or _KIND.search(stem)
    for option in draft.options:
        again = re.search(_SAME_AGAIN.format(letter=option.id), option.text) if option.id in "ABCDEFGH" else None
        found = (
            found or again or _ANYWHERE.search(option.text) or _TAIL.search(option.text) or _TORN.search(option.text)
        )
    for text in (*draft.explanations, *draft.guides, *(text for _, text in draft.answers)):
        found = found or _VOID.search(text)
    found = found or _VOID.search(stem)
    if found and not (draft.type in CHOICES and not draft.options):
        draft.report(messages.LEFTOVER, found=shortened(found.group().strip()))
        draft.doubts.add("type")
