"""What finding near-duplicates leaves out, it may leave out: the same pairs as comparing all with all, the same scores
as without an early end.
"""

import random
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.domain import likeness
from question_bank.domain.likeness import compare
from question_bank.domain.sketches import find_pairs
from question_bank.domain.views import View, view_of

WORDS = " ".join(
    (
        "客户 投诉 资费 套餐 宽带 光猫 断网 实名 核身 工单 回访 质检 录音 退费 减免",
        "漫游 流量 账单 停机 复机 密码 重置 移机 测速 网线 路由器 信号 基站 短信 验证码",
        "外呼 转接 升级 时限 登记 答复 满意度 隐私 授权 机主 合约 积分 发票",
    )
).split(" ")


def written(stem: str, options: list[str]) -> View:
    """A view of a choice; without options, of a short answer."""
    choices: list[dict[str, Any]] = [
        {"id": letter, "text": text} for letter, text in zip("ABCDE", options, strict=False)
    ]
    content: dict[str, Any] = {"stem": stem, "explanation": None, "lang": "zh-CN", "answer_key": ["A"]}
    return view_of("single_choice", content | {"options": choices}) if choices else view_of("essay", {"stem": stem})


def bank(seed: int, n_items: int) -> dict[int, View]:
    """Questions of which some are rewordings, other numbers, shuffles or other options of those before."""
    dice = random.Random(seed)
    said: list[tuple[str, list[str]]] = []
    for _each in range(n_items):
        if said and dice.random() < 0.5:
            stem, options = dice.choice(said)
            how = dice.randrange(4)
            stem = ("请问" + stem, stem.replace("3", "5"), stem, stem + "？")[how]
            options = (
                dice.sample(options, 4) if how == 2 else [*options[:3], dice.choice(WORDS)] if how == 3 else options
            )
        else:
            stem = "".join(dice.choices(WORDS, k=dice.randint(5, 9))) + dice.choice(
                ("3 天内应当怎样？", "，说明什么？")
            )
            options = ["".join(dice.choices(WORDS, k=dice.randint(2, 4))) for _option in range(4)]
        said.append((stem, options))
    return {number: written(*each) for number, each in enumerate(said)}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 40))
def test_the_same_pairs_as_comparing_all_with_all(seed: int, n_items: int) -> None:
    views = bank(seed, n_items)
    every = ((one, other, compare(views[one], views[other])) for one, other in combinations(views, 2))
    wanted = {(one, other): found for one, other, found in every if found is not None}
    assert {(one, other): found for one, other, found in find_pairs(views)} == wanted


TEXTS = st.lists(st.sampled_from([*WORDS, "3", "5", "不", "not", "abc"]), max_size=8).map("".join)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=4), TEXTS, st.lists(TEXTS, max_size=4))
def test_the_early_end_loses_nothing(one: str, mine: list[str], other: str, theirs: list[str]) -> None:
    first, second = written(one, mine), written(other, theirs)
    stem = likeness._alike(first.core, second.core)
    options = likeness._options_alike(first.options, second.options)
    share = likeness._share(first, second)
    whole = round(stem if options is None else share * stem + (1 - share) * options)
    found = compare(first, second)
    assert (found is None) == (whole < likeness.NEAR_FROM and not likeness._is_same(first, second))
    assert found is None or found.percent in (min(99, whole), 100)
