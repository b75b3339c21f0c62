"""Codes before the questions of a vocational bank (La5A1001, [T/]AB003): taken off where all items have one.

They name the point that is examined, and become the knowledge point where the paper gives no other.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from question_bank.formats.paper.drafts import Draft

_CODE = re.compile(
    r"\s{0,4}(?:\[[A-Za-z]?/[A-Za-z]?\] ?)?"
    r"(?P<code>[A-Z][a-z]\d[A-Z]\d{4}|[A-Z]{2}0\d{2}|[A-Z]{1,2}-[A-Z]-\d{3}) {0,2}[:：、.]? {0,2}(?=\S)"
)
_FEWEST = 3


def take_codes(drafts: Sequence[Draft]) -> None:
    """Take the code off each stem, if every item of the section begins with one and they count up."""
    found = [_CODE.match(draft.stem.text) for draft in drafts]
    codes = [match["code"] for match in found if match]
    if len(codes) < max(_FEWEST, len(drafts)) or codes != sorted(set(codes)):
        return
    for draft, match in zip(drafts, found, strict=True):
        if match:
            draft.stem = replace(draft.stem, text=draft.stem.text[match.end() :])
            draft.knowledge_point = draft.knowledge_point or match["code"]
