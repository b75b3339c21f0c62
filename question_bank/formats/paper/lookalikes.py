"""The tables of look-alikes by which a paper is read; they lie in the domain, where items are compared by them too.

Only here, for structure: traditional forms of the words that papers are built of, circled letters, drawn lines.
"""

from question_bank.domain.lookalikes import CONTENT
from question_bank.domain.lookalikes import SHAPE as _SHAPE

_TRADITIONAL = dict(
    zip(
        "單選題複對錯參標準確簡問應論說釋點難評閱讀項個連線實務綜編號總計時間滿鐘頁試學職規則無數",
        "单选题复对错参标准确简问应论说释点难评阅读项个连线实务综编号总计时间满钟页试学职规则无数",
        strict=True,
    )
)
_FIRST_LETTERS = ((0x24B6, 65), (0x24D0, 97), (0x1F130, 65), (0x1F150, 65), (0x1F170, 65))  # Ⓐ ⓐ 🄰 🅐 🅰
_CIRCLED = {chr(first + at): chr(plain + at) for first, plain in _FIRST_LETTERS for at in range(26)}
_DRAWN = dict.fromkeys("│┃║¦", "|")
SHAPE: dict[int, str] = {
    **_SHAPE,
    **{ord(char): plain for table in (_TRADITIONAL, _CIRCLED, _DRAWN) for char, plain in table.items()},
}

__all__ = ["CONTENT", "SHAPE"]
