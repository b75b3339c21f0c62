"""The family of Chinese papers: numbering, options, brackets, labels and headings in the dresses that occur."""

from decimal import Decimal

import pytest

from question_bank.formats.paper import Paper, PaperItem, read_paper

OPTIONS = "A、微笑\nB、倾听\nC、沉默\nD、催促\n"


def only(text: str, key: str | None = None) -> PaperItem:
    (item,) = read_paper(text, answer_key=key).items
    return item


def texts(item: PaperItem) -> list[str]:
    return [option.text for option in item.options]


def told(item: PaperItem) -> list[str]:
    return [problem.text() for problem in item.problems]


def numbers(paper: Paper) -> list[str]:
    return [item.number for item in paper.items]


@pytest.mark.parametrize(
    "form",
    ["{}、", "{}. ", "{}．", "{}.", "（{}）", "({})", "{}) ", "{}）", "第{}题 ", "第{}题：", "[{}] ", "{} ", "Q{}. "],
)
def test_numbering_styles(form: str) -> None:
    text = "一、单选题\n" + "".join(f"{form.format(n)}10000号属于哪个部门（ ）\n{OPTIONS}" for n in (1, 2, 3))
    paper = read_paper(text)
    assert numbers(paper) == ["1", "2", "3"]
    assert all(texts(item) == ["微笑", "倾听", "沉默", "催促"] for item in paper.items)
    assert {item.stem for item in paper.items} == {"10000号属于哪个部门（　）"}


def test_full_width_digits_and_letters() -> None:
    item = only("一、单选题\n１．热线号码是（　）\nＡ．10000\nＢ．10001\nＣ．10002\n", "1.Ｂ")
    assert (item.number, [o.id for o in item.options], item.answer_key) == ("1", ["A", "B", "C"], ["B"])


def test_chinese_numerals_number_items_where_nothing_else_does() -> None:
    paper = read_paper("一、什么是首问负责制？\n二、简述投诉处理的步骤。\n三、论述服务意识。\n", answer_key="二、四步")
    assert numbers(paper) == ["1", "2", "3"]
    assert [item.type for item in paper.items] == ["short_answer", "short_answer", "essay"]
    assert paper.items[1].marking_guide == "四步"


@pytest.mark.parametrize(
    "layout",
    [
        "A、微笑\nB、倾听\nC、沉默\nD、催促",
        "A. 微笑    B. 倾听\nC. 沉默    D. 催促",
        "A．微笑　B．倾听　C．沉默　D．催促",
        "A微笑 B倾听 C沉默 D催促",
        "A 微笑\nB 倾听\nC 沉默\nD 催促",
        "(A)微笑 (B)倾听 (C)沉默 (D)催促",
        "（A）微笑\n（B）倾听\n（C）沉默\n（D）催促",
        "A)微笑\tB)倾听\tC)沉默\tD)催促",
        "A：微笑；B：倾听；C：沉默；D：催促",
        "A、微笑、B、倾听、C、沉默、D、催促",
        "A、微笑B、倾听C、沉默D、催促",
        "a. 微笑\nb. 倾听\nc. 沉默\nd. 催促",
        "A、微笑\n\nB、倾听\n\nC、沉默\n\nD、催促",
        "A、微笑 B 倾听 C、沉默 D、催促",
    ],
)
@pytest.mark.parametrize("between", ["\n", "", " "])
def test_options_in_any_layout(layout: str, between: str) -> None:
    item = only(f"一、单选题\n1、座席应当（ ）{between}{layout}\n")
    assert texts(item) == ["微笑", "倾听", "沉默", "催促"]
    assert item.stem == "座席应当（　）"


def test_letters_in_the_stem_or_in_options_are_no_labels() -> None:
    item = only("一、单选题\n1、A、B两个班组中，谁先值班（ ）\nA、A组\nB、B组\nC、A、B都值班\nD、以上A、B、C都不对\n")
    assert item.stem == "A、B两个班组中，谁先值班（　）"
    assert texts(item) == ["A组", "B组", "A、B都值班", "以上A、B、C都不对"]


def test_a_missing_letter_is_told() -> None:
    item = only(f"一、单选题\n1、座席应当（ ）\n{OPTIONS.replace('C、沉默', '')}", "1.A")
    assert [o.id for o in item.options] == ["A", "B", "D"]
    assert told(item) == ["缺少选项 C"]
    assert item.confidence == "low"


def test_a_letter_printed_twice_is_told() -> None:
    item = only("一、单选题\n1、座席应当（ ）\nA、甲\nB、乙\nC、丙\nC、丁\n", "1.D")
    assert [o.id for o in item.options] == ["A", "B", "C", "D"]
    assert told(item) == ["选项字母 C 出现两次，第二个读作 D"]


@pytest.mark.parametrize("between", ["\n", "  ", ""])
def test_two_lists_of_options_in_one_item_are_told(between: str) -> None:
    first = between.join(("A、微笑", "B、倾听", "C、沉默"))
    second = between.join(("A、甲班", "B、乙班", "C、丙班", "D、丁班"))
    item = only(f"一、单选题\n1、座席应当（ ）\n{first}{between}{second}\n答案：A\n")
    assert told(item) == ["题干或选项里还有像选项的文字，请核对"]
    assert item.confidence == "low"


def test_options_that_lost_their_letters_are_read_by_line_and_told() -> None:
    item = only("一、单选题\n1、座席应当（ ）\n微笑\n倾听\n沉默\n答案：B\n")
    assert ([(o.id, o.text) for o in item.options][1], item.answer_key) == (("B", "倾听"), ["B"])
    assert told(item) == ["选项没有字母，按行读作 A、B、C……，请核对"]
    assert item.confidence == "medium"


def test_text_below_the_options_is_told_not_dropped() -> None:
    item = only(f"一、单选题\n1、座席应当（ ）\n{OPTIONS}\n本页到此为止，请翻页。\n", "1.A")
    assert texts(item)[-1] == "催促"
    assert told(item) == ["选项后面的文字没有读懂：“本页到此为止，请翻页。”"]


@pytest.mark.parametrize(
    ("printed", "stem"),
    [
        ("座席应当( B )倾听", "座席应当（　）倾听"),
        ("座席应当（Ｂ）", "座席应当（　）"),
        ("座席应当怎么做？（ B ）", "座席应当怎么做？"),
        ("座席应当做（ ）。 (B)", "座席应当做（　）。"),
    ],
)
def test_keys_written_into_the_bracket(printed: str, stem: str) -> None:
    item = only(f"一、单选题\n1、{printed}\n{OPTIONS}")
    assert (item.stem, item.answer_key) == (stem, ["B"])


@pytest.mark.parametrize(
    "label",
    [
        "答案：B",
        "【答案】B",
        "[答案] B",
        "参考答案：B",
        "正确答案：B。",
        "标准答案: (B)",
        "答案 B",
        "Answer: B",
        "答案：b",
    ],
)
def test_answer_labels(label: str) -> None:
    assert only(f"1、座席应当（ ）\n{OPTIONS}{label}\n").answer_key == ["B"]
    assert only(f"1、座席应当（ ）\n{OPTIONS.strip()} {label}\n").answer_key == ["B"]


def test_the_answer_may_be_the_option_in_words() -> None:
    assert only(f"1、座席应当（ ）\n{OPTIONS}答案：倾听\n").answer_key == ["B"]
    assert only(f"1、座席应当（ ）\n{OPTIONS}答案：B、倾听\n").answer_key == ["B"]


def test_a_candidates_answer_never_becomes_the_key() -> None:
    item = only(f"1、座席应当（ ）\n{OPTIONS}我的答案：C 正确答案：B 得分：0分\n")
    assert (item.answer_key, item.explanation) == (["B"], None)
    item = only(f"1、座席应当（ ）\n{OPTIONS}考生答案：C\n")
    assert (item.answer_key, told(item)) == (None, ["没有答案"])


def test_explanation_difficulty_and_knowledge_point() -> None:
    item = only(f"1、座席应当（ ）\n{OPTIONS}【答案】B\n【解析】先听后说。\n再复述。\n【难度】易\n【知识点】倾听\n")
    assert item.explanation == "先听后说。\n再复述。"
    assert (item.difficulty, item.knowledge_point) == ("易", "倾听")


@pytest.mark.parametrize("empty", ["答案：", "【答案】", "[答案]："])
def test_an_empty_answer_line_takes_nothing_from_the_next_item(empty: str) -> None:
    paper = read_paper(f"一、判断题\n1、先挂机。\n{empty}\n2、后挂机。\n{empty}\n3、不挂机。\n答案：√\n")
    assert [item.answer_key for item in paper.items] == [None, None, True]


def test_a_key_for_an_option_that_is_not_there_is_an_error() -> None:
    item = only(f"1、座席应当（ ）\n{OPTIONS}答案：E\n")
    assert item.answer_key is None
    assert [(p.severity, p.text()) for p in item.problems] == [("error", "答案“E”指向不存在的选项，没有采用")]
    assert item.confidence == "low"


def test_several_letters_for_a_single_choice_are_an_error() -> None:
    item = only(f"一、单选题\n1、座席应当（ ）\n{OPTIONS}答案：AB\n")
    assert (item.answer_key, told(item)) == (None, ["单选题的答案“AB”不止一个，没有采用"])


def test_letters_out_of_order_are_sorted() -> None:
    assert only(f"一、多选题\n1、座席应当（ ）\n{OPTIONS}答案：DAB\n").answer_key == ["A", "B", "D"]


def test_two_answers_that_differ_are_told() -> None:
    item = only(f"一、单选题\n1、座席应当（ A ）\n{OPTIONS}", "1.B")
    assert (item.answer_key, told(item)) == (["B"], ["两处答案不一致：采用“B”，没有采用“A”"])


@pytest.mark.parametrize(
    ("mark", "value"),
    [("√", True), ("✓", True), ("对", True), ("正确", True), ("T", True), ("×", False), ("错", False), ("错误", False)],
)
def test_judgements_in_brackets_and_labels(mark: str, value: bool) -> None:
    for text in (f"1、客户先挂机。（{mark}）", f"（ {mark} ）1、客户先挂机。", f"1、客户先挂机。\n答案：{mark}"):
        item = only(f"一、判断题\n{text}\n")
        assert (item.type, item.stem, item.answer_key) == ("true_false", "客户先挂机。", value)


@pytest.mark.parametrize(
    "pair", ["A、√\nB、×", "A、对\nB、错", "A.正确 B.错误", "R、对\nF、错", "true. 正确\nfalse. 错误", "T 对\nF 错"]
)
def test_judgements_printed_as_choices(pair: str) -> None:
    first = pair.replace(".", "、").replace(" ", "、").split("、")[0]
    item = only(f"一、单选题\n1、客户先挂机。（ ）\n{pair}\n答案：{first}\n")
    assert (item.type, item.answer_key, item.options) == ("true_false", True, ())
    assert told(item) == ["读作判断题，请核对"]


@pytest.mark.parametrize(
    ("stem", "clean"),
    [
        ("热线是____。", "热线是____。"),
        ("热线是（   ）。", "热线是____。"),
        ("热线是（）。", "热线是____。"),
        ("热线是【  】。", "热线是____。"),
        ("热线是＿＿＿。", "热线是____。"),
        ("热线是——————。", "热线是____。"),
        ("热线是        。", "热线是____。"),
        ("热线是___(1)___。", "热线是____。"),
        ("热线是_________\n__________。", "热线是____。"),
        (r"热线是\_\_\_\_。", "热线是____。"),
        ("热线是", "热线是____"),
    ],
)
def test_blanks_in_any_form(stem: str, clean: str) -> None:
    item = only(f"一、填空题\n1、{stem}\n答案：10000\n")
    assert (item.stem, item.answer_key) == (clean, [["10000"]])


def test_numbers_before_blanks_part_them() -> None:
    item = only("一、填空题\n1、三要素是①____②____③____。\n答案：①语音 ②语调 ③语速\n")
    assert item.stem == "三要素是①____②____③____。"
    assert item.answer_key == [["语音"], ["语调"], ["语速"]]


def test_an_answer_written_into_the_blank() -> None:
    item = only("一、填空题\n1、热线是__10000__号。\n")
    assert (item.stem, item.answer_key) == ("热线是____号。", [["10000"]])


def test_statements_inside_a_stem_stay_in_it() -> None:
    text = "一、单选题\n1、以下说法\n①先问候；\n②先挂机。\n（1）甲说；\n（2）乙说。\n正确的是（ ）\n"
    text += "A、① B、② C、①② D、都不对\n"
    paper = read_paper(text + f"2、座席应当（ ）\n{OPTIONS}")
    assert numbers(paper) == ["1", "2"]
    assert paper.items[0].stem == "以下说法\n①先问候；\n②先挂机。\n（1）甲说；\n（2）乙说。\n正确的是（　）"


def test_numbers_inside_written_answers_stay_there() -> None:
    text = "一、简答题\n1、步骤？\n答：\n1、听\n2、记\n3、办\n2、禁语？\n答：略\n3、方法？\n答：略\n"
    paper = read_paper(text)
    assert [item.stem for item in paper.items] == ["步骤？", "禁语？", "方法？"]
    assert paper.items[0].marking_guide == "1、听\n2、记\n3、办"


def test_several_items_and_headings_on_one_line() -> None:
    paper = read_paper(
        "一、单选题(共2题)1、热线是()A、10000B、10001C、10002 2、时间是()A、8:00 B、9:00 C、24小时"
        "二、填空题(共1题)1、网址是____。"
    )
    assert [(item.section, item.number) for item in paper.items] == [
        ("一、单选题", "1"),
        ("一、单选题", "2"),
        ("二、填空题", "1"),
    ]
    assert texts(paper.items[1]) == ["8:00", "9:00", "24小时"]


@pytest.mark.parametrize(
    "stem",
    [
        "2011年起施行的办法有（ ）",
        "速率1.984Mbps属于（ ）",
        "地址192.2.37.16/255.255.240.0的网络号是（ ）",
        "802.11g标准是（ ）",
        "第1、2、3层的名称是（ ）",
        "10000号的版本3.5发布于（ ）",
    ],
)
def test_years_decimals_and_addresses_do_not_split(stem: str) -> None:
    paper = read_paper(f"一、单选题\n1.座席应当（ ）\n{OPTIONS}2.{stem}\n{OPTIONS}3.座席应当（ ）\n{OPTIONS}")
    assert numbers(paper) == ["1", "2", "3"]
    assert paper.items[1].stem == stem.replace("（ ）", "（　）")


def test_english_papers() -> None:
    paper = read_paper(
        "Part I. Single choice (2 points each)\n1. Which port does HTTP use?\nA. 21\nB. 80\nC. 443\nAnswer: B\n"
        "Part II. True or False\n1. TCP is reliable. ( T )\nPart III. Fill in the blanks\n1. A byte has ____ bits.\n"
    )
    assert [(i.type, i.answer_key) for i in paper.items] == [
        ("single_choice", ["B"]),
        ("true_false", True),
        ("fill_blank", None),
    ]
    assert paper.items[0].points == 2


def test_types_are_inferred_without_headings() -> None:
    paper = read_paper(
        f"1、座席应当（ ）\n{OPTIONS}答案：B\n2、座席可以（ ）\n{OPTIONS}答案：AB\n3、热线是____。\n答案：10000\n"
        "4、客户先挂机。（√）\n5、简述首问负责制。\n"
    )
    expected = ["single_choice", "multiple_choice", "fill_blank", "true_false", "short_answer"]
    assert [item.type for item in paper.items] == expected


@pytest.mark.parametrize("tag", ["【多选题】", "（多选）", "(多选题, 4分)", "[多选]"])
def test_type_tags_on_the_item(tag: str) -> None:
    item = only(f"1、{tag}座席应当（ ）\n{OPTIONS}答案：AB\n")
    assert (item.type, item.stem) == ("multiple_choice", "座席应当（　）")
    assert item.points == (4 if "4分" in tag else None)


@pytest.mark.parametrize(
    ("rule", "points"),
    [
        ("（共2题，每题2分，共4分）", 2),
        ("(每小题2分,共4分)", 2),
        ("（2题×2分=4分）", 2),
        ("（共2题，共4分）", 2),
        ("：本大题共2小题，每小题2.5分，共5分。在四个选项中只有一个是正确的。", Decimal("2.5")),
        ("", None),
    ],
)
def test_points_of_a_section(rule: str, points: Decimal | int | None) -> None:
    paper = read_paper(f"一、单选题{rule}\n1、座席应当（ ）\n{OPTIONS}2、座席可以（ ）\n{OPTIONS}")
    assert [item.points for item in paper.items] == [points, points]


def test_points_of_an_item_overrule_the_section() -> None:
    paper = read_paper("一、简答题（每题5分）\n1、步骤？（6分）\n2、禁语？\n三、论述题(15分)\n谈谈服务。\n")
    assert [item.points for item in paper.items] == [6, 5, 15]
    assert paper.items[0].stem == "步骤？"


def test_partial_credit_rules_are_told() -> None:
    paper = read_paper(f"一、多选题（每题2分，少选得1分，错选不得分）\n1、座席应当（ ）\n{OPTIONS}")
    assert paper.declared.sections[0].scoring_rule == "partial_if_no_wrong"
    assert "读作“漏选得部分分，错选不得分”" in paper.problems[0].text()


def test_missing_and_repeated_numbers_are_told() -> None:
    paper = read_paper(
        f"一、单选题\n1、甲（ ）\n{OPTIONS}2、乙（ ）\n{OPTIONS}2、丙（ ）\n{OPTIONS}5、丁（ ）\n{OPTIONS}"
    )
    assert numbers(paper) == ["1", "2", "2", "5"]
    assert "题号 2 重复出现" in told(paper.items[2])
    assert "题号不连续：缺第 3、4 题" in [p.text() for p in paper.problems]


def test_a_group_heading_is_no_section() -> None:
    paper = read_paper(
        f"第一卷 客观题（共60分）\n一、单选题（共1题）\n1、座席应当（ ）\n{OPTIONS}"
        "第二卷 主观题\n二、简答题\n1、步骤？\n"
    )
    assert [section.title for section in paper.declared.sections] == ["一、单选题", "二、简答题"]


def test_instructions_are_no_items() -> None:
    paper = read_paper(
        "上岗考试\n考生须知：\n1、本卷满分10分，时间30分钟。\n2、请独立作答。\n"
        f"1、座席应当（ ）\n{OPTIONS}2、座席可以（ ）\n{OPTIONS}"
    )
    assert [item.stem for item in paper.items] == ["座席应当（　）", "座席可以（　）"]
    assert (paper.declared.total, paper.declared.minutes) == (10, 30)


def test_a_story_before_its_questions_is_kept_or_told() -> None:
    paper = read_paper(
        "一、案例分析题（20分）\n某客户来电说宽带断了三天，座席只说等待。\n"
        "（1）错在哪里？（10分）\n（2）怎么改？（10分）\n"
    )
    assert len(paper.items) == 1
    assert paper.items[0].points == 20
    told_paper = read_paper("一、案例分析题\n某客户来电说宽带断了三天，座席只说等待。\n1、错在哪里？\n2、怎么改？\n")
    assert len(told_paper.items) == 2
    assert "没有归入题目" in told_paper.problems[0].text()


def test_separators_page_numbers_and_rules_are_no_content() -> None:
    item = only("一、单选题\n1、座席应当（ ）\nA、微笑\n- 3 -\nB、倾听\n第 3 页 共 5 页\n--------\nC、沉默\n")
    assert texts(item) == ["微笑", "倾听", "沉默"]


def test_ticked_options_are_the_key() -> None:
    item = only("一、多选题\n1、座席应当（ ）\nA、微笑 √\nB、倾听（√）\nC、沉默\n")
    assert (texts(item), item.answer_key) == (["微笑", "倾听", "沉默"], ["A", "B"])


def test_forms_between_sections_are_no_content() -> None:
    paper = read_paper(
        f"一、单选题\n1、座席应当（ ）\n{OPTIONS}得分 评卷人\n\n二、简答题\n1、步骤？\n……密……封……线……内不要答题\n"
    )
    assert texts(paper.items[0])[-1] == "催促"
    assert paper.items[1].stem == "步骤？"
    assert paper.problems == ()


@pytest.mark.parametrize(
    ("rule", "item_type"),
    [
        ("每题只有一个正确答案", "single_choice"),
        ("每题至少有两个正确答案", "multiple_choice"),
        ("每题2分", "single_choice"),
    ],
)
def test_the_rule_says_which_kind_of_choice(rule: str, item_type: str) -> None:
    paper = read_paper(f"一、选择题（{rule}）\n1、座席应当（ ）\n{OPTIONS}")
    assert (paper.items[0].type, paper.declared.sections[0].type) == (item_type, item_type)


def test_one_right_option_is_no_oddity_where_the_number_is_open() -> None:
    (item,) = read_paper(f"一、不定项选择题\n1、座席应当（ ）\n{OPTIONS}答案：B\n").items
    assert (item.type, item.answer_key, item.problems) == ("multiple_choice", ["B"], ())


def test_chapters_number_their_items_under_headings_of_their_own() -> None:
    """1.1, 1.2 under 第1章, 2.1 under 第2章: too few in each to be seen there, but the paper's all count up."""
    text = "第1章 服务规范\n1.1 几声内接起？（B）\nA．一声\nB．三声\n1.2 先做什么？（A）\nA．倾听\nB．解释\n"
    text += "第2章 业务知识\n2.1 时限是多少？（B）\nA．十二小时\nB．两天\n"
    paper = read_paper(text)
    found = [(item.section, item.number, len(item.options), item.answer_key) for item in paper.items]
    first, second = "第1章 服务规范", "第2章 业务知识"
    assert found == [(first, "1", 2, ["B"]), (first, "2", 2, ["A"]), (second, "1", 2, ["B"])]
    assert all(not item.problems for item in paper.items)
