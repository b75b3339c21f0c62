"""The tables of look-alikes by which a paper is read; they lie in the domain, where items are compared by them too."""

from question_bank.domain.lookalikes import CONTENT, SHAPE

__all__ = ["CONTENT", "SHAPE"]
