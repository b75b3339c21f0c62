"""What the readers of other systems' formats understand, on samples of our own: kinds, keys, names, what is told."""

from pathlib import Path

from question_bank.formats import aiken, gift, moodle, qti
from question_bank.formats.model import Paper, PaperItem

DATA = Path(__file__).resolve().parents[1] / "data" / "interchange"

QTI12 = """<questestinterop><assessment title="a"><section title="热线"><item ident="i1" title="多选"><presentation>
<material><mattext texttype="text/html">&lt;p&gt;选全&lt;/p&gt;</mattext></material>
<response_lid ident="r" rcardinality="Multiple"><render_choice>%s</render_choice></response_lid></presentation>
<resprocessing><respcondition><conditionvar><and>
<varequal respident="r">A</varequal><not><varequal respident="r">B</varequal>
</not><varequal respident="r">C</varequal></and></conditionvar>
<setvar>100</setvar></respcondition></resprocessing></item>
<item ident="i2" title="上传"><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>
<fieldentry>file_upload_question</fieldentry></qtimetadatafield></qtimetadata></itemmetadata><presentation><material>
<mattext>传文件</mattext></material></presentation></item></section></assessment></questestinterop>"""
LABEL = '<response_label ident="{0}"><material><mattext>选项{0}</mattext></material></response_label>'
QTI3 = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="x" title="t"
xml:lang="zh-CN"><qti-response-declaration identifier="RESPONSE" cardinality="single"
base-type="identifier">%s</qti-response-declaration>
<qti-item-body>%s</qti-item-body><qti-response-processing>%s</qti-response-processing></qti-assessment-item>"""


def sample(name: str) -> Paper:
    reader = gift if "gift" in name else moodle
    return reader.read((DATA / name).read_bytes(), name)


def by_title(paper: Paper) -> dict[str, PaperItem]:
    return {item.source_text.split("\n")[0]: item for item in paper.items}


def test_gift() -> None:
    paper = sample("hotline.gift.txt")
    items = by_title(paper)
    first = items["开场"]
    assert (first.type, first.stem, first.answer_key) == ("single_choice", "客户说**网又断了**，先说…", ["B"])
    assert (first.external_id, first.tags, first.section) == ("HL-01", ("话术",), "热线")
    assert first.content and first.content["options"][0]["rationale"] == "没有问现象"
    assert first.explanation == "先接住情绪" and first.confidence == "high"
    assert (items["多选"].type, items["多选"].answer_key, items["多选"].confidence) == (
        "multiple_choice",
        ["A", "B"],
        "medium",
    )
    assert (items["判断"].stem, items["判断"].answer_key) == ("热线是 10086: 对吗", True)
    assert (items["填空"].stem, items["填空"].answer_key) == ("中国移动的热线是____。", [["10086", "一零零八六"]])
    assert items["数值"].content and items["数值"].content["tolerance"] == {"mode": "absolute", "value": "0.1"}
    assert items["区间"].content and (items["区间"].answer_key, items["区间"].content["tolerance"]["value"]) == (
        "3",
        "2",
    )
    assert items["配对"].content and [o["text"] for o in items["配对"].content["options"]] == ["010", "021", "0791"]
    assert (items["配对"].answer_key, items["问答"].type) == (["A", "B"], "essay")


def test_what_gift_leaves_out_is_told_with_its_line() -> None:
    paper = sample("hotline.gift.txt")
    told = {paper.places[problem.line - 1]: problem for problem in paper.problems if problem.line}
    assert [problem.severity for problem in told.values()] == ["warning", "error"]
    lines = (DATA / "hotline.gift.txt").read_text().split("\n")
    assert [lines[int(place.split(":")[1]) - 1][:4] for place in told] == ["::说明", "::没有"]
    tolerant = gift.read((DATA / "hotline.gift.txt").read_bytes(), "f", tolerant=True)
    assert not tolerant.has_errors and len(tolerant.problems) == 2


def test_moodle() -> None:
    paper = sample("hotline.moodle.xml")
    items = by_title(paper)
    several = items["多选"]
    assert (several.stem, several.answer_key, str(several.points)) == ("哪些要**复述**？\n选全", ["A", "B"], "2.00")
    assert (several.external_id, several.tags, several.section) == ("HL-11", ("话术",), "热线")
    assert several.options[2].text == "天气 < 20"
    assert {problem.text()[:4] for problem in several.problems} == {"去掉了不", "原来按比"}
    assert (items["判断"].stem, items["判断"].answer_key) == ("5 < 3", False)
    assert (items["配对"].type, items["配对"].answer_key) == ("matching", ["A", "B"])
    assert (items["完形"].stem, items["完形"].answer_key) == ("先[[1]]再[[2]]", ["A", "B"])
    assert (items["填空"].stem, items["填空"].answer_key) == ("____和____", [["CPU", "中央处理器"], ["内存"]])
    assert items["问答"].marking_guide == "看态度"
    assert [("calculated" in problem.text(), problem.severity) for problem in paper.problems] == [
        (False, "warning"),
        (True, "error"),
    ]


def test_aiken() -> None:
    text = "第一行\n第二行\nA) 甲\nB. 乙\nANSWER: B\n\n没有答案\nA) 甲\nB) 乙\n\n"
    text += "对吗\nA) 对\nB) 错\nANSWER: A\n\n坏\nA) 甲\nB) 乙\nANSWER: D\n"
    paper = aiken.read(text.encode(), "f")
    assert [(item.stem, item.answer_key) for item in paper.items][:2] == [("第一行\n第二行", ["B"]), ("对吗", True)]
    assert paper.items[2].confidence == "low" and len(paper.problems) == 1


def test_qti_1_2_reads_conditions_and_names_what_it_leaves_out() -> None:
    paper = qti.read((QTI12 % "".join(LABEL.format(name) for name in "ABC")).encode(), "f.xml")
    assert [(item.type, item.stem, item.answer_key, item.section) for item in paper.items] == [
        ("multiple_choice", "选全", ["A", "C"], "热线")
    ]
    assert "file_upload_question" in paper.problems[0].text()


def test_qti_3_takes_the_key_from_a_mapping_and_tells_what_it_did_not_follow() -> None:
    mapping = '<qti-mapping default-value="0"><qti-map-entry map-key="B" mapped-value="1"/></qti-mapping>'
    body = """<p>一加一</p><qti-choice-interaction response-identifier="RESPONSE" max-choices="1">
    <qti-prompt>选</qti-prompt>
    <qti-simple-choice identifier="A">一</qti-simple-choice><qti-simple-choice identifier="B">二</qti-simple-choice>
    </qti-choice-interaction>"""
    paper = qti.read((QTI3 % (mapping, body, "<qti-custom-operator/>")).encode(), "f.xml")
    assert [(item.stem, item.answer_key, item.external_id) for item in paper.items] == [("一加一\n选", ["B"], "")]
    assert "customOperator" in paper.items[0].problems[0].text()


def test_qti_names_interactions_without_a_type_and_mixtures() -> None:
    slider = '<p>多少</p><qti-slider-interaction response-identifier="RESPONSE"/>'
    mixed = slider + '<qti-text-entry-interaction response-identifier="RESPONSE"/>'
    for body, said in (
        (slider, "qti-slider-interaction"),
        (mixed, "qti-text-entry-interaction"),
        ("<p>请听</p>", "itemBody"),
    ):
        paper = qti.read((QTI3 % ("", body, "")).encode(), "f.xml")
        assert not paper.items and said in paper.problems[0].text()
