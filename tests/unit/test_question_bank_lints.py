"""Advice on how an item is written: each rule speaks where a guide would, and is silent beside it."""

from typing import Any

import pytest

from question_bank import item_types
from question_bank.domain.lints import MIN_KEYS, key_position_lint, lints, longest_key_lint


def choice(
    stem: str = "客户情绪激动时，应当先",
    options: tuple[str, ...] = ("回应感受", "解释规定", "转接班长"),
    key: tuple[str, ...] | None = ("A",),
    explanation: str | None = "先回应感受，再处理事情。",
) -> dict[str, Any]:
    letters = [{"id": "ABCDEF"[n], "text": text, "rationale": None} for n, text in enumerate(options)]
    return {"stem": stem, "options": letters, "answer_key": list(key) if key else None, "explanation": explanation}


def said(content: dict[str, Any]) -> list[str]:
    return [problem.message for problem in lints(content)]


def test_a_sound_item_gets_no_advice() -> None:
    assert said(choice()) == []


@pytest.mark.parametrize(
    "stem",
    (
        "下列做法不正确的是（　　）",
        "以下哪一项不属于服务用语？",
        "处理投诉时，错误的做法是",
        "Which of these is NOT polite?",
        "客户来电说网络没有信号。下列做法中不恰当的是",
        "接听电话时，没有体现同理心的是（　　）。",
    ),
)
def test_a_negative_question_wants_emphasis(stem: str) -> None:
    (problem,) = lints(choice(stem))
    assert (problem.field, problem.severity) == ("stem", "warning")
    assert problem.params["word"].lower() in stem.lower()


@pytest.mark.parametrize(
    "stem",
    (
        "下列做法**不正确**的是（　　）",
        "客户说他没有收到账单，座席应当先",
        "客户没有收到账单时应当先",
        "客户说没有收到账单，下列做法恰当的是（　　）",
        "客户来电说网络没有信号。这时应当先",
    ),
)
def test_emphasised_or_positive_questions_get_none(stem: str) -> None:
    assert said(choice(stem)) == []


@pytest.mark.parametrize("text", ("以上都是", "以上都对", "上述选项均不正确", "All of the above", "A和B", "ABC都是"))
def test_all_of_the_above(text: str) -> None:
    (problem,) = lints(choice(options=("回应感受", "解释规定", text)))
    assert problem.params == {"letter": "C", "text": text}


@pytest.mark.parametrize("text", ("以上述方式回复", "都是客户的错", "A 类客户先接"))
def test_what_only_looks_like_it(text: str) -> None:
    assert said(choice(options=("回应感受", "解释规定", text))) == []


def test_the_longest_option_is_the_key() -> None:
    long = "先回应客户的感受，再核对身份，说明原因和预计时间，征得同意后登记"
    (problem,) = lints(choice(options=(long, "解释规定", "转接班长")))
    assert problem.params["own"] > problem.params["others"] == 4
    assert said(choice(options=("解释规定", long, "转接班长"))) == []  # a long wrong one misleads nobody
    assert said(choice(options=(long, long.replace("先", "最后"), "转接班长"))) == []


def test_absolute_words_mark_the_wrong_options() -> None:
    (problem,) = lints(choice(options=("回应感受", "绝对不道歉", "转接班长")))
    assert problem.params == {"letter": "B", "word": "绝对"}
    assert said(choice(options=("回应感受", "绝对不道歉", "转接班长"), key=("B",))) == []
    assert said(choice(options=("回应感受", "绝对不道歉", "转接班长"), key=None)) == []


def test_two_options_that_say_the_same() -> None:
    (problem,) = lints(choice(options=("回应感受", "解释规定", "解释规定。")))
    assert problem.params == {"one": "B", "other": "C"}


def test_no_rationale_and_hard_sentences() -> None:
    assert len(said(choice(explanation=None))) == len(said(choice(explanation="  "))) == 1
    (problem,) = lints(choice("客户" * 31))
    assert problem.params == {"n": 62, "limit": 60}
    assert said(choice("客户来电。" * 20)) == []
    (problem,) = lints(choice("客户来电咨询套餐。" * 40))
    assert problem.params == {"n": 320}


def test_every_types_contents_are_taken() -> None:
    for kind in item_types.ITEM_TYPES:
        for specimen in kind.specimens():
            assert all(problem.severity == "warning" for problem in lints(specimen.content))


def test_keys_that_favour_a_letter() -> None:
    even = [(letter, 4) for letter in "ABCD"] * 5
    assert key_position_lint(even) is None
    uneven = [("C", 4)] * 12 + [(letter, 4) for letter in "ABD"] * 2
    problem = key_position_lint(uneven)
    assert problem is not None and problem.params == {"n": 18, "count": 12, "letter": "C"}
    assert key_position_lint(uneven[: MIN_KEYS - 1]) is None
    assert key_position_lint([("A", 2)] * 8 + [("B", 2)] * 8) is None  # of two options each is half


def test_keys_that_are_the_longest_option() -> None:
    def lengths(key: str, longest: str) -> dict[str, Any]:
        options = [{"id": letter, "text": "耐心" * (3 if letter == longest else 1)} for letter in "ABCD"]
        return choice("客户要求退费，座席应怎样做？") | {"options": options, "answer_key": [key]}

    problem = longest_key_lint([lengths(letter, letter) for letter in "ABCD" * 3])
    assert problem is not None and problem.params == {"n": 12, "count": 12, "expected": 3}
    assert longest_key_lint([lengths("A", letter) for letter in "ABCD" * 3]) is None
    assert longest_key_lint([lengths(letter, letter) for letter in "ABC"] * 3) is None  # too few to say
    assert longest_key_lint([lengths("A", "none")] * 20) is None  # all of one length


def test_the_hash_of_a_picture_is_no_long_sentence() -> None:
    pictures = "".join(f"![接线图](media:{letter * 64}.png)" for letter in "abc")
    plain = {"stem": "看图判断，左边的端口接光猫。", "answer_key": True}
    assert lints({**plain, "stem": plain["stem"] + pictures}) == lints(plain)
