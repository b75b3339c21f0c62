"""Finding what may be alike without comparing everything with everything: each view is sketched by a few of its grams
(pairs of neighbouring characters or words), chosen by their hash, so that two alike views choose many of the same.

How alike candidates really are is for `likeness` to say. Where sketches are kept is for the services.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from heapq import nlargest
from itertools import pairwise
from typing import TypeVar

from question_bank.domain.likeness import Comparison, compare
from question_bank.domain.views import View, pieces

SIZE = 20  # grams of a sketch
MOST_HOLDERS = 800  # grams are looked up, the rarest first, until so many items hold one of them
MOST_CANDIDATES = 40  # are compared for one item

Name = TypeVar("Name", bound=Hashable)
Sketch = tuple[int, ...]


def sketch(view: View) -> Sketch:
    """The smallest hashes among the view's grams; a number counts as any number, so that 3 minutes meet 5 minutes."""
    grams: set[str] = set()
    for text in (view.core, *view.options):
        words = ["#" if piece[0].isdigit() else piece for piece in pieces(text)]
        grams.update(f"{one} {other}" for one, other in pairwise(words))
        if len(words) == 1:
            grams.add(words[0])
    return tuple(sorted(map(_hash, grams))[:SIZE])


@lru_cache(maxsize=1 << 16)
def _hash(gram: str) -> int:
    return int.from_bytes(blake2b(gram.encode(), digest_size=7).digest())


def rarest(wanted: Sequence[int], holders: Mapping[int, int]) -> tuple[int, ...]:
    """The grams to look up: the rarest, as many as bring few enough items, but two at least; `holders` counts them."""
    chosen: list[int] = []
    total = 0
    for gram in sorted((each for each in wanted if holders.get(each)), key=lambda each: (holders[each], each)):
        total += holders[gram]
        if total > MOST_HOLDERS and len(chosen) >= 2:
            break
        chosen.append(gram)
    return tuple(chosen)


def likeliest(holding: Mapping[int, Sequence[Name]], holders: Mapping[int, int], chosen: Sequence[int]) -> list[Name]:
    """The candidates worth comparing: those that share most of the chosen grams, rare ones counting more."""
    need = 1 if len(chosen) < 4 else 2
    n_shared: dict[Name, int] = {}
    weight: dict[Name, float] = {}
    for gram in chosen:
        rarity = 1 / (1 + holders[gram]) ** 0.5
        for name in holding.get(gram, ()):
            n_shared[name] = n_shared.get(name, 0) + 1
            weight[name] = weight.get(name, 0.0) + rarity
    enough = (name for name, n in n_shared.items() if n >= need)
    return nlargest(MOST_CANDIDATES, enough, key=weight.__getitem__)


def find_pairs(views: Mapping[Name, View]) -> list[tuple[Name, Name, Comparison]]:
    """Every pair of these views that are alike, in their order: for one file, or to measure the method."""
    sketches = {name: sketch(view) for name, view in views.items()}
    holding: defaultdict[int, list[Name]] = defaultdict(list)
    found = []
    holders = Counter(gram for grams in sketches.values() for gram in grams)
    for name, grams in sketches.items():
        for other in candidates(grams, holders, holding):
            comparison = compare(views[other], views[name])
            if comparison is not None:
                found.append((other, name, comparison))
        for gram in grams:
            holding[gram].append(name)
    return found


def candidates(grams: Sketch, holders: Mapping[int, int], holding: Mapping[int, Sequence[Name]]) -> list[Name]:
    """Who may be alike to what has this sketch; `holding` names who holds a gram."""
    return likeliest(holding, holders, rarest(grams, holders))
