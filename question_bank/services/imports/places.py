"""Which item a stored correction belongs to, now that the paper may be cut elsewhere. Pure.

A ref names an item by the line where it begins and its number ("12-3", "12-3-2" where two share both), or one that was
written for a section ("new-<section>-<n>"). It stays with its item as long as that begins on the same line, or still
holds the line under the same number; what has no item any more is kept, and told.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from question_bank.formats.model import PaperItem

REF = re.compile(r"\d{1,6}-\d{1,6}(?:-\d{1,4})?|new-\d{1,3}-\d{1,2}")
ADDED = "new-"


def refs_of(items: Iterable[PaperItem]) -> list[str]:
    """A name for each item: its line and number, told apart where two share both."""
    seen: dict[str, int] = {}
    refs = []
    for item in items:
        ref = f"{item.line_start}-{item.number}" if item.number.isdecimal() else f"{item.line_start}-0"
        seen[ref] = seen.get(ref, 0) + 1
        refs.append(ref if seen[ref] == 1 else f"{ref}-{seen[ref]}")
    return refs


def settled(stored: Iterable[str], refs: Sequence[str], items: Sequence[PaperItem]) -> dict[str, str]:
    """Stored ref → the ref of its item now; those whose item is gone are left out."""
    wanted = list(dict.fromkeys(ref for ref in stored if not ref.startswith(ADDED)))
    found = {ref: ref for ref in wanted if ref in set(refs)}
    for fits in (_begins, _holds):
        taken = set(found.values())
        for ref in wanted:
            if ref in found:
                continue
            line, number = (int(part) for part in ref.split("-")[:2])
            free = [now for now, item in zip(refs, items, strict=True) if now not in taken and fits(item, line, number)]
            if len(free) == 1:
                found[ref] = free[0]
                taken.add(free[0])
    return found


def _begins(item: PaperItem, line: int, _number: int) -> bool:
    return item.line_start == line


def _holds(item: PaperItem, line: int, number: int) -> bool:
    return item.line_start <= line <= item.line_end and item.number == str(number)


def moved(corrections: Mapping[str, Any], now: Mapping[str, str]) -> dict[str, Any]:
    """The corrections under the refs that their items have now; those without an item keep the ref that they had."""
    items = {now.get(ref, ref): _others(change, now) for ref, change in corrections.get("items", {}).items()}
    order = {now.get(ref, ref): word for ref, word in corrections.get("order", {}).items()}
    dropped = [now.get(ref, ref) for ref in corrections.get("dropped", ())]
    return {**corrections, "items": items, "order": order, "dropped": list(dict.fromkeys(dropped))}


def _others(change: Mapping[str, Any], now: Mapping[str, str]) -> Mapping[str, Any]:
    """A correction that names other items, by their names now."""
    if not change.get("folded"):
        return change
    return {**change, "folded": [now.get(ref, ref) for ref in change["folded"]]}


def stored_refs(corrections: Mapping[str, Any]) -> list[str]:
    """Every ref that something is kept for."""
    return [*corrections.get("items", {}), *corrections.get("dropped", ()), *corrections.get("order", {})]
