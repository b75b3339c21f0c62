"""Sheets that aren't laid out a row an item are brought to it, each way by a rule of its own; others stay."""

from question_bank.formats.tabular.cards import dealt
from question_bank.formats.tabular.columns import Columns
from question_bank.formats.tabular.option_rows import folded
from question_bank.formats.tabular.sheets import Sheet
from question_bank.formats.tabular.ticked import with_answers


def arranged(sheet: Sheet, columns: Columns) -> Sheet:
    """Cards dealt, options of an item gathered, ticks in two columns read."""
    if columns.find_header(sheet.rows) is None:
        return dealt(sheet, columns)
    return with_answers(folded(sheet, columns), columns)
