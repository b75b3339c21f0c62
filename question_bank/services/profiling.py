"""Working out of each item's latest version what lists and counts ask for: its lints, its sketch, its near-duplicates.

One duty of the job process, after every save by whatever door: it looks for versions whose profile tells of another
content, so that no door can forget it and a missed run catches up. Nothing here is shown; the pages read what it wrote.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, or_, update
from sqlalchemy.exc import IntegrityError

from foundation.db import transaction
from question_bank.domain.enemies import Pair, ordered
from question_bank.domain.likeness import Comparison, compare
from question_bank.domain.lints import key_place, lints_by_kind
from question_bank.domain.sketches import candidates, rarest, sketch
from question_bank.domain.views import View, view_of
from question_bank.models import ItemLikeness, ItemProfile, ItemSketch, ItemVersionRow
from question_bank.queries import profiles as reads

METHOD = 1  # one more makes every profile anew: whenever lints, views, sketches or thresholds change
AT_ONCE = 100  # items a transaction: some 2,000 short rows, well under 50 ms of the writer
MOST_A_RUN = 1000  # then the other duties have their turn

Stale = tuple[ItemVersionRow, ItemProfile | None]
Likes = dict[Pair, Comparison]


def profile_items(*, now: datetime) -> int:
    """Bring the profiles of what was saved since up to date; returns how many it made."""
    done = 0
    while done < MOST_A_RUN:
        stale = reads.list_stale(METHOD, AT_ONCE)
        if not stale or not _profile(stale, now):
            break
        done += len(stale)
    return done


def _profile(stale: Sequence[Stale], now: datetime) -> bool:
    """One batch: read and compare first, then write. False: another process made the same ones."""
    views = {version.item_id: view_of(version.item_type, version.content) for version, _old in stale}
    sketches = {item_id: sketch(view) for item_id, view in views.items()}
    likes = _likes(views, sketches)
    try:
        _write(stale, sketches, likes, now)
    except IntegrityError:
        return False
    return True


def _likes(views: Mapping[UUID, View], sketches: Mapping[UUID, tuple[int, ...]]) -> Likes:
    grams = {gram for each in sketches.values() for gram in each}
    holders = Counter(reads.count_holders(grams)) + Counter(gram for each in sketches.values() for gram in each)
    holding = _holding(sketches, holders)
    likely = {
        item_id: [other for other in candidates(each, holders, holding) if other != item_id]
        for item_id, each in sketches.items()
    }
    wanted = {other for others in likely.values() for other in others} - set(views)
    known = {
        item_id: view_of(row.item_type, row.content) for item_id, row in reads.list_in_force(wanted).items()
    } | dict(views)
    found: Likes = {}
    for item_id, others in likely.items():
        for other in others:
            pair = ordered(item_id, other)
            if other in known and pair not in found:
                comparison = compare(known[pair[0]], known[pair[1]])
                if comparison is not None:
                    found[pair] = comparison
    return found


def _holding(sketches: Mapping[UUID, Sequence[int]], holders: Mapping[int, int]) -> Any:
    """Who holds a gram, in the index and in this batch; the index is asked once for all that will be looked up."""
    inside: defaultdict[int, list[UUID]] = defaultdict(list)
    for item_id, grams in sketches.items():
        for gram in grams:
            inside[gram].append(item_id)
    wanted: set[int] = set()
    for grams in sketches.values():
        wanted.update(rarest(grams, holders))
    for gram, item_id in reads.list_holders(wanted):
        if item_id not in sketches:
            inside[gram].append(item_id)
    return lambda chosen: ((gram, item_id) for gram in chosen for item_id in inside[gram])


def _write(stale: Sequence[Stale], sketches: Mapping[UUID, Sequence[int]], likes: Likes, now: datetime) -> None:
    with transaction() as session:
        forgotten = [{"g": gram, "p": old.number} for _version, old in stale if old for gram in old.sketch]
        ids = [version.item_id for version, _old in stale]
        session.execute(delete(ItemLikeness).where(or_(ItemLikeness.one_id.in_(ids), ItemLikeness.other_id.in_(ids))))
        _forget(session, forgotten)
        numbers = {}
        for version, old in stale:
            values = _values(version, sketches[version.item_id], now)
            if old is None:
                row = ItemProfile(item_id=version.item_id, **values)
                session.add(row)
                numbers[version.item_id] = row
            else:
                session.execute(update(ItemProfile).where(ItemProfile.number == old.number).values(**values))
                numbers[version.item_id] = old
        session.flush()
        _add(session, ItemSketch, ({"gram": g, "profile": numbers[i].number} for i in ids for g in sketches[i]))
        _add(session, ItemLikeness, (_row(pair, found, now) for pair, found in likes.items()))


def _values(version: ItemVersionRow, grams: Sequence[int], now: datetime) -> dict[str, Any]:
    place = key_place(version.content) if version.item_type == "single_choice" else None
    kinds = lints_by_kind(version.content)
    return {
        "content_hash": version.content_hash,
        "method": METHOD,
        "lints": f"|{'|'.join(kinds)}|" if kinds else "",
        "key_place": "{}/{}".format(*place) if place else None,
        "sketch": list(grams),
        "made_at": now,
    }


def _row(pair: Pair, found: Comparison, now: datetime) -> dict[str, Any]:
    return {
        "one_id": pair[0],
        "other_id": pair[1],
        "kind": found.kind.value,
        "percent": found.percent,
        "found": {"reasons": [[each.reason.value, dict(each.params)] for each in found.reasons]},
        "found_at": now,
    }


def _forget(session: Any, rows: list[dict[str, int]]) -> None:
    if rows:
        gone = delete(ItemSketch).where(ItemSketch.gram == bindparam("g"), ItemSketch.profile == bindparam("p"))
        session.connection().execute(gone, rows)


def _add(session: Any, model: Any, rows: Iterable[dict[str, Any]]) -> None:
    listed = list(rows)
    if listed:
        session.execute(insert(model), listed)
