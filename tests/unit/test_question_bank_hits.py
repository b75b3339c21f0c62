"""Pieces of a text with the words of a search: nothing is lost, hits are what was typed, however it was typed."""

from hypothesis import given
from hypothesis import strategies as st

from question_bank.domain.hits import Piece, hits


def test_hits_are_marked_as_they_stand_in_the_text() -> None:
    assert hits("用 ＣＰＵ 处理投诉", "cpu 投诉", 60) == (
        Piece("用 "),
        Piece("ＣＰＵ", True),
        Piece(" 处理"),
        Piece("投诉", True),
    )
    assert hits("没有", "投诉", 60) == (Piece("没有"),)
    assert hits("投诉诉", "诉", 60) == (Piece("投"), Piece("诉诉", True))


def test_a_hit_far_down_is_brought_into_sight() -> None:
    pieces = hits("甲" * 100 + "投诉" + "乙" * 100, "投诉", 40)
    assert pieces[0] == Piece("…") and pieces[-1] == Piece("…") and Piece("投诉", True) in pieces
    assert sum(len(piece.text) for piece in pieces[1:-1]) == 40


@given(st.text(max_size=80), st.text(max_size=6), st.integers(1, 60))
def test_pieces_are_a_stretch_of_the_text(text: str, words: str, length: int) -> None:
    shown = "".join(piece.text for piece in hits(text, words, length) if piece != Piece("…") or piece.text in text)
    assert len(shown) <= length + 2
    assert shown.strip("…") in text
