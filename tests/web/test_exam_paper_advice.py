"""The paper's page tells where guessing one letter pays: only of sections whose options everybody sees in one order."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from certify.exams import services as exams
from certify.exams.domain import ExamForm
from certify.exams.routes.papers import key_letters
from question_bank.domain import key_position_lint
from tests.exam_hall import open_hall
from tests.factories import House


def with_keys(form: ExamForm, letter: str, n: int, **section: Any) -> ExamForm:
    """The form's first single choice, so often, in one section."""
    slot = next(slot for slot in form.slots if slot.item_type == "single_choice")
    slots = tuple(
        replace(slot, position=at, content={**slot.content, "answer_key": [letter]}) for at in range(1, n + 1)
    )
    one = replace(form.sections[0], positions=tuple(range(1, n + 1)), **section)
    return replace(form, sections=(one,), slots=slots)


def test_a_letter_that_is_always_the_key_is_told(house: House, now: datetime) -> None:
    form = exams.get_form(open_hall(house, now).form_ids[0])
    plain = with_keys(form, "B", 14, shuffle_options=False)
    letters = key_letters(plain)
    assert letters == [("B", len(plain.slots[0].content["options"]))] * 14
    assert key_position_lint(letters) is not None
    assert key_letters(with_keys(form, "B", 14, shuffle_options=True)) == []
