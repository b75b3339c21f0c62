"""Merged cells of a sheet: what stands in the first stands for all of them, down the column and across the row."""

import re

from lxml import etree

from question_bank.formats.tabular.sheets import COLUMNS_READ

_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_MOST = 20_000  # merged areas; a sheet with more is no table of questions


def filled(rows: list[tuple[int, list[str]]], root: etree._Element) -> list[tuple[int, list[str]]]:
    """The rows with merged cells filled; areas without text, and rows that hold nothing, stay as they are."""
    places = dict(rows)
    areas = [str(node.get("ref", "")) for node in root.iter("{*}mergeCell")][:_MOST]
    left = _MOST
    for area in areas:
        found = _AREA.fullmatch(area)
        if found is None:
            continue
        first, last = _column(found.group(1)), min(_column(found.group(3)), COLUMNS_READ - 1)
        top, bottom = int(found.group(2)), int(found.group(4))
        text = places[top][first] if top in places and first < len(places[top]) else ""
        for number in range(top, min(bottom, top + left) + 1) if text else ():
            row = places.get(number)
            if row is not None:
                row += [""] * (last + 1 - len(row))
                row[first : last + 1] = [text] * (last + 1 - first)
                left -= 1
    return rows


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
