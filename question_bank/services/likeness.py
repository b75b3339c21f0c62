"""Near-duplicates as people meet them: what is alike to an item or to drafts of a file, the report of pairs, and what a
person says of a pair. Always within the actor's units: what lies outside is never hinted at.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from people.domain import Actor, Permission
from question_bank import queries
from question_bank.domain.enemies import Bond, Pair
from question_bank.domain.items import ItemDraft
from question_bank.domain.like_groups import PairLine
from question_bank.domain.likeness import Comparison, Found, Likeness, Reason, compare
from question_bank.domain.sketches import Sketch, candidates, find_pairs, rarest, sketch
from question_bank.domain.views import View, view_of
from question_bank.models import ItemBond, ItemLikeness, ItemVersionRow
from question_bank.queries import likeness as reads
from question_bank.queries import profiles
from question_bank.services.browsing import must_answer_first, seeing_scopes
from question_bank.services.enemies import bind, release

MOST_DRAFTS = 500  # as many as a paper may have; a large file says that it is compared after it was taken in
MOST_SHOWN = 3  # beside one item


@dataclass(frozen=True, slots=True)
class LikeItem:
    """An item of the bank that is alike, and how; its key is not for whoever has to answer it first."""

    version: ItemVersionRow
    found: Comparison
    hides_key: bool


@dataclass(frozen=True, slots=True)
class LikeDraft:
    """What one draft of a file is alike to: items of the bank, and other drafts of the file by their place in it."""

    items: tuple[LikeItem, ...] = ()
    drafts: tuple[tuple[int, Comparison], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items or self.drafts)


@dataclass(frozen=True, slots=True)
class LikePair:
    """A line of the report: two items, how alike they are, what somebody said of them, and what the actor may do."""

    one: ItemVersionRow
    other: ItemVersionRow
    found: Comparison | None
    bond: ItemBond | None
    said_by: str
    hides_key: bool


def list_like_items(actor: Actor, item_type: str, content: Mapping[str, object], but: UUID | None) -> list[LikeItem]:
    """What a content is alike to, the strongest first, but for the item it is of and those told apart from it."""
    view = view_of(item_type, content)
    bonds = reads.list_bonds(but, Bond.APART) if but else []
    apart = {each for bond in bonds for each in (bond.one_id, bond.other_id)} | ({but} if but else set())
    (found,) = _in_bank(actor, [view], [apart])
    return found


def list_like_drafts(actor: Actor, drafts: Sequence[ItemDraft]) -> tuple[LikeDraft, ...]:
    """For each draft of a file what it is alike to. A draft is not alike to the item that it will become by its name;
    with more than MOST_DRAFTS nothing is compared.
    """
    if len(drafts) > MOST_DRAFTS:
        return (LikeDraft(),) * len(drafts)
    views = [view_of(draft.item_type, draft.content) for draft in drafts]
    beside: list[list[tuple[int, Comparison]]] = [[] for _view in views]
    for one, other, found in find_pairs(dict(enumerate(views))):
        beside[other].append((one, found))
        beside[one].append((other, compare(views[other], views[one]) or found))
    names = [draft.external_id for draft in drafts]
    in_bank = _in_bank(actor, views, [set() for _view in views], names)
    return tuple(LikeDraft(tuple(items), tuple(others)) for items, others in zip(in_bank, beside, strict=True))


def _in_bank(
    actor: Actor, views: Sequence[View], but: Sequence[set[UUID]], names: Sequence[str | None] | None = None
) -> list[list[LikeItem]]:
    scopes = seeing_scopes(actor)
    likely = _likely(views, scopes)
    ids = {item_id for each in likely for item_id in each}
    seen = {item_id: row for item_id, row in profiles.list_seen(ids, scopes).items() if row.status in profiles.ALIVE}
    there = {item_id: view_of(row.item_type, row.content) for item_id, row in seen.items()}
    result = []
    for at, (view, each) in enumerate(zip(views, likely, strict=True)):
        found = []
        for item_id in each:
            own = names is not None and item_id in seen and seen[item_id].item.external_id == names[at] is not None
            if item_id not in there or item_id in but[at] or own:
                continue
            comparison = compare(view, there[item_id])
            if comparison is not None:
                found.append(LikeItem(seen[item_id], comparison, hides_key(actor, seen[item_id])))
        result.append(sorted(found, key=lambda like: -like.found.percent)[:MOST_SHOWN])
    return result


def _likely(views: Sequence[View], scopes: tuple[str, ...]) -> list[list[UUID]]:
    """Items within the scopes that may be alike to each view: three reads, however many views."""
    sketches: list[Sketch] = [sketch(view) for view in views]
    holders = profiles.count_holders({gram for grams in sketches for gram in grams})
    wanted = {gram for grams in sketches for gram in rarest(grams, holders)}
    holding: dict[int, list[int]] = {}
    for gram, number in profiles.list_holders(wanted, scopes):
        holding.setdefault(gram, []).append(number)
    found = [candidates(grams, holders, holding) for grams in sketches]
    items = profiles.profiled_items({number for numbers in found for number in numbers})
    return [[items[number] for number in numbers if number in items] for numbers in found]


def list_pairs(actor: Actor, show: str, *, limit: int, offset: int = 0) -> list[LikePair]:
    """Pairs that wait for a word (`show` narrows them to a kind, see `count_pairs`), or those that are enemies or were
    told apart; the strongest first, without their groups.
    """
    lines = sorted(lines_of(actor, show), key=lambda each: (-(each.percent or 0), each.pair))
    return show_pairs(actor, show, [each.pair for each in lines[offset : offset + limit]])


def lines_of(actor: Actor, show: str) -> list[PairLine]:
    """Every pair of a list of the report, in short."""
    scopes = seeing_scopes(actor)
    return reads.bonded_lines(scopes, Bond(show)) if show in set(Bond) else reads.alike_lines(scopes, show)


def show_pairs(actor: Actor, show: str, pairs: Sequence[Pair]) -> list[LikePair]:
    """These pairs of a list of the report, in this order."""
    rows = reads.list_pair_rows(pairs, seeing_scopes(actor), Bond(show) if show in set(Bond) else None)
    names = queries.person_names({row.bond.said_by for row in rows if row.bond})
    return [
        LikePair(
            one=row.one,
            other=row.other,
            found=_comparison(row.likeness) if row.likeness else None,
            bond=row.bond,
            said_by=names.get(row.bond.said_by, "") if row.bond else "",
            hides_key=hides_key(actor, row.one) or hides_key(actor, row.other),
        )
        for row in rows
    ]


def count_pairs(actor: Actor) -> dict[str, int]:
    """How many pairs each list of the report has: "" all that wait for a word, "same", "strong", "near", "key" (the
    same question with another key), "enemies", "apart".
    """
    scopes = seeing_scopes(actor)
    alike = Counter(reads.count_alike(scopes))
    kinds = {kind.value: alike[kind.value] for kind in Likeness}
    bonds = {bond.value: reads.count_bonded(scopes, bond) for bond in Bond}
    return {"": sum(kinds.values()), Reason.KEY.value: alike[Reason.KEY.value]} | kinds | bonds


def tell_apart(actor: Actor, item_id: UUID, other_id: UUID, *, reason: str = "", now: datetime) -> None:
    """The two are two questions, however alike: they leave the report and may stand on one form."""
    bind(actor, item_id, other_id, Bond.APART, reason=reason, now=now)


def liken_again(actor: Actor, item_id: UUID, other_id: UUID, *, now: datetime) -> None:
    """Take that back."""
    release(actor, item_id, other_id, Bond.APART, now=now)


def hides_key(actor: Actor, row: ItemVersionRow) -> bool:
    """Whoever reviews, here or elsewhere, answers what is under review before they see its key."""
    return actor.may_anywhere(Permission.REVIEW_ITEMS) and must_answer_first(actor, row)


def _comparison(row: ItemLikeness) -> Comparison:
    reasons = tuple(Found(Reason(name), params) for name, params in row.found["reasons"])
    return Comparison(Likeness(row.kind), row.percent, reasons)
