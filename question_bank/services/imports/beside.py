"""What stands beside an item in a file: content area, pool, cognitive level. A file's words → the bank's. Pure."""

import re
from collections.abc import Iterable, Mapping

from foundation.errors import N_
from question_bank.domain import CognitiveLevel, Pool
from question_bank.domain.lifecycle import COGNITIVE_LEVEL_LABELS, POOL_LABELS
from question_bank.formats.model import PaperItem, PaperProblem

AREA_UNKNOWN = N_("没有“%(found)s”这个模块，放进导入时选的模块")
POOL_UNKNOWN = N_("没有读懂用途“%(found)s”，读作考试")
LEVEL_UNKNOWN = N_("没有读懂认知层次“%(found)s”，没有采用")
_NOISE = re.compile(r"[\s:：.。、()（）“”\"'《》_-]+")


def plain(name: str) -> str:
    """A name as it is compared: without spaces and punctuation, in lower case."""
    return _NOISE.sub("", name).casefold()


_POOLS = {plain(word): pool for pool in Pool for word in (pool.value, POOL_LABELS[pool], f"{POOL_LABELS[pool]}题")}
_LEVELS = {plain(word): level for level in CognitiveLevel for word in (level.value, COGNITIVE_LEVEL_LABELS[level])}


def area_of(item: PaperItem, areas: Mapping[str, str]) -> str | None:
    """The code of the area that the item names, in a field of its own or as its knowledge point."""
    return next((areas[plain(word)] for word in _area_words(item) if plain(word) in areas), None)


def pool_of(item: PaperItem) -> Pool:
    """What it is for; exams unless it says practice."""
    return _POOLS.get(plain(item.pool or ""), Pool.EXAM)


def level_of(item: PaperItem) -> str | None:
    """What it asks of the candidate, if it says so."""
    level = _LEVELS.get(plain(item.level or ""))
    return level.value if level else None


def notes(item: PaperItem, areas: Mapping[str, str]) -> Iterable[PaperProblem]:
    """Words of these fields that mean nothing here."""
    for message, word, known in (
        (AREA_UNKNOWN, item.area, {**areas, "general": "", "综合": ""}),
        (POOL_UNKNOWN, item.pool, _POOLS),
        (LEVEL_UNKNOWN, item.level, _LEVELS),
    ):
        if word and plain(word) not in known:
            yield PaperProblem(item.line_start, "warning", message, {"found": word[:40]})


def _area_words(item: PaperItem) -> Iterable[str]:
    return (word for word in (item.area, item.knowledge_point) if word)
