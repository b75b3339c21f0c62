"""Options of items whose type nothing announces: weak letters, ①②③ and 甲乙丙, where the answer asks for them.

What runs of labels there are is `options`' business; here it is decided whether such a weak one counts.
"""

import re

from question_bank.formats.paper.fields import Parts
from question_bank.formats.paper.options import Run, find_options
from question_bank.formats.paper.source import Source
from question_bank.formats.paper.stems import count_places

_CHOSEN = re.compile(
    r"[A-N](?:[ 、,;]{0,2}[A-N]){0,9}|[①-⑩](?:[ 、,;]{0,2}[①-⑩]){0,9}"
    r"|[甲乙丙丁戊己庚辛](?:[ 、,;]{0,2}[甲乙丙丁戊己庚辛]){0,7}"
)
_KEYED = re.compile(r"\( {0,4}(?P<key>[A-N](?:[ 、,;]{0,2}[A-N]){0,9}) {0,4}\)")


def options_of_untyped(source: Source, parts: Parts) -> Run | None:
    """Weak letters and ①②③ are options where the answer is letters, or where a bracket waits for some."""
    start, end = parts.main
    chosen = any(_CHOSEN.fullmatch(source.shape[a:b].split("\n")[0].strip()) for a, b in parts.spans("answer"))
    keyed = _KEYED.search(source.shape, start, end)
    if not chosen and not keyed and not count_places(source.text[start:end]):
        return None
    run = find_options(source, start, end, True)
    if run and keyed and {letter for letter in keyed["key"] if letter.isalpha()} <= {x.letter for x in run.labels}:
        return run
    is_sure = run is not None and len(run.labels) >= 3 and not run.has_lost_letters
    return run if chosen or (is_sure and run is not None and run.labels[0].printed.isalpha()) else None
