"""Corrections stay with their items when the paper is cut elsewhere."""

from question_bank.formats.model import Paper
from question_bank.formats.paper import read_paper
from question_bank.formats.paper.boundaries import read_boundaries
from question_bank.services.imports.places import moved, refs_of, settled
from question_bank.services.imports.preview import make_preview
from question_bank.services.imports.problems import CORRECTION_LOST, CUT_ANEW, LINES_UNUSED, ORDER_PROPOSED

PAPER = """一、判断题
客户可以骂人。
要复述
客户的诉求。
要道谢。
二、填空题（共2题）
1、通话三要素是____、____和____。
2、热线号码是____。
答案：10000
"""


def read(**said: str) -> Paper:
    return read_paper(PAPER, boundaries=read_boundaries({name[1:]: word for name, word in said.items()}))


def now(paper: Paper, *stored: str) -> dict[str, str]:
    return settled(stored, refs_of(paper.items), paper.items)


def corrected(paper: Paper, stem: str) -> dict[str, object]:
    item = make_preview(paper, {}).items[0]
    return {"item_type": item.item_type, "content": {**item.content, "stem": stem}, "points": "1"}


def test_refs_are_line_and_number() -> None:
    assert refs_of(read().items) == ["2-1", "3-2", "4-3", "5-4", "7-1", "8-2"]


def test_items_behind_a_joined_line_keep_their_corrections() -> None:
    paper = read(L4="above")
    assert refs_of(paper.items)[:3] == ["2-1", "3-2", "5-3"]
    assert now(paper, "5-4", "3-2") == {"5-4": "5-3", "3-2": "3-2"}


def test_an_item_that_is_gone_has_no_place_and_its_correction_is_kept_and_told() -> None:
    paper = read(L4="above")
    assert now(paper, "4-3") == {}
    kept = {"items": {"4-3": corrected(paper, "新题干")}, "dropped": ["4-3"]}
    assert moved(kept, {})["items"] == kept["items"]
    assert CORRECTION_LOST in [problem.message for problem in make_preview(paper, kept).problems]
    back = make_preview(read(), kept)
    assert back.items[2].content["stem"] == "新题干" and back.items[2].dropped


def test_an_item_that_begins_a_line_earlier_is_found_by_its_number() -> None:
    paper = read(L8="above", L9="ignore")
    assert now(paper, "7-1") == {"7-1": "7-1"}
    early = read_paper(
        PAPER.replace("2、热线", "公告\n2、热线"), boundaries=read_boundaries({"8": "item", "9": "above"})
    )
    assert now(early, "9-2") == {}  # its number went into the text: nothing says that this is item 2


def test_a_corrected_item_says_that_its_lines_are_others() -> None:
    kept = {"items": {"3-2": {**corrected(read(), "要复述"), "lines": [3, 3]}}}
    assert not any(p.message == CUT_ANEW for p in make_preview(read(), kept).problems)
    item = make_preview(read(L4="above"), kept).find("3-2")
    assert item is not None and [note.message for note in item.notes] == [CUT_ANEW]
    assert item.content["stem"] == "要复述"


def test_an_item_written_for_a_section_stays_with_it() -> None:
    kept = {"items": {"new-1-1": {**corrected(read(), "补的题"), "section_line": 6}}}
    paper = read(L3="section:true_false")
    added = make_preview(paper, kept).find("new-1-1")
    assert added is not None and paper.declared.sections[added.section_index or 0].title == "二、填空题"
    assert make_preview(read(), kept).sections[1].items[-1].ref == "new-1-1"


def test_an_order_is_proposed_confirmed_and_declined() -> None:
    asked = make_preview(read(), {})
    item = asked.items[4]
    assert item.asks_order and item.content["any_order"] == [[1, 2, 3]]
    assert ORDER_PROPOSED in [problem.message for problem in asked.problems]
    for word, kept in (("yes", [[1, 2, 3]]), ("no", None)):
        said = make_preview(read(), {"order": {"7-1": word}})
        assert not said.items[4].asks_order and said.items[4].content.get("any_order") == kept
        assert ORDER_PROPOSED not in [problem.message for problem in said.problems]


def test_lines_that_nothing_used_are_counted_once() -> None:
    paper = read_paper("一、单选题\n（每题2分）\n请看\n1、号码是（ ）\nA、一 B、二\n")
    preview = make_preview(paper, {})
    assert preview.n_unused == 1 and preview.lines[3].kind == "unread"
    assert [p.lines for p in preview.problems if p.message == LINES_UNUSED] == [(3,)]
    assert preview.lines[4].begins == (("4-1", "1"),)


def test_an_area_is_known_by_name_or_code_and_is_no_tag_then() -> None:
    source = "1、号码是（ ）\nA、一 B、二\n答案：A\n知识点：投诉处理\n"
    source += "2、几点上班（ ）\nA、八点 B、九点\n答案：A\n知识点：作息\n"
    first, second = make_preview(read_paper(source), {}, {"投诉处理": "M4", "m4": "M4"}).items
    assert (first.area_code, first.tags) == ("M4", ()) and (second.area_code, second.tags) == (None, ("作息",))
    assert first.draft("GENERAL").area_code == "M4" and second.draft("GENERAL").area_code == "GENERAL"
