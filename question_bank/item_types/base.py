"""What holds of an item type unless it says otherwise: nothing to shuffle, no options, nothing typed or counted."""

from typing import Any

from question_bank.domain import Content, Part
from question_bank.domain.tallies import Made, Place


class Plain:
    """The plainest answers to the questions of `ItemType`; a type overrides those that it answers otherwise."""

    shuffles_options = False

    def may_shuffle(self, content: Content) -> bool:
        return False

    def judge_options(self, content: Content, value: Any) -> tuple[Part, ...] | None:
        return None

    def typed_entries(self, content: Content) -> tuple[tuple[str, ...], ...] | None:
        return None

    def choice_places(self, content: Content) -> tuple[Place, ...]:
        return ()

    def choices_made(self, content: Content, value: Any) -> Made:
        return ()
