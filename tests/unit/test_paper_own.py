"""Our own paper with the traps of the real one: shared lines, odd separators, 19 blanks for 20, a misprint."""

from decimal import Decimal
from pathlib import Path

import pytest

from question_bank.formats.paper import Paper, PaperItem, read_paper, to_json

DATA = Path(__file__).parent.parent / "data" / "papers"


@pytest.fixture(scope="module")
def paper() -> Paper:
    return read_paper((DATA / "hotline.txt").read_bytes(), answer_key=(DATA / "hotline-key.txt").read_bytes())


def of_type(paper: Paper, item_type: str) -> list[PaperItem]:
    return [item for item in paper.items if item.type == item_type]


def messages(item: PaperItem) -> list[str]:
    return [problem.text() for problem in item.problems]


def test_items_are_counted_by_type(paper: Paper) -> None:
    counts = [len(of_type(paper, name)) for name in ("single_choice", "multiple_choice", "fill_blank", "short_answer")]
    assert counts == [10, 5, 12, 4]
    assert len(paper.items) == 31


def test_header_and_headings_are_read(paper: Paper) -> None:
    declared = paper.declared
    assert (declared.total, declared.minutes) == (Decimal(100), 60)
    assert [section.title for section in declared.sections] == [
        "一、单选题",
        "二、多选题",
        "三、填空题",
        "四、简单题",
        "五、论述题",
    ]
    assert [section.type for section in declared.sections] == [
        "single_choice",
        "multiple_choice",
        "fill_blank",
        "short_answer",
        "essay",
    ]
    assert [section.points for section in declared.sections] == [20, 20, 20, 25, 15]
    assert [section.scoring_rule for section in declared.sections] == ["exact", "exact", "per_blank", None, None]
    assert declared.sections[1].rule == "共5题,每题4分,共20分,漏选、多选均不得分"


def test_the_paper_is_checked_against_itself(paper: Paper) -> None:
    assert [(problem.line, problem.text()) for problem in paper.problems] == [
        (None, "试卷标明总分 100 分，找到的题目合计 84 分"),
        (51, "三、填空题：标明 20 空，找到 19 空"),
        (63, "“简单题”读作“简答题”"),
        (68, "五、论述题：标明 1 题、共 15 分，没有找到题目"),
    ]
    assert {problem.severity for problem in paper.problems} == {"warning"}
    assert not paper.has_errors


def test_separators_like_an_enumeration_do_not_split_decimals(paper: Paper) -> None:
    fourth = of_type(paper, "single_choice")[3]
    assert [(option.id, option.text) for option in fourth.options] == [
        ("A", "32kbps"),
        ("B", "1.984Mbps"),
        ("C", "64kbps"),
        ("D", "2.5Mbps"),
    ]


def test_three_options_are_enough(paper: Paper) -> None:
    eighth = of_type(paper, "single_choice")[7]
    assert [option.text for option in eighth.options] == ["1到2", "2到4", "4到8.5"]
    assert eighth.stem == "新座席独立上线前,跟线学习的时间一般为（　）周。"
    assert eighth.problems == ()


def test_an_item_that_begins_in_the_middle_of_a_line_is_found(paper: Paper) -> None:
    eleventh, twelfth = of_type(paper, "fill_blank")[10:]
    assert eleventh.stem == "座席小结包括来电原因、____、____。"
    assert twelfth.stem == "客户资料的保密义务来自____,违反者应承担____。"
    assert eleventh.line_start == eleventh.line_end == twelfth.line_start
    assert (eleventh.confidence, twelfth.confidence) == ("high", "medium")


def test_years_addresses_and_standards_stay_in_the_stem(paper: Paper) -> None:
    stems = [item.stem for item in of_type(paper, "fill_blank")]
    assert stems[1] == "中国电信的客户服务热线号码是____,测试服务器的地址为10.0.0.1/24。"
    assert stems[7] == "2011年起,热线统一使用____服务。"
    assert stems[8] == "无线网络802.11g的最高速率是____。"


def test_the_answer_place_is_one_form_and_goes_where_it_only_trails(paper: Paper) -> None:
    singles = of_type(paper, "single_choice")
    assert singles[2].stem == "客户讲话很快、情绪激动,座席一般应怎样处理?"
    assert singles[4].stem == "热线的接通率等于（　）的比值。"


def test_keys_come_from_ranges_lists_and_blanks(paper: Paper) -> None:
    assert [item.answer_key for item in of_type(paper, "single_choice")] == [*map(list, "ABACABCBA"), None]
    assert [item.answer_key for item in of_type(paper, "multiple_choice")] == [
        ["A", "B", "C"],
        ["A", "B", "D"],
        ["A", "B", "C"],
        ["A", "B", "D"],
        ["A", "B", "D"],
    ]
    keys = [item.answer_key for item in of_type(paper, "fill_blank")]
    assert keys[0] == [["结束语", "致谢语"]]
    assert keys[2] == [["语音"], ["语调"], ["语速"]]
    assert keys[6] is None
    assert keys[8] == [["54Mbps", "54Mbit/s"]]
    assert keys[11] == [["劳动合同", "保密协议"], ["赔偿责任", "法律责任"]]


def test_points_are_those_of_the_whole_item(paper: Paper) -> None:
    assert [item.points for item in of_type(paper, "fill_blank")][:4] == [1, 1, 3, 2]
    assert [item.points for item in of_type(paper, "short_answer")] == [6, 6, 6, 7]


def test_a_missing_key_is_told_on_the_item(paper: Paper) -> None:
    told = [(item.type, item.number) for item in paper.items if "没有答案" in messages(item)]
    assert told == [("single_choice", "10"), ("fill_blank", "7")]


def test_written_answers_want_a_guide_and_drawings_are_told(paper: Paper) -> None:
    shorts = of_type(paper, "short_answer")
    assert all("由人工评分，请补充评分要点" in messages(item) and item.answer_key is None for item in shorts)
    assert [item.needs_drawing for item in shorts] == [True, False, False, True]


def test_json_has_exactly_the_keys_of_the_command(paper: Paper) -> None:
    printed = to_json(paper)
    assert list(printed) == ["format", "declared", "items", "problems"]
    assert list(printed["declared"]) == ["total", "minutes", "sections"]
    assert list(printed["declared"]["sections"][0]) == ["title", "type", "items", "blanks", "points"]
    assert printed["items"][0] == {
        "type": "single_choice",
        "section": "一、单选题",
        "number": "1",
        "stem": "接通电话后,座席的第一句话应该是（　）",
        "options": [
            {"id": "A", "text": "问候语和自报工号"},
            {"id": "B", "text": "询问客户号码"},
            {"id": "C", "text": "核对客户地址"},
            {"id": "D", "text": "推荐新的套餐"},
        ],
        "answer_key": ["A"],
        "points": 2,
        "explanation": None,
        "problems": [],
    }
    assert printed["problems"][0] == {
        "line": None,
        "severity": "warning",
        "message": "试卷标明总分 100 分，找到的题目合计 84 分",
    }


def test_messages_can_be_translated(paper: Paper) -> None:
    printed = to_json(paper, lambda text: {"没有答案": "No answer key"}.get(text, text))
    assert printed["items"][9]["problems"] == ["No answer key"]


def test_every_line_is_accounted_for(paper: Paper) -> None:
    kinds = [(stretch.kind, stretch.line_start, stretch.line_end) for stretch in paper.outline]
    assert kinds[0] == ("header", 1, 4)
    assert kinds[1] == ("section", 5, 5)
    assert kinds[-1] == ("section", 68, 68)
    assert sum(end - start + 1 for _, start, end in kinds) == 68


def test_source_text_is_the_stretch_of_the_item(paper: Paper) -> None:
    fourth = of_type(paper, "single_choice")[3]
    assert (
        fourth.source_text == "4、语音编码中,一路话音的数据传输速率为()\nA、32kbps\nB、1.984Mbps、C、64kbps D、2.5Mbps"
    )
