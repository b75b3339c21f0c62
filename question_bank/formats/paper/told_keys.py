"""Keys that no label announces: a lone letter below the options, one behind the answer place, 故选B in an explanation.

Each is told, because somebody else's letter could stand there too. What a label announces is `fields`' business.
"""

import re

from question_bank.formats.paper.source import Source

_ALONE = re.compile(
    r"[ >]{0,20}(?:(?:-{1,2}|→|►|➜|=)>? {0,4})?(?:答案?选|应选|选)?"
    r" {0,2}[【\[(]? {0,2}(?P<key>[A-H]{1,8}) {0,2}[)\]】]? {0,2}[。.]? {0,20}"
)
_LETTER = re.compile(r" {0,40}[A-N] {0,2}[、.:)]? {0,20}")
_BEGINS = re.compile(r"\s{0,8}(?P<key>[A-H]{1,6}) {0,2}[。.．](?=\s|[^\x00-\x7f]|$)")
_SPOKEN_OF = re.compile(r"(?<![A-Za-z])([A-H])[。.．：:、]")
_ENDS = re.compile(
    r"(?<![不未能该应])(?:故|因此|所以|综上)?(?:本题)?(?:的?(?:正确)?答案)?(?<![不未能])(?:应该?)?(?:选择?|为)[:：]? ?"
    r"(?P<key>[A-H](?:[、,，]?[A-H]){0,5})(?:选?项)?[。.]?\s*$"
)


def lone_key(source: Source, start: int, end: int) -> tuple[int, str] | None:
    """The last line of an item, if it is nothing but letters and no other line is: where it begins, and the letters."""
    lines = [line for line in source.lines(start, end) if not source.is_blank(line.start, line.end)]
    if len(lines) < 2:
        return None
    found = _ALONE.fullmatch(source.shape, lines[-1].start, min(lines[-1].end, lines[-1].start + 200))
    if not found or any(_LETTER.fullmatch(source.shape, x.start, min(x.end, x.start + 90)) for x in lines[:-1]):
        return None
    return lines[-1].start, found["key"]


def key_in_words(explanations: list[str]) -> tuple[str, str] | None:
    """The letters that an explanation gives, and its words; None where it gives none, or two that differ."""
    given: dict[str, str] = {}
    for text in explanations:
        begins = _BEGINS.match(text)
        if begins and len(set(_SPOKEN_OF.findall(text))) > 1:
            return None  # it speaks of each option
        for found in (begins, _ENDS.search(text, max(0, len(text) - 60))):
            if found:
                given.setdefault("".join(sorted(re.findall("[A-H]", found["key"]))), found.group().strip())
    return next(iter(given.items())) if len(given) == 1 else None
