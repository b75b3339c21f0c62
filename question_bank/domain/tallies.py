"""How often each choice of an item was made. Pure: an item type says which places and choices there are
(`ItemType.choice_places`, `choices_made`); here they are counted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from question_bank.domain.answers import Verdict
from question_bank.domain.matching import normalise

MOST_TYPED = 12  # different texts shown of one blank; the rest is one sum


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is chosen or typed: `label` names it where an item has several, `offered` is what can be chosen
    there (text by id, in the item's order; empty where it is typed), `right` the ids that the key names.
    """

    label: str = ""
    offered: Mapping[str, str] = field(default_factory=dict)
    right: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChoiceCount:
    """A choice, or a typed text, and how many candidates made it. `name` is the option's id, empty for texts."""

    name: str
    text: str
    count: int
    is_right: bool


@dataclass(frozen=True, slots=True)
class PlaceTally:
    """A place with everything that was chosen there; `n_right` had it right, `n_other` typed one of the rarer texts."""

    label: str
    n_answered: int
    n_right: int
    choices: tuple[ChoiceCount, ...]
    n_other: int = 0


Made = tuple[tuple[str, ...], ...]  # for each place what was chosen there


def tally(places: Sequence[Place], answers: Iterable[tuple[Made, Sequence[Verdict] | None]]) -> tuple[PlaceTally, ...]:
    """Count answers: for each, what was chosen place by place, and how its places were judged (None: not judged)."""
    found = list(answers)
    return tuple(
        _tally(place, [(made[at], verdicts[at] if verdicts else None) for made, verdicts in found])
        for at, place in enumerate(places)
    )


def _tally(place: Place, answers: Sequence[tuple[tuple[str, ...], Verdict | None]]) -> PlaceTally:
    n_answered = sum(bool(chosen) for chosen, _verdict in answers)
    n_right = sum(verdict is Verdict.RIGHT for _chosen, verdict in answers)
    if not place.offered:
        choices, n_other = _typed(answers)
        return PlaceTally(place.label, n_answered, n_right, choices, n_other)
    counts = Counter(name for chosen, _verdict in answers for name in chosen)
    offered = (ChoiceCount(name, text, counts[name], name in place.right) for name, text in place.offered.items())
    return PlaceTally(place.label, n_answered, n_right, tuple(offered))


def _typed(answers: Iterable[tuple[tuple[str, ...], Verdict | None]]) -> tuple[tuple[ChoiceCount, ...], int]:
    """Texts that are alike once normalised count together, under the spelling that came first."""
    groups: dict[tuple[str, bool], list[str]] = {}
    for chosen, verdict in answers:
        for text in chosen:
            groups.setdefault((normalise(text), verdict is Verdict.RIGHT), []).append(text.strip())
    sizes = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    shown = tuple(ChoiceCount("", same[0], len(same), is_right) for (_key, is_right), same in sizes[:MOST_TYPED])
    return shown, sum(len(same) for _key, same in sizes[MOST_TYPED:])
