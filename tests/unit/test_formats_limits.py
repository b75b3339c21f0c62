"""One limit of items for every way in, in one place; what is above it is refused, never cut off."""

import io
import json

import pytest
from openpyxl import Workbook

from foundation.errors import Invalid
from question_bank.formats import json_list, limits, tabular
from question_bank.formats.records.messages import TOO_MANY
from question_bank.formats.tabular import sheets
from question_bank.services.imports import receiving, uploads

HEAD = ["题干", "A", "B", "答案"]


def rows(n: int) -> list[list[str]]:
    return [HEAD, *([f"第 {i} 题？", "对", "不对", "A"] for i in range(n))]


def as_json(n: int) -> bytes:
    return json.dumps([dict(zip(HEAD, row, strict=True)) for row in rows(n)[1:]], ensure_ascii=False).encode()


def as_csv(n: int) -> bytes:
    return "\n".join(",".join(row) for row in rows(n)).encode()


def as_workbook(n: int) -> bytes:
    book, made = Workbook(), io.BytesIO()
    for row in rows(n):
        book.worksheets[0].append(row)
    book.save(made)
    return made.getvalue()


def test_it_is_what_the_command_and_the_job_process_take() -> None:
    assert limits.MOST_ITEMS == 50_000 == receiving.MOST_LARGE


@pytest.mark.parametrize(("reader", "made"), [(json_list, as_json), (tabular, as_csv), (tabular, as_workbook)])
@pytest.mark.parametrize("spare", [0, 1000])
def test_readers_take_so_many_and_refuse_more(
    monkeypatch: pytest.MonkeyPatch, reader: object, made: object, spare: int
) -> None:
    monkeypatch.setattr(limits, "MOST_ITEMS", 5)
    monkeypatch.setattr(sheets, "NO_ITEMS", spare)
    assert callable(made) and isinstance(reader, type(tabular))
    assert len(reader.read(made(4), "file").items) == 4
    with pytest.raises(Invalid) as refused:
        reader.read(made(7), "file")
    (problem,) = refused.value.problems
    assert (problem.message, problem.params["limit"]) == (TOO_MANY, 5)


def test_a_paper_says_it_in_the_same_words() -> None:
    texts = as_csv(4)
    with pytest.raises(Invalid) as refused:
        uploads.read_texts("a.csv", texts, None, most=3)
    assert [(each.message, each.field, each.found) for each in refused.value.problems] == [(TOO_MANY, "paper", "4")]
