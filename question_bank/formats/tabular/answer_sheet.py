"""A sheet of numbers and answers beside the sheets of questions: joined by number, or told and left."""

from collections.abc import Sequence
from dataclasses import replace

from question_bank.formats.model import PaperProblem
from question_bank.formats.records import roles
from question_bank.formats.records.choices import clean
from question_bank.formats.records.record import Record
from question_bank.formats.tabular import messages
from question_bank.formats.tabular.columns import Columns
from question_bank.formats.tabular.sheets import Sheet

_HEADS = 15


def answers_of(sheet: Sheet, columns: Columns) -> dict[str, str] | None:
    """Number → answer; None for any other sheet, empty where numbers come twice."""
    for at, (_, row) in enumerate(sheet.rows[:_HEADS]):
        found = [columns.role(cell) if len(cell) <= 20 else None for cell in row]
        if roles.STEM in found:
            return None
        if roles.NUMBER in found and roles.ANSWER in found:
            number, answer = found.index(roles.NUMBER), found.index(roles.ANSWER)
            pairs = [(row[number], row[answer]) for _, row in sheet.rows[at + 1 :] if len(row) > max(number, answer)]
            pairs = [(key, value) for key, value in pairs if key]
            return dict(pairs) if len({key for key, _ in pairs}) == len(pairs) else {}
    return None


def joined(
    records: Sequence[Record], answers: dict[str, str], sheet: str, line: int, told: list[PaperProblem]
) -> list[Record]:
    """The records with those answers, where every number stands once among them and none has a key of its own."""
    numbers = [clean(record.values.get(roles.NUMBER)) for record in records]
    is_sure = len(set(numbers)) == len(numbers) and set(answers) <= set(numbers) and bool(answers)
    if not is_sure or any(record.values.get(roles.ANSWER) for record in records):
        told.append(PaperProblem(line, "error", messages.ANSWERS_UNMATCHED, {"sheet": sheet}))
        return list(records)
    told.append(PaperProblem(line, "warning", messages.ANSWERS_JOINED, {"sheet": sheet, "count": len(answers)}))
    return [
        replace(record, values={**record.values, roles.ANSWER: answers[number]}) if number in answers else record
        for record, number in zip(records, numbers, strict=True)
    ]
