"""Papers printed in every dress are read back as what they were: items × numbering × layout × place of the answers."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.formats.paper import Paper, PaperItem, read_paper

STEMS = (
    "客户来电时座席首先应当做什么",
    "10000号的服务时间从2004年起改为",
    "802.11g的速率比1.984Mbps高，它的值是",
    "下列关于A类投诉和B类投诉的说法正确的是",
    "地址192.168.1.1/24的网络号是",
    "客户说：“我要投诉！”此时座席应",
    "第1、2、3步之后的一步是",
    "Which phrase is polite",
)
TEXTS = ("问候客户", "记录问题", "转接班长", "3到5天", "7.5小时", "A级", "以上都对", "10000", "a polite word", "TCP/IP")
BLANKS = ("热线号码是{}。", "三要素是{}、{}和{}。", "{}是服务的第一步。", "2011年的口号是{}，2012年是{}。")
ANSWERS = ("一万号", "语调", "倾听", "54Mbps", "用户至上")
NUMBERS = ("{}、", "{}. ", "{}．", "（{}）", "({}) ", "{}）", "第{}题 ", "{}.")
SEPARATORS = ("、", ". ", "．", "：", ") ")


@dataclass(frozen=True)
class Printed:
    """One question as an author has it, before it is printed."""

    kind: str
    stem: str
    options: tuple[str, ...]
    answer: str
    key: object


@st.composite
def choices(draw: Callable[..., object], kind: str) -> Printed:
    options = draw(st.lists(st.sampled_from(TEXTS), min_size=3, max_size=6, unique=True))
    letters = "ABCDEF"[: len(options)]
    least, most = (1, 1) if kind == "single_choice" else (2, len(options))
    chosen = sorted(draw(st.sets(st.sampled_from(letters), min_size=least, max_size=most)))
    return Printed(kind, draw(st.sampled_from(STEMS)), tuple(options), "".join(chosen), chosen)


@st.composite
def blanks(draw: Callable[..., object]) -> Printed:
    stem = draw(st.sampled_from(BLANKS))
    answers = draw(st.lists(st.sampled_from(ANSWERS), min_size=stem.count("{}"), max_size=stem.count("{}")))
    place = draw(st.sampled_from(("____", "_________", "（    ）", "(  )")))
    return Printed("fill_blank", stem.format(*[place] * len(answers)), (), "；".join(answers), [[a] for a in answers])


@st.composite
def judgements(draw: Callable[..., object]) -> Printed:
    key = draw(st.booleans())
    answer = draw(st.sampled_from(("√", "对", "正确", "T") if key else ("×", "错", "错误", "F")))
    return Printed("true_false", "座席可以先于客户挂机。", (), answer, key)


SECTIONS = (
    ("一、单选题", choices("single_choice")),
    ("二、多项选择题（每题2分）", choices("multiple_choice")),
    ("三、判断题", judgements()),
    ("四、填空题（每空1分）", blanks()),
)


def printed_options(options: tuple[str, ...], separator: str, per_line: int) -> str:
    labels = [f"{'ABCDEF'[at]}{separator}{text}" for at, text in enumerate(options)]
    rows = [labels[at : at + per_line] for at in range(0, len(labels), per_line)]
    return "\n".join("    ".join(row) for row in rows)


def read_back(paper: Paper) -> list[tuple[str, list[str], object]]:
    return [(item.type, [option.text for option in item.options], item.answer_key) for item in paper.items]


def expected(groups: list[list[Printed]]) -> list[tuple[str, list[str], object]]:
    return [(question.kind, list(question.options), question.key) for group in groups for question in group]


def stem_of(item: PaperItem) -> str:
    return item.stem.replace("（　）", "").replace("____", "")


@settings(max_examples=120, deadline=None)
@given(
    st.tuples(*[st.lists(questions, min_size=2, max_size=5) for _, questions in SECTIONS]),
    st.sampled_from(NUMBERS),
    st.sampled_from(SEPARATORS),
    st.sampled_from((1, 2, 6)),
    st.sampled_from(("label", "boxed", "end", "file", "untitled")),
    st.sampled_from(("\n", "\r\n", "\n\n")),
)
def test_every_dress_is_read_back(
    groups: tuple[list[Printed], ...], number: str, separator: str, per_line: int, place: str, line_end: str
) -> None:
    lines: list[str] = []
    sheet: list[str] = []
    for (title, _), group in zip(SECTIONS, groups, strict=True):
        lines.append(title)
        sheet += [] if place == "untitled" else [title.split("（")[0]]
        for at, question in enumerate(group, 1):
            lines.append(number.format(at) + question.stem + ("（ ）" if question.options else ""))
            if question.options:
                lines.append(printed_options(question.options, separator, per_line))
            lines += {"label": [f"答案：{question.answer}"], "boxed": [f"【答案】{question.answer}"]}.get(place, [])
            sheet.append(f"{at}．{question.answer}")
    text = line_end.join(lines)
    key = "\n".join(sheet)
    if place == "end":
        text, key = f"{text}\n参考答案\n{key}\n", ""
    paper = read_paper(text, answer_key=key if place in ("file", "untitled") else None)
    assert read_back(paper) == expected(list(groups))
    assert [stem_of(item) for item in paper.items] == [
        question.stem.replace("_", "").replace("（    ）", "").replace("(  )", "")
        for group in groups
        for question in group
    ]
    assert not paper.has_errors
    assert paper.problems == ()
