"""The printed paper and its key: what stands on them, what doesn't, and that a text is never code."""

import io
import zipfile

import pytest
from docx import Document
from PIL import Image
from pypdf import PdfReader

from foundation.media import Reference
from question_bank import item_types
from question_bank.domain.items import ItemDraft
from question_bank.formats.printed import paper_of, write_pdf, write_word
from question_bank.formats.printed.layout import lay_out

SECRET = "绝密的解析"


def drafts() -> list[ItemDraft]:
    made = []
    for kind in item_types.ALL:
        content = kind.validate({**kind.specimens()[0].content, "explanation": SECRET})
        made.append(ItemDraft(kind.name, content, "GENERAL", external_id=kind.name))
    return made


def words_of(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    heads = [paragraph.text for paragraph in document.sections[0].header.paragraphs]
    return "\n".join([*heads, *(paragraph.text for paragraph in document.paragraphs)])


def test_a_paper_has_a_head_and_every_item_and_no_key() -> None:
    text = words_of(write_word(paper_of(drafts())))
    assert all(word in text for word in ("姓名", "单位", "得分", "密　封　线", "一、单选题（1 题）", "十二、"))
    assert all(str(draft.content["stem"])[:6] in text for draft in drafts() if draft.item_type != "inline_choice")
    assert SECRET not in text and "意思对即可" not in text and "还没有问清现象" not in text


def test_a_key_has_the_answers_under_the_same_numbers() -> None:
    text = words_of(write_word(paper_of(drafts()), key=True))
    assert SECRET in text and "姓名" not in text
    numbers = [
        [lines[0].text.split(".")[0] for section in lay_out(paper_of(drafts()), key=key) for lines in section.items]
        for key in (False, True)
    ]
    assert numbers[0] == numbers[1] == [str(n) for n in range(1, len(drafts()) + 1)]


def test_chinese_fonts_are_named_as_such() -> None:
    styles = zipfile.ZipFile(io.BytesIO(write_word(paper_of(drafts())))).read("word/styles.xml").decode()
    assert 'w:eastAsia="宋体"' in styles and 'w:eastAsia="黑体"' in styles


@pytest.mark.parametrize("key", [False, True])
def test_no_text_is_code_for_the_typesetter(key: bool) -> None:
    content = {"stem": '#panic("x") $a$ \\ "] } #{ @b <c> `d`\n**粗**', "answer_key": True, "explanation": '#read("x")'}
    draft = ItemDraft("true_false", item_types.get("true_false").validate(content), "GENERAL")
    assert write_pdf(paper_of([draft]), key=key).startswith(b"%PDF")


def test_a_picture_stands_below_its_line_on_paper() -> None:
    body = io.BytesIO()
    Image.new("RGB", (96, 48), "white").save(body, "GIF")
    stem = f"看图。{Reference('座席图', 'a' * 64, 'gif')}"
    draft = ItemDraft(
        "true_false", item_types.get("true_false").validate({"stem": stem, "answer_key": True}), "GENERAL"
    )
    data = write_word(paper_of([draft]), pictures=lambda name: body.getvalue() if name.endswith(".gif") else None)
    assert "［图：座席图］" in words_of(data) and "media:" not in words_of(data)
    assert any(name.startswith("word/media/") for name in zipfile.ZipFile(io.BytesIO(data)).namelist())
    pages = PdfReader(io.BytesIO(write_pdf(paper_of([draft]), pictures=lambda _name: body.getvalue()))).pages
    assert len(pages[0].images) == 1
