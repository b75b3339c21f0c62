"""Comparing a set of chosen ids with a key, one id at a time: what the rules over options need."""

from collections.abc import Collection, Sequence

from question_bank.domain import Part, Taken, Verdict

OVER_OPTIONS = ("per_option", "net_floor0", "coverage", "partial_if_no_wrong")  # the rules that need `judge_options`


def judge_set(ids: Sequence[str], key: Collection[str] | None, chosen: Collection[str]) -> tuple[Part, ...] | None:
    """A part for each id in its order; None without a key."""
    return tuple(_part(name, name in key, name in chosen) for name in ids) if key else None


def _part(name: str, is_key: bool, is_chosen: bool) -> Part:
    if is_chosen:
        return Part(Verdict.RIGHT, name, Taken.HIT) if is_key else Part(Verdict.WRONG, name, Taken.EXTRA)
    return Part(Verdict.WRONG, name, Taken.MISSED) if is_key else Part(Verdict.RIGHT, name, Taken.LEFT)
