"""PDF papers: what we print comes back whole; columns, heads, feet and ruled blanks; what can't be read is refused."""

import time
from pathlib import Path
from typing import Any

import pytest

from foundation.errors import Invalid
from question_bank import item_types
from question_bank.domain.items import ItemDraft
from question_bank.formats import pdf
from question_bank.formats.paper import read_paper
from question_bank.formats.paper.boundaries import read_boundaries
from question_bank.formats.pdf import messages, opening
from question_bank.formats.printed import paper_of, write_pdf
from question_bank.formats.registry import recognise
from question_bank.services.imports.preview import content_of
from tests import pdf_samples

PAPERS = Path(__file__).resolve().parents[1] / "data/papers"
HOTLINE = (PAPERS / "hotline.txt").read_text("utf-8")
KEY = (PAPERS / "hotline-key.txt").read_text("utf-8")
LAYOUTS: tuple[dict[str, Any], ...] = (
    {},
    {"columns": 2, "size": 9},
    {"columns": 2, "size": 10.5, "header": "岚州一中心", "numbering": "1 / 1"},
    {"header": "岚州一中心考核", "numbering": "1 / 1", "size": 14},
    {"justify": True, "numbering": "1"},
)
SIMPLE = ["一、单选题（每题2分）", "1、热线号码是（ ）", "A、一万号 B、一千号", "答案：A"]


def asked(paper: Any) -> list[Any]:
    return [(i.type, i.number, i.stem, i.options, i.answer_key, i.points) for i in paper.items]


def refusal(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        pdf.read(data, "paper.pdf")
    return str(caught.value)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_paper_reads_the_same_from_pdf_as_from_text(layout: dict[str, Any]) -> None:
    found = pdf.read(pdf_samples.typeset(HOTLINE.split("\n"), **layout), "热线.pdf", answer_key=KEY)
    assert asked(found) == asked(read_paper(HOTLINE, answer_key=KEY))
    assert found.format == "pdf" and found.by_lines
    assert len(found.places) == len(found.source_lines) and found.places[0] == "p1 L1"
    covered = {n for x in found.outline for n in range(x.line_start, x.line_end + 1)}
    assert covered == set(range(1, len(found.source_lines) + 1))


def test_the_answer_file_may_be_a_pdf() -> None:
    data, key = (pdf_samples.typeset(text.split("\n")) for text in (HOTLINE, KEY))
    assert asked(pdf.read(data, "", answer_key=key)) == asked(read_paper(HOTLINE, answer_key=KEY))


def test_what_we_print_comes_back_with_its_key() -> None:
    items = [item for item in read_paper(HOTLINE, answer_key=KEY).items if item.answer_key is not None]
    drafts = [ItemDraft(i.type, item_types.get(i.type).validate(content_of(i)), "GENERAL") for i in items]
    printed = paper_of(drafts)
    back = pdf.read(write_pdf(printed), "试卷.pdf", answer_key=write_pdf(printed, key=True))
    assert len(back.items) == len(items)
    ordered = sorted(items, key=lambda i: [kind.name for kind in item_types.ALL].index(i.type))
    for item, read in zip(ordered, back.items, strict=True):
        assert read.type == item.type and [o.text for o in read.options] == [o.text for o in item.options]
        assert read.answer_key == item.answer_key


def test_heads_feet_and_page_numbers_are_shown_but_not_used() -> None:
    lines = [*SIMPLE, {}, "2、几点上班（ ）", "A、八点 B、九点", "答案：B"]
    data = pdf_samples.typeset(lines, header="岚州一中心 内部资料", numbering="1 / 1")
    paper = pdf.read(data, "x.pdf")
    assert [item.number for item in paper.items] == ["1", "2"] and "内部资料" not in paper.items[1].source_text
    (told,) = [problem for problem in paper.problems if problem.message == messages.FURNITURE]
    assert paper.source_lines[told.line - 1 :] == ("岚州一中心 内部资料", "1 / 2", "岚州一中心 内部资料", "2 / 2")
    assert paper.outline[-1].kind == "ignored"
    used = pdf.read(data, "x.pdf", boundaries=read_boundaries({str(told.line): "item"}))
    assert used.items[-1].stem == "岚州一中心 内部资料"


def test_options_in_columns_are_one_item_and_no_two_columns() -> None:
    lines: list[Any] = ["一、单选题"]
    for n in range(1, 9):
        lines += [f"{n}、第几题（ ）", {"cells": ["A、甲", "B、乙"]}, {"cells": ["C、丙", "D、丁"]}]
    paper = pdf.read(pdf_samples.typeset(lines), "x.pdf")
    assert [item.number for item in paper.items] == [str(n) for n in range(1, 9)]
    assert all([o.text for o in item.options] == ["甲", "乙", "丙", "丁"] for item in paper.items)
    assert not any(problem.message == messages.COLUMNS for problem in paper.problems)


def test_the_cells_of_a_table_are_no_columns() -> None:
    rows: list[Any] = [{"cells": [f"{n}、客户可以骂人吗", "对" if n % 2 else "错"]} for n in range(1, 9)]
    lines = pdf.read_document(pdf_samples.typeset(["一、判断题", *rows]), "").lines
    assert [line.text.split()[-1] for line in lines[1:]] == ["对", "错"] * 4


def test_a_rule_to_write_on_is_a_blank() -> None:
    lines = ["一、填空题", {"blank": "1、热线号码是", "after": "，全天开通。"}, "2、首解率是____。"]
    paper = pdf.read(pdf_samples.typeset(lines), "x.pdf")
    assert [item.stem for item in paper.items] == ["热线号码是____，全天开通。", "首解率是____。"]
    assert any(problem.message == messages.RULES for problem in paper.problems)


def test_radicals_become_ordinary_characters() -> None:
    paper = pdf.read(pdf_samples.typeset(["一、单选题", "1、⼯单由谁填（ ）", "A、⽤户 B、座席"]), "x.pdf")
    assert paper.items[0].stem == "工单由谁填（　）" and paper.items[0].options[0].text == "用户"


def test_scans_are_refused_by_page() -> None:
    assert refusal(pdf_samples.scanned(2)) == messages.PICTURES % {"pages": "1–2"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7 and nothing else", messages.BROKEN),
        (pdf_samples.typeset(SIMPLE)[:900], messages.BROKEN),
        (pdf_samples.page_of(b""), messages.NO_TEXT),
        (pdf_samples.page_of(b"BT /F1 12 Tf 50 700 Td (no question here) Tj ET"), "没有找到题目"),
    ],
)
def test_what_is_no_paper_is_refused(data: bytes, message: str) -> None:
    assert message in refusal(data)


def test_an_encrypted_file_is_refused() -> None:
    entry = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"aa" * 32,
        b"bb" * 32,
    )
    bodies = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>")
    assert refusal(pdf_samples.objects(*bodies, encrypt=entry)) == messages.ENCRYPTED


def test_fonts_without_characters_are_refused_and_never_read_as_rubbish() -> None:
    bare = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font"
    bare += b" /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
    bare += b" /Supplement 0 >> /DW 1000 >>] >>"
    text = b"BT /F1 12 Tf 50 700 Td <" + b"01230456078900AB" * 20 + b"> Tj ET"
    assert refusal(pdf_samples.page_of(text, bare)) == messages.NO_MAP % {"pages": "1"}


def test_hostile_files_take_nothing_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = pdf_samples.objects(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>")
    bomb = pdf_samples.page_of(b"BT /F1 1 Tf 9 9 Td " + b"(" + b"x" * 320_000 + b") Tj ET")
    monkeypatch.setattr(opening, "SECONDS", 2)
    for data in (loop, bomb, b"%PDF-1.4\n" + b"[" * 200_000, pdf_samples.page_of(b"q " * 300_000)):
        began = time.monotonic()
        assert refusal(data)
        assert time.monotonic() - began < 12


def test_a_reader_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child = tmp_path / "child.py"
    child.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(opening, "CHILD", child)
    monkeypatch.setattr(opening, "SECONDS", 0.5)
    assert "没有读完" in refusal(b"%PDF-1.7 hangs")


def test_a_pdf_is_known_by_its_first_bytes() -> None:
    assert recognise(b"%PDF-1.7\n...", "paper.txt") == "pdf" and recognise(b"hello %PDF", "x.pdf") != "pdf"
