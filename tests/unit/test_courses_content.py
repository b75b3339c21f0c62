"""The lessons as they come: every file whole, every section of the textbook there, every promise kept."""

import re
from collections import Counter

import pytest

from courses.domain import CheckItem, Depth, Lesson, problems_of
from courses.formats.lessons import content_of, lesson_of, read_course
from courses.web import reading
from question_bank import item_types
from question_bank.domain import problems_before_review

COURSE = read_course()
LESSONS = COURSE.lessons
ITEMS = [(lesson, item) for lesson in LESSONS for item in lesson.check]
FULL = [lesson for lesson in LESSONS if lesson.depth is Depth.FULL]
TEXTBOOK = {
    "第一章": ("第1节", "第2节", "第3节"),
    "第二章": ("第1节", "第2节"),
    "第三章": ("第1节", "第2节", "第3节"),
    "第四章": ("第1节", "第2节（一）", "第2节（二）", "第2节（三）", "第2节（四）"),
    "第五章": ("第1节", "第2节", "第3节", "第4节"),
    "第六章": ("第1节", "第2节", "第3节（一）", "第3节（二）", "第3节（三）", "第4节"),
    "第七章": ("第1节", "第2节", "第3节"),
}
by_id = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
by_item = pytest.mark.parametrize(("lesson", "item"), ITEMS, ids=lambda value: getattr(value, "id", ""))


def test_every_section_of_the_textbook_has_its_lesson() -> None:
    wanted = [f"{chapter} {section}" for chapter, sections in TEXTBOOK.items() for section in sections]
    assert Counter(lesson.toc for lesson in LESSONS) == Counter([*wanted, "附录", "补充（教材目录之外）"])
    assert len(LESSONS) == 28


def test_nothing_is_wrong_with_the_course() -> None:
    assert problems_of(COURSE.modules, LESSONS) == []


def test_each_module_has_one_full_lesson_and_the_appendix_a_short_one() -> None:
    assert Counter(lesson.module for lesson in FULL) == dict.fromkeys(("M0", "M1", "M2", "M3", "M4", "M5"), 1)


@by_id
def test_a_stored_lesson_reads_back_the_same(lesson: Lesson) -> None:
    assert lesson_of(content_of(lesson)) == lesson


@by_id
def test_the_text_becomes_clean_html(lesson: Lesson) -> None:
    for text in filter(None, (lesson.body_zh, lesson.body_en)):
        page = reading(text, "zh-CN")
        assert len(page.passages) == len(lesson.headings) > 0
        assert "**" not in page.html and "style=" not in page.html
        assert page.html.count("<table") == page.html.count('role="region"')


@by_item
def test_an_item_is_ready_for_review(lesson: Lesson, item: CheckItem) -> None:
    assert problems_before_review(item_types.get(item.type), item.content()) == ()


@by_item
def test_an_english_item_asks_the_same(lesson: Lesson, item: CheckItem) -> None:
    plugin = item_types.get(item.type)
    content = plugin.validate(item.content())
    english = item.in_english(content)
    assert (english is not None) == (lesson.depth is Depth.FULL)
    if english is not None:
        checked = plugin.validate(english)
        assert checked["answer_key"] == content["answer_key"]
        assert plugin.response_shape(checked) == plugin.response_shape(content)


@by_item
def test_a_blank_of_a_full_lesson_can_be_filled_in_english(lesson: Lesson, item: CheckItem) -> None:
    if lesson.depth is Depth.FULL and item.type == "fill_blank":
        assert all(any(text.isascii() for text in variants) for variants in item.answer_key)


@by_item
def test_no_text_names_an_option_by_its_letter(lesson: Lesson, item: CheckItem) -> None:
    """Options are shuffled, so a letter would point at another one; "A 类" and "T0" are names of other things."""
    texts = [item.explanation, *(o.rationale for o in item.options), *(o.text for o in item.options)]
    for text in filter(None, texts):
        assert not re.search(r"选项\s*[A-F]|(?<![A-Za-z0-9])[A-F](?![A-Za-z0-9 ]|\s*类)", text), text
