"""Word papers: automatic numbers and letters, tables, formats as proposals, boxes, revisions, hostile archives."""

import io
import zipfile

import pytest

from foundation.errors import Invalid
from question_bank.formats import docx
from question_bank.formats.docx.numbering import in_form
from question_bank.formats.model import Paper, PaperItem
from question_bank.formats.registry import read_file, recognise

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MORE = (
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId7" Type="image" Target="media/image1.png"/></Relationships>'
)


def level(at: int, form: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


NUMBERING = (
    f"<w:numbering {NS}>"
    f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1.")}{level(1, "upperLetter", "%2.")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{level(0, "chineseCounting", "%1、")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{level(0, "upperLetter", "%1．")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="2"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>'
)
STYLES = (
    f'<w:styles {NS}><w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="Asked"><w:basedOn w:val="Base"/></w:style></w:styles>'
)


def file_of(body: str, **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {NS} {MORE}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/numbering.xml", NUMBERING)
        archive.writestr("word/styles.xml", STYLES)
        archive.writestr("word/_rels/document.xml.rels", RELATIONS)
        archive.writestr("word/header1.xml", f"<w:hdr {NS}>{p('1、页眉里的题（ ）')}</w:hdr>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return out.getvalue()


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(text: str = "", number: str = "", at: int = 0, runs: str = "", style: str = "") -> str:
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    look += f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    return f"<w:p><w:pPr>{look}</w:pPr>{runs or run(text)}</w:p>"


def table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def read(body: str, **parts: bytes) -> Paper:
    data = file_of(body, **parts)
    assert recognise(data, "x") == "docx"
    return read_file(data, "x.docx")


def only(body: str) -> PaperItem:
    (item,) = read(body).items
    return item


def texts(item: PaperItem) -> list[str]:
    return [f"{option.id}{option.text}" for option in item.options]


def told(item: PaperItem) -> list[str]:
    return [problem.text() for problem in item.problems]


def test_automatic_numbers_and_letters_are_rendered() -> None:
    body = p("单选题（每题2分）", "2")
    for answer in "AB":
        body += p(f"先做什么（{answer}）", "1") + p("问好", "1", 1) + p("挂断", "1", 1)
    body += p("判断题", "2") + p("先核身再查询（√）", "1")
    paper = read(body)
    assert [(s.title, s.type) for s in paper.declared.sections] == [
        ("一、单选题", "single_choice"),
        ("二、判断题", "true_false"),
    ]
    assert [(i.number, i.answer_key, texts(i)) for i in paper.items[:2]] == [
        ("1", ["A"], ["A问好", "B挂断"]),
        ("2", ["B"], ["A问好", "B挂断"]),
    ]
    assert paper.items[2].answer_key is True
    assert paper.places[paper.items[1].line_start - 1] == "¶5"


def test_lists_restart_where_word_restarts_them_and_styles_number_too() -> None:
    body = p("一、单选题")
    for number in ("3", "4"):
        body += p("先做什么（A）", style="Asked") + p("问好", number) + p("挂断", number)
    assert [(i.number, texts(i)) for i in read(body).items] == [("1", ["A问好", "B挂断"]), ("2", ["A问好", "B挂断"])]


@pytest.mark.parametrize(
    ("number", "form", "printed"),
    [
        (4, "upperRoman", "IV"),
        (28, "upperLetter", "BB"),
        (12, "chineseCounting", "十二"),
        (20, "japaneseCounting", "二十"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (2, "ideographTraditional", "乙"),
        (7, "decimalZero", "07"),
        (5, "lowerLetter", "e"),
    ],
)
def test_forms_of_numbers(number: int, form: str, printed: str) -> None:
    assert in_form(number, form) == printed


@pytest.mark.parametrize(
    ("look", "kind"),
    [
        ('<w:color w:val="FF0000"/>', "颜色"),
        ('<w:highlight w:val="yellow"/>', "底色"),
        ("<w:b/>", "加粗"),
        ('<w:u w:val="single"/>', "下划线"),
    ],
)
def test_a_format_proposes_a_key_and_says_so(look: str, kind: str) -> None:
    item = only(p("一、单选题") + p("1、先做什么？") + p(runs=run("A、问好", look) + run("    B、挂断")) + p("C、转接"))
    assert (item.answer_key, item.confidence) == (["A"], "low")
    assert told(item) == [f"答案“A”是从{kind}推测的，请核对"]


def test_a_format_on_all_or_on_several_of_a_single_choice_proposes_nothing() -> None:
    red = '<w:color w:val="FF0000"/>'
    for marked in ("AB", "ABC"):
        options = "".join(p(runs=run(f"{letter}、选项{letter}", red if letter in marked else "")) for letter in "ABC")
        item = only(p("一、单选题") + p("1、先做什么？") + options)
        assert item.answer_key is None and told(item)


def test_underlined_space_is_a_blank_and_symbols_are_judgements() -> None:
    body = p("一、填空题") + p(runs=run("1、热线是") + run("     ", '<w:u w:val="single"/>') + run("。"))
    body += p("二、判断题") + p(
        runs=run("1、先核身（") + '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>' + run("）")
    )
    blank, judged = read(body).items
    assert blank.stem == "热线是____。" and judged.answer_key is True


def test_options_in_a_table_and_a_grid_of_answers() -> None:
    body = p("一、单选题")
    for n in (1, 2):
        body += p(f"{n}、先做什么？") + table(["A、问好", "B、挂断"], ["C、转接", "D、沉默"])
    body += p("参考答案") + table(["题号", "1", "2"], ["答案", "A", "D"])
    paper = read(body)
    assert [(i.answer_key, len(i.options)) for i in paper.items] == [(["A"], 4), (["D"], 4)]


def test_a_table_of_questions_is_read_by_its_columns() -> None:
    paper = read(
        p("这张表之外的一段说明，也要让人知道没有读。")
        + table(
            ["题干", "选项A", "选项B", "答案"], ["先做什么", "问好", "挂断", "A"], ["再做什么", "记录", "离开", "A"]
        )
    )
    assert [item.answer_key for item in paper.items] == [["A"], ["A"]]
    assert "说明" in paper.problems[0].text()


def test_revisions_hidden_text_boxes_and_headers() -> None:
    box = f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{p('B、挂断')}</w:txbxContent>"
    box += "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>"
    body = (
        p("一、单选题")
        + p(
            runs=run("1、先做")
            + "<w:del><w:r><w:delText>不</w:delText></w:r></w:del>"
            + "<w:ins>"
            + run("什么？")
            + "</w:ins>"
            + run("答案：C", "<w:vanish/>")
        )
        + p(runs=run("A、问好") + box)
    )
    paper = read(body)
    (item,) = paper.items
    assert (item.stem, texts(item), item.answer_key) == ("先做什么？", ["A问好", "B挂断"], None)
    assert [problem.text() for problem in paper.problems] == [
        "文档里有 2 处修订，按接受全部修订后的样子读",
        "这里有隐藏或划掉的文字，没有采用：“答案：C”",
    ]


def test_pictures_formulas_and_raised_digits() -> None:
    picture = '<w:r><w:drawing><a:blip r:embed="rId7"/></w:drawing></w:r>'
    body = (
        p("一、单选题")
        + p(
            runs=run("1、10")
            + run("8", '<w:vertAlign w:val="superscript"/>')
            + run("是（A）")
            + picture
            + "<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>"
        )
        + p("A、一亿")
        + p("B、一万")
    )
    paper = read(body, word__media__image1_DOT_png=b"\x89PNG")
    (item,) = paper.items
    assert item.stem.startswith("10⁸是") and "［图 image1.png］" in item.stem
    assert len(told(item)) == 2
    assert [(m.name, m.data) for m in paper.media] == [("image1.png", b"\x89PNG")]


def test_the_answers_may_be_a_word_file_too() -> None:
    body = p("一、单选题") + p("1、先做什么？") + p("A、问好") + p("B、挂断")
    assert docx.read(file_of(body), "x", answer_key=file_of(p("1.B"))).items[0].answer_key == ["B"]


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        archive(word__document_DOT_xml=b" " * (40 * 2**20)),
        archive(word__document_DOT_xml=b'<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>'),
        archive(word__document_DOT_xml=b"<w:document"),
        archive(word__document_DOT_xml=b"<a>" * 5000),
        archive(word__document_DOT_xml=f"<w:document {NS}/>".encode()),
        file_of(p("1、先做什么？"), **{"../../outside": b"x"}),
        b"PK\x03\x04 cut off",
        file_of(""),
    ],
)
def test_hostile_and_empty_files_are_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        docx.read(data, "x.docx")
    assert refusal.value.problems
