"""The question bank's rules as tables: states, hashes, matching, shares of points, orders of options."""

from collections import Counter
from decimal import Decimal
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import item_types
from question_bank.domain import (
    TRANSITIONS,
    AuthorCannotReview,
    ItemStatus,
    MatchStep,
    Outcome,
    OutcomeStatus,
    TransitionNotAllowed,
    canonical_json,
    content_hash,
    explain_match,
    match_step,
    may_review,
    may_transition,
    normalise,
    option_order,
    problems_before_review,
    require_other_reviewer,
    require_transition,
    split_points,
)

ADA, BEN = UUID(int=1), UUID(int=2)


# --- states -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("current", list(ItemStatus))
@pytest.mark.parametrize("target", list(ItemStatus))
def test_a_step_is_taken_only_where_the_table_leads(current: ItemStatus, target: ItemStatus) -> None:
    allowed = {("draft", "in_review"), ("in_review", "approved"), ("in_review", "draft"), ("approved", "suspended")}
    allowed |= {("suspended", "approved"), ("suspended", "retired"), ("approved", "retired")}
    assert may_transition(current, target) == ((current, target) in allowed)
    if (current, target) in allowed:
        require_transition(current, target)
    else:
        with pytest.raises(TransitionNotAllowed):
            require_transition(current, target)


def test_every_state_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(ItemStatus)


def test_a_refused_step_says_both_states_in_words() -> None:
    error = TransitionNotAllowed(ItemStatus.DRAFT, ItemStatus.APPROVED)
    assert str(error) == "题目现在是“草稿”，不能变为“已通过”"
    assert error.status == 409


def test_an_author_cannot_review_their_own_item() -> None:
    assert may_review(ADA, BEN) and not may_review(ADA, ADA)
    require_other_reviewer(ADA, BEN)
    with pytest.raises(AuthorCannotReview) as caught:
        require_other_reviewer(ADA, ADA)
    assert caught.value.status == 403


# --- content ----------------------------------------------------------------------------------------------------------


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    one, other = {"stem": "题", "lang": "zh-CN"}, {"lang": "zh-CN", "stem": "题"}
    assert canonical_json(one) == '{"lang":"zh-CN","stem":"题"}'
    assert content_hash(one) == content_hash(other)
    assert content_hash(one) == "eb34f94e0cd73320cc99c035d3e729d87b45bdb5a22b00ca47a3264c5a75f624"


def test_the_hash_changes_with_the_content() -> None:
    assert content_hash({"stem": "题"}) != content_hash({"stem": "题 "})


def test_before_a_review_wrong_comes_before_missing() -> None:
    single = item_types.get("single_choice")
    wrong = {"stem": "", "options": [{"id": "A", "text": "甲"}], "answer_key": None}
    assert {problem.field for problem in problems_before_review(single, wrong)} == {"stem", "options"}
    missing = {"stem": "题", "options": [{"id": "A", "text": "甲"}, {"id": "B", "text": "甲"}]}
    assert [problem.field for problem in problems_before_review(single, missing)] == ["answer_key", "options"]


# --- outcomes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", list(OutcomeStatus))
def test_unscored_is_not_zero(status: OutcomeStatus) -> None:
    has_points = status in {OutcomeStatus.SCORED, OutcomeStatus.BLANK}
    Outcome(status, Decimal(0) if has_points else None)
    with pytest.raises(ValueError, match="contradict"):
        Outcome(status, None if has_points else Decimal(0))


# --- shares of points -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "parts", "shares"),
    [
        ("3", 3, ["1", "1", "1"]),
        ("1", 3, ["0.34", "0.33", "0.33"]),
        ("2", 3, ["0.67", "0.67", "0.66"]),
        ("0.01", 2, ["0.01", "0"]),
        ("0", 2, ["0", "0"]),
        ("1.5", 1, ["1.5"]),
    ],
)
def test_points_are_split_by_largest_remainder(total: str, parts: int, shares: list[str]) -> None:
    assert split_points(Decimal(total), parts) == tuple(map(Decimal, shares))


@given(st.integers(0, 100_000), st.integers(1, 20))
def test_shares_sum_to_the_whole_and_differ_by_a_hundredth_at_most(hundredths: int, parts: int) -> None:
    total = Decimal(hundredths) / 100
    shares = split_points(total, parts)
    assert sum(shares) == total and len(shares) == parts
    assert max(shares) - min(shares) <= Decimal("0.01")
    assert list(shares) == sorted(shares, reverse=True)


@pytest.mark.parametrize(("total", "parts"), [("1", 0), ("-1", 2), ("0.001", 2)])
def test_what_cannot_be_split_exactly_is_refused(total: str, parts: int) -> None:
    with pytest.raises(ValueError, match=r"split|two decimals"):
        split_points(Decimal(total), parts)


# --- orders of options ------------------------------------------------------------------------------------------------


def test_an_order_of_options_is_the_same_for_ever() -> None:
    assert option_order("ABCD", 20261123, 1) == ("C", "D", "B", "A")
    assert option_order("ABCDE", 20261123, 2) == ("E", "B", "C", "D", "A")
    assert option_order("ABC", 0, 0) == ("B", "A", "C")


@given(st.lists(st.text(max_size=3), unique=True, max_size=10), st.integers(), st.integers())
def test_an_order_is_a_permutation_and_depends_on_nothing_else(ids: list[str], seed: int, position: int) -> None:
    order = option_order(ids, seed, position)
    assert sorted(order) == sorted(ids)
    assert order == option_order(tuple(ids), seed, position)


def test_every_order_is_about_equally_likely() -> None:
    seen = Counter(option_order("ABC", seed, 7) for seed in range(3000))
    assert set(seen) == set(permutations("ABC"))
    assert all(420 < count < 580 for count in seen.values())


# --- matching blanks --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "typed", "step"),
    [
        ("成本", "成本", MatchStep.AS_WRITTEN),
        ("CPU", "ＣＰＵ", MatchStep.WIDTH),
        ("192.2.32.0", "１９２．２．３２．０", MatchStep.WIDTH),
        ("L2TP", "l2tp", MatchStep.LETTER_CASE),
        ("54Mbps", "54 Mbps", MatchStep.SPACES),
        ("软切换", " 软 切换　", MatchStep.SPACES),
        ("同步数字 SDH", "同步数字SDH", MatchStep.SPACES),
        ("Wi Fi", "wi   fi", MatchStep.SPACES),
        ("时间、范围", "时间，范围", MatchStep.PUNCTUATION),
        ("192.2.32.0", "192。2。32。0", MatchStep.PUNCTUATION),
        ("成本", "成本。", MatchStep.PUNCTUATION),
        ("802.11g", "802.11g；", MatchStep.PUNCTUATION),
        ("A-B", "A—B", MatchStep.PUNCTUATION),
        ("内容和应用的参与者", "内容和应用参与者", MatchStep.INNER_DE),
        ("中央处理器（CPU）", "中央处理器(cpu)", MatchStep.LETTER_CASE),
    ],
)
def test_texts_match_at_the_first_step_that_makes_them_equal(accepted: str, typed: str, step: MatchStep) -> None:
    assert match_step(accepted, typed) is step
    assert match_step(typed, accepted) is step


@pytest.mark.parametrize(
    ("accepted", "typed"),
    [
        ("24小时", "48小时"),
        ("中央处理器（CPU）", "CPU"),
        ("中央处理器（CPU）", "中央处理器"),
        ("Mbit/s", "Mbps"),
        ("10²", "102"),
        ("10⁻³", "10-3"),
        ("1½", "11/2"),
        ("2①", "21"),
        ("0.5", ".05"),
        (".5", "5"),
        ("-5", "5"),
        ("now here", "nowhere"),
        ("1 2", "12"),
        ("不得承诺", "得承诺"),
        ("目的", "目"),
        ("段；通道", "段"),
        ("1,000", "1000"),
    ],
)
def test_different_answers_stay_different(accepted: str, typed: str) -> None:
    assert match_step(accepted, typed) is None
    assert not explain_match([accepted], typed).matched


@pytest.mark.parametrize("mark", [".", "。", ",", "；", "、"])
def test_a_mark_that_is_the_whole_answer_is_kept(mark: str) -> None:
    assert normalise(mark) in {".", ",", ";"}


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet="的 好A1a１Ａ。，,.-—²½\u200b\u3000", max_size=12))
def test_normalising_twice_changes_nothing_more_near_the_rules(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_a_match_is_explained_by_the_literal_and_the_earliest_step() -> None:
    found = explain_match(["中央处理器", "CPU", "cpu"], "cpu")
    assert (found.matched, found.step, found.accepted) == (True, MatchStep.AS_WRITTEN, "cpu")
    assert found.text % found.params == "与“cpu”一字不差"


def test_a_miss_is_explained_by_what_was_read() -> None:
    missed = explain_match(["段", "SOH 段"], " 通 道。")
    assert not missed.matched and missed.step is None
    assert missed.text % missed.params == "不算对：读作“通道”，可接受的读作 “段”、“soh段”"
    assert explain_match(["段"], "　").text == "没有填写"
