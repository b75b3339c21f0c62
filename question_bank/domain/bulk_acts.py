"""The acts of bulk edits, each in one class, listed in `ACTS`. Which field may change in place and which asks for a new
draft and its review: docs/decisions/0011.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.errors import N_, Invalid, Problem
from question_bank.domain.bulk import (
    HAS_KEY,
    IN_REVIEW,
    IS_RETIRED,
    NEEDS_ANOTHER,
    NO_ANSWER,
    NO_CHANGE,
    NOT_A_DRAFT,
    NOT_IN_USE,
    NOT_READY,
    NOT_YOURS,
    TOO_MANY_TAGS,
    Act,
    How,
    ItemFacts,
    Plan,
    Step,
    VersionFacts,
)
from question_bank.domain.lifecycle import CognitiveLevel, Difficulty, ItemStatus, Pool, may_transition

MOST_TAGS, TAG_LENGTH, REASON_LENGTH = 20, 40, 4000


def _stays(message: str, **params: Any) -> Plan:
    return Plan(stays=message, params=params)


def _barred(facts: ItemFacts) -> Plan | None:
    """What keeps any writing away."""
    if not facts.may_write:
        return _stays(NOT_YOURS)
    return _stays(IN_REVIEW) if facts.latest.status == ItemStatus.IN_REVIEW else None


@dataclass(frozen=True, slots=True)
class Classify:
    """Tags, difficulty, cognitive level: what helps to find an item and says nothing of what it asks. It changes in
    place, on the draft and on the version in use alike.
    """

    name: str
    label: str
    asks: str
    field: str
    reader: Callable[[str], Any]
    change: Callable[[Any, Any], Any] = lambda _old, new: new
    group: str = "classify"
    reads_content: bool = False

    def read(self, typed: str, area_codes: Collection[str]) -> Any:
        return self.reader(typed)

    def plan(self, facts: ItemFacts, value: Any) -> Plan:
        barred = _barred(facts)
        if barred:
            return barred
        versions = {each.number: each for each in (facts.in_use, facts.latest) if each is not None}
        living = [each for each in versions.values() if each.status != ItemStatus.RETIRED]
        if not living:
            return _stays(IS_RETIRED)
        pairs = [(each, each.values[self.field], self.change(each.values[self.field], value)) for each in living]
        if any(isinstance(new, list) and len(new) > MOST_TAGS for _each, _old, new in pairs):
            return _stays(TOO_MANY_TAGS)
        steps = [Step(each.number, How.IN_PLACE, self.field, old, new) for each, old, new in pairs if old != new]
        return Plan(tuple(steps)) if steps else _stays(NO_CHANGE)


@dataclass(frozen=True, slots=True)
class Place:
    """Area, pool, critical: what decides where an item counts. A draft changes in place; what was approved gets a new
    draft, which counts once another person approved it.
    """

    name: str
    label: str
    asks: str
    field: str
    values: Mapping[str, Any] | None = None
    group: str = "place"
    reads_content: bool = False

    def read(self, typed: str, area_codes: Collection[str]) -> Any:
        known = {code: code for code in area_codes} if self.values is None else self.values
        return _one_of(typed, known)

    def plan(self, facts: ItemFacts, value: Any) -> Plan:
        barred = _barred(facts)
        if barred:
            return barred
        latest = facts.latest
        if latest.status == ItemStatus.RETIRED:
            return _stays(IS_RETIRED)
        if latest.values[self.field] == value:
            return _stays(NO_CHANGE)
        how = How.IN_PLACE if latest.status == ItemStatus.DRAFT else How.NEW_DRAFT
        return Plan((Step(latest.number, how, self.field, latest.values[self.field], value),))


@dataclass(frozen=True, slots=True)
class Date:
    """The day until which an item holds, or by which somebody looks again; on the draft and on the version in use. To
    let the version in use live longer is a review: by somebody who reviews there and did not write it.
    """

    name: str
    label: str
    field: str
    asks: str = "date"
    group: str = "dates"
    reads_content: bool = False

    def read(self, typed: str, area_codes: Collection[str]) -> Any:
        """A day as 2027-01-31, or "" for none, and the reason on the lines below."""
        day, _, reason = typed.partition("\n")
        try:
            kept = date.fromisoformat(day.strip()).isoformat() if day.strip() else None
        except ValueError:
            raise Invalid(Problem(N_("日期写成 2026-11-22 的样子"), field="value", found=day[:20])) from None
        return {"day": kept, "reason": _reason(reason)}

    def plan(self, facts: ItemFacts, value: Any) -> Plan:
        latest, in_use, day = facts.latest, facts.in_use, value["day"]
        if not facts.may_write and not (facts.may_review and in_use):
            return _stays(NOT_YOURS)
        steps = []
        if in_use is not None and in_use.values[self.field] != day:
            old = in_use.values[self.field]
            longer = old is not None and (day is None or day > old)
            if longer and (facts.has_written or not facts.may_review):
                return _stays(NEEDS_ANOTHER)
            steps.append(Step(in_use.number, How.IN_PLACE, self.field, old, day))
        if latest.status == ItemStatus.DRAFT and facts.may_write and latest.values[self.field] != day:
            steps.append(Step(latest.number, How.IN_PLACE, self.field, latest.values[self.field], day))
        if steps:
            return Plan(tuple(steps))
        if in_use is None and latest.status != ItemStatus.DRAFT:
            return _stays(IN_REVIEW if latest.status == ItemStatus.IN_REVIEW else IS_RETIRED)
        return _stays(NO_CHANGE)


@dataclass(frozen=True, slots=True)
class Submit:
    """Complete drafts go to review."""

    name: str = "submit"
    label: str = N_("提交审核")
    asks: str = "nothing"
    group: str = "state"
    reads_content: bool = True

    def read(self, typed: str, area_codes: Collection[str]) -> Any:
        return None

    def plan(self, facts: ItemFacts, value: Any) -> Plan:
        barred = _barred(facts)
        if barred:
            return barred
        latest = facts.latest
        if not may_transition(latest.status, ItemStatus.IN_REVIEW):
            return _stays(NOT_A_DRAFT)
        if facts.missing:
            return _stays(NOT_READY, why=facts.missing[0])
        return Plan((_move(latest, ItemStatus.IN_REVIEW),))


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The version in use is suspended or retired; a draft beside it stays. Who writes or reviews there may."""

    name: str
    label: str
    asks: str
    target: ItemStatus
    group: str = "state"
    reads_content: bool = False

    def read(self, typed: str, area_codes: Collection[str]) -> Any:
        if self.asks == "nothing":
            return None
        return _reason(typed)

    def plan(self, facts: ItemFacts, value: Any) -> Plan:
        if not facts.may_write and not facts.may_review:
            return _stays(NOT_YOURS)
        version = facts.in_use
        if version is None:
            return _stays(IS_RETIRED if facts.latest.status == ItemStatus.RETIRED else NOT_IN_USE)
        if version.status == self.target:
            return _stays(NO_CHANGE)
        return Plan((_move(version, self.target),))


@dataclass(frozen=True, slots=True)
class AnswerKeys:
    """Keys dealt from a strip, for drafts; a key that is there already stays unless the actor said to replace it."""

    name: str = "answer_keys"
    label: str = N_("录入答案")
    asks: str = "strip"
    group: str = "keys"
    reads_content: bool = False

    def read(self, typed: str, area_codes: Collection[str]) -> Any:
        return typed  # dealt out over the chosen items by the service

    def plan(self, facts: ItemFacts, value: Any) -> Plan:
        barred = _barred(facts)
        if barred:
            return barred
        latest = facts.latest
        if latest.status != ItemStatus.DRAFT:
            return _stays(IS_RETIRED if latest.status == ItemStatus.RETIRED else HAS_KEY)
        if facts.answer is None:
            return _stays(NO_ANSWER)
        old = latest.values["answer_key"]
        if old == facts.answer:
            return _stays(NO_CHANGE)
        if old is not None and not value["replace"]:
            return _stays(HAS_KEY)
        return Plan((Step(latest.number, How.IN_PLACE, "answer_key", old, facts.answer),))


def _move(version: VersionFacts, target: ItemStatus) -> Step:
    return Step(version.number, How.MOVE, "status", version.status.value, target.value)


def _reason(typed: str) -> str:
    if not typed.strip() or len(typed) > REASON_LENGTH:
        raise Invalid(Problem(N_("要写明原因"), field="value"))
    return typed.strip()


def _one_of(typed: str, known: Mapping[str, Any]) -> Any:
    if typed not in known:
        raise Invalid(Problem(N_("请从列表中选择"), field="value", found=typed[:40]))
    return known[typed]


def read_tags(typed: str) -> list[str]:
    """Tags as typed, parted by commas. Raises Invalid."""
    for sign in "，、；;":
        typed = typed.replace(sign, ",")
    tags = list(dict.fromkeys(tag.strip().removeprefix("#") for tag in typed.split(",") if tag.strip()))
    if not tags or len(tags) > MOST_TAGS or any(len(tag) > TAG_LENGTH for tag in tags):
        raise Invalid(Problem(N_("写 1 到 20 个标签，每个最多 40 个字"), field="value"))
    return tags


def _added(old: Sequence[str], new: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*old, *new]))


def _removed(old: Sequence[str], gone: Sequence[str]) -> list[str]:
    return [tag for tag in old if tag not in gone]


ACTS: tuple[Act, ...] = (
    Classify("add_tags", N_("加标签"), "tags", "tags", read_tags, _added),
    Classify("remove_tags", N_("去掉标签"), "tags", "tags", read_tags, _removed),
    Classify(
        "difficulty",
        N_("设难度"),
        "difficulty",
        "difficulty",
        lambda typed: _one_of(typed, {each.value: each.value for each in Difficulty}),
    ),
    Classify(
        "level",
        N_("设认知层次"),
        "level",
        "level",
        lambda typed: _one_of(typed, {each.value: each.value for each in CognitiveLevel}),
    ),
    Place("area", N_("设所属模块"), "area", "area_code"),
    Place("pool", N_("设用途"), "pool", "pool", {each.value: each.value for each in Pool}),
    Place("critical", N_("设关键题"), "critical", "critical", {"yes": True, "no": False}),
    Date("valid_until", N_("设失效日"), "valid_until"),
    Date("review_by", N_("设复核日"), "review_by"),
    AnswerKeys(),
    Submit(),
    Withdraw("suspend", N_("设为停用"), "reason", ItemStatus.SUSPENDED),
    Withdraw("retire", N_("设为退役"), "nothing", ItemStatus.RETIRED),
)
BY_NAME: Mapping[str, Act] = {act.name: act for act in ACTS}
