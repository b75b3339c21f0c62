"""What every registered scoring rule must keep to, on every item type that allows it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import NotFound
from foundation.score import from_hundredths
from question_bank import item_types, scoring_rules
from question_bank.domain import (
    ItemType,
    Outcome,
    OutcomeStatus,
    RuleDoesNotFit,
    Specimen,
    SpecimenKind,
    Verdict,
)
from question_bank.item_types.sets import OVER_OPTIONS
from question_bank.scoring_rules import ScoringRule
from tests.contracts.test_item_types import OFTEN, content_of, likely_values

ROOT = Path(__file__).resolve().parents[2]
PAIRS = pytest.mark.parametrize(
    ("item_type", "rule"),
    [
        pytest.param(item_type, scoring_rules.get(name), id=f"{item_type.name}-{name}")
        for item_type in item_types.ALL
        for name in item_type.allowed_scoring_rules
    ],
)
SPECIMENS = pytest.mark.parametrize(
    ("item_type", "specimen", "rule_name"),
    [
        pytest.param(item_type, specimen, name, id=f"{item_type.name}-{number}-{specimen.kind}-{name}")
        for item_type in item_types.ALL
        for number, specimen in enumerate(item_type.specimens())
        for name in item_type.allowed_scoring_rules
    ],
)
POINTS = st.integers(min_value=0, max_value=10_000).map(from_hundredths)


def test_an_unknown_rule_is_not_found() -> None:
    with pytest.raises(NotFound):
        scoring_rules.get("half_right")


@pytest.mark.parametrize("rule", scoring_rules.ALL, ids=lambda rule: rule.name)
def test_a_rule_is_found_by_its_name_documented_and_used(rule: ScoringRule) -> None:
    assert scoring_rules.get(rule.name) is rule
    headings = [line for line in (ROOT / "docs/item-types.md").read_text().splitlines() if line.startswith("### ")]
    assert any(f"`{rule.name}`" in heading for heading in headings)
    assert any(rule.name in item_type.allowed_scoring_rules for item_type in item_types.ALL)


@pytest.mark.parametrize("item_type", item_types.ALL, ids=lambda item_type: item_type.name)
def test_a_types_rules_exist_and_its_default_is_one_of_them(item_type: ItemType) -> None:
    assert set(item_type.allowed_scoring_rules) <= set(scoring_rules.SCORING_RULES.names())
    assert item_type.default_scoring_rule in item_type.allowed_scoring_rules
    assert set(item_type.rule_texts) <= set(item_type.allowed_scoring_rules)


def test_the_rule_stands_above_the_section_in_words() -> None:
    multiple = item_types.get("multiple_choice")
    assert scoring_rules.get("exact").candidate_text(multiple) == "漏选、多选均不得分"
    for item_type in item_types.ALL:
        assert all(scoring_rules.get(name).candidate_text(item_type) for name in item_type.allowed_scoring_rules)


@SPECIMENS
def test_a_specimen_scores_as_it_says(item_type: ItemType, specimen: Specimen, rule_name: str) -> None:
    outcome = scoring_rules.get(rule_name).score(item_type, specimen.content, specimen.value, specimen.points)
    assert (outcome.status, outcome.points) == specimen.expected[rule_name]
    if specimen.kind is SpecimenKind.MALFORMED:
        assert outcome == Outcome(OutcomeStatus.MALFORMED)


def test_a_rule_refuses_a_type_that_does_not_allow_it() -> None:
    essay = item_types.get("essay")
    with pytest.raises(RuleDoesNotFit) as caught:
        scoring_rules.get("exact").score(essay, content_of(essay), "答", Decimal(5))
    assert str(caught.value) == "论述题不能用“全对得分”计分"


@PAIRS
@OFTEN
@given(data=st.data(), points=POINTS)
def test_a_score_is_exact_within_bounds_and_the_same_each_time(
    item_type: ItemType, rule: ScoringRule, data: st.DataObject, points: Decimal
) -> None:
    content, value = content_of(item_type), data.draw(likely_values(item_type))
    outcome = rule.score(item_type, content, value, points)
    assert outcome == rule.score(item_type, content, value, points)
    if outcome.status is OutcomeStatus.SCORED:
        assert outcome.points is not None
        assert 0 <= outcome.points <= points
        assert sum((part.points for part in outcome.detail), Decimal(0)) == outcome.points
        assert outcome.points == outcome.points.quantize(Decimal("0.01"))
    else:
        assert outcome.points in (None, 0) and not outcome.detail


@PAIRS
@OFTEN
@given(points=POINTS)
def test_the_right_response_earns_everything_unless_a_person_marks(
    item_type: ItemType, rule: ScoringRule, points: Decimal
) -> None:
    specimen = next(one for one in item_type.specimens() if one.kind is SpecimenKind.RIGHT)
    outcome = rule.score(item_type, specimen.content, specimen.value, points)
    assert outcome.status is OutcomeStatus.AWAITING_MARKER or outcome.points == points


@PAIRS
def test_blank_is_its_own_status_and_no_key_means_a_person_decides(item_type: ItemType, rule: ScoringRule) -> None:
    assert rule.score(item_type, content_of(item_type), None, Decimal(2)) == Outcome(OutcomeStatus.BLANK, Decimal(0))
    specimen = next(one for one in item_type.specimens() if one.kind is SpecimenKind.RIGHT)
    keyless = {**specimen.content, "answer_key": None}
    assert rule.score(item_type, keyless, specimen.value, Decimal(2)) == Outcome(OutcomeStatus.AWAITING_MARKER)


# --- properties of choice items ---------------------------------------------------------------------------------------


@st.composite
def choice_items(draw: st.DrawFn) -> tuple[ItemType, dict[str, Any], Any]:
    """A type with options, a content of 2–8 options with a key, and a response among them."""
    item_type = draw(st.sampled_from([item_types.get("single_choice"), item_types.get("multiple_choice")]))
    ids = list("ABCDEFGH")[: draw(st.integers(2, 8))]
    n_keys = 1 if item_type.name == "single_choice" else draw(st.integers(2, len(ids)))
    content = {
        "stem": "题",
        "options": [{"id": name, "text": f"选项文字 {name.lower()}"} for name in ids],
        "answer_key": draw(st.permutations(ids))[:n_keys],
    }
    chosen = draw(st.lists(st.sampled_from(ids), unique=True, min_size=1))
    return item_type, item_type.validate(content), chosen[0] if item_type.name == "single_choice" else chosen


@given(item=choice_items(), data=st.data())
def test_permuting_the_options_never_changes_a_score(item: tuple[ItemType, dict[str, Any], Any], data: Any) -> None:
    item_type, content, value = item
    moved = item_type.validate({**content, "options": data.draw(st.permutations(content["options"]))})
    if isinstance(value, list):
        value = data.draw(st.permutations(value))
    for rule in map(scoring_rules.get, item_type.allowed_scoring_rules):
        before, after = (rule.score(item_type, one, value, Decimal("1.99")) for one in (content, moved))
        assert (before.status, before.points) == (after.status, after.points)


@given(item=choice_items())
def test_choosing_everything_never_beats_choosing_nothing(item: tuple[ItemType, dict[str, Any], Any]) -> None:
    item_type, content, _value = item
    everything = [option["id"] for option in content["options"]]
    if content["answer_key"] == everything:
        return
    for name in {"exact", "net_floor0"} & set(item_type.allowed_scoring_rules):
        rule = scoring_rules.get(name)
        greedy, nothing = (
            rule.score(item_type, content, value, Decimal(2)).points or 0 for value in (everything, None)
        )
        assert greedy <= nothing == 0


@given(item=choice_items(), points=POINTS)
def test_a_choice_of_right_ones_alone_earns_as_much_as_every_rule_over_options_says(
    item: tuple[ItemType, dict[str, Any], Any], points: Decimal
) -> None:
    item_type, content, value = item
    for rule in map(scoring_rules.get, set(OVER_OPTIONS) & set(item_type.allowed_scoring_rules)):
        earned = rule.score(item_type, content, value, points).points
        perfect = rule.score(item_type, content, content["answer_key"], points).points
        assert earned is not None and perfect == points
        assert earned < points or set(value) == set(content["answer_key"]) or points < Decimal("0.20")


@pytest.mark.parametrize("chosen", [["A"], ["A", "B"], ["A", "B", "C"], ["B"], ["C"]])
def test_a_missing_or_an_extra_choice_scores_nothing(chosen: list[str]) -> None:
    multiple = item_types.get("multiple_choice")
    exact = scoring_rules.get("exact")
    assert content_of(multiple)["answer_key"] == ["A", "C"]
    assert exact.score(multiple, content_of(multiple), chosen, Decimal(2)).points == 0
    assert exact.score(multiple, content_of(multiple), ["C", "A"], Decimal(2)).points == 2


def test_each_blank_is_scored_and_told_apart() -> None:
    fill = item_types.get("fill_blank")
    outcome = scoring_rules.get("per_blank").score(fill, content_of(fill), ["acd", "", "CRM"], Decimal(1))
    assert [(part.number, part.verdict, part.points, part.step) for part in outcome.detail] == [
        (1, Verdict.RIGHT, Decimal("0.34"), "letter_case"),
        (2, Verdict.BLANK, Decimal(0), None),
        (3, Verdict.WRONG, Decimal(0), None),
    ]
    assert outcome.points == Decimal("0.34")
