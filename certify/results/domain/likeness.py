"""Papers with the same wrong answers: evidence for a person to look at, never a verdict.

Error-similarity analysis (Bellezza & Bellezza 1989): right answers say nothing about copying, but two people who err
independently rarely err alike on many items. For each pair: items that both got wrong, how many of those answers are
the same, and how likely so many are by chance, from how often each wrong answer was given by everybody else.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

FEWEST_PAPERS = 20  # below that nobody knows which wrong answers are common
FEWEST_SAME = 4
CHANCE_AT_MOST = 0.01  # over all pairs of the sitting together (Bonferroni)
UNSEEN = 0.5  # what each answer counts for though nobody gave it

Item = Hashable
WrongAnswers = Mapping[Item, str]  # item → the wrong answer as given; right and blank ones are absent


@dataclass(frozen=True, slots=True)
class Alike:
    """Two papers (their places in the list), what both got wrong, and on which items alike. `chance`: in [0, 1]."""

    first: int
    second: int
    n_both_wrong: int
    same: tuple[Item, ...]
    chance: float

    @property
    def n_same(self) -> int:
        """How many wrong answers are the same."""
        return len(self.same)


def find_alike(papers: Sequence[WrongAnswers]) -> tuple[Alike, ...]:
    """Pairs that are more alike than chance explains, the least likely first; () below FEWEST_PAPERS."""
    if len(papers) < FEWEST_PAPERS:
        return ()
    given = _tally(papers)
    n_pairs = len(papers) * (len(papers) - 1) // 2
    found = []
    for (first, second), same in _same_wrong(papers).items():
        if len(same) < FEWEST_SAME:
            continue
        both = [item for item in papers[first] if item in papers[second]]
        odds = [_odds(given[item], papers[first][item], papers[second][item]) for item in both]
        chance = min(1.0, at_least(len(same), odds) * n_pairs)
        if chance <= CHANCE_AT_MOST:
            found.append(Alike(first, second, len(both), tuple(same), chance))
    return tuple(sorted(found, key=lambda pair: (pair.chance, pair.first, pair.second)))


def _tally(papers: Iterable[WrongAnswers]) -> dict[Item, Counter[str]]:
    given: dict[Item, Counter[str]] = defaultdict(Counter)
    for paper in papers:
        for item, answer in paper.items():
            given[item][answer] += 1
    return given


def _same_wrong(papers: Sequence[WrongAnswers]) -> dict[tuple[int, int], list[Item]]:
    """By pair, the items that both got wrong alike; only pairs with any."""
    givers: dict[tuple[Item, str], list[int]] = defaultdict(list)
    for place, paper in enumerate(papers):
        for item, answer in paper.items():
            givers[item, answer].append(place)
    found: dict[tuple[int, int], list[Item]] = defaultdict(list)
    for (item, _answer), places in givers.items():
        for pair in combinations(places, 2):
            found[pair].append(item)
    return found


def _odds(given: Counter[str], first: str, second: str) -> float:
    """That two independent wrong answers to an item coincide, judged by everybody but these two."""
    others = Counter(given)
    others.subtract((first, second))
    kinds = len(others) + 1  # and one that nobody has given yet
    total = sum(others.values()) + UNSEEN * kinds
    return sum(((count + UNSEEN) / total) ** 2 for count in others.values()) + (UNSEEN / total) ** 2


def at_least(successes: int, odds: Sequence[float]) -> float:
    """P(X ≥ successes) for independent trials with these odds (Poisson binomial, exact by recursion)."""
    tail = [1.0] + [0.0] * successes  # tail[k]: exactly k so far, the last one: k or more
    for p in odds:
        for k in range(successes, 0, -1):
            stays = tail[k] if k == successes else tail[k] * (1 - p)
            tail[k] = stays + tail[k - 1] * p
        tail[0] *= 1 - p
    return tail[successes]
