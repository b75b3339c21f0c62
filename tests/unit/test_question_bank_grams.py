"""Grams: whoever holds a word holds its grams, and for one or two characters that is all there is to it."""

from hypothesis import given
from hypothesis import strategies as st

from foundation.text import fold
from question_bank.domain.grams import as_integers, as_words, grams, is_exact, mark, wanted_grams

LETTERS = st.sampled_from("投诉客户套餐流量5gGＡ，。 \n㎡ﬁİß😀𠮷\ue000")
TEXT = st.text(st.one_of(LETTERS, st.characters(exclude_categories=["Cs"])), max_size=40)


@given(TEXT, st.data())
def test_a_text_holds_the_grams_of_each_of_its_pieces(text: str, data: st.DataObject) -> None:
    runs = [run for run in fold(text).split(" ") if run]
    if runs:
        run = data.draw(st.sampled_from(runs))
        start = data.draw(st.integers(0, len(run) - 1))
        piece = run[start : data.draw(st.integers(start + 1, len(run)))]
        assert wanted_grams(piece) <= grams(fold(text))


@given(TEXT, st.text(LETTERS, min_size=1, max_size=3))
def test_looking_up_and_then_comparing_is_the_plain_substring(text: str, typed: str) -> None:
    folded = fold(text)
    for word in fold(typed).split():
        looked_up = wanted_grams(word) <= grams(folded)
        assert (looked_up and (is_exact(word) or word in folded)) == (word in folded)


def test_no_gram_reaches_over_a_space() -> None:
    assert not wanted_grams("户投") & grams("客户 投诉")
    assert wanted_grams("投诉") <= grams("客户 投诉")


@given(st.sets(st.integers(0, 2**32 - 1), max_size=20))
def test_both_spellings_of_tokens_keep_them_apart(tokens: set[int]) -> None:
    assert {int(word, 16) for word in as_words(tokens)} == tokens
    assert {number % 2**32 for number in as_integers(tokens)} == tokens
    assert all(-(2**31) <= number < 2**31 for number in as_integers(tokens))


@given(TEXT, st.text(max_size=10))
def test_a_mark_is_no_gram_of_any_text_without_private_letters(text: str, value: str) -> None:
    plain = "".join(letter for letter in fold(text) if not 0xE000 <= ord(letter) < 0xF900)
    assert mark("tag", value) not in grams(plain)
