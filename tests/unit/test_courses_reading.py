"""From files to text, from text to HTML: what is refused, and what a page gets."""

from pathlib import Path

import pytest

from courses.formats.lessons import read_course
from courses.web import reading
from foundation.errors import Invalid
from tests.courses_samples import cut


def test_raw_html_never_gets_through() -> None:
    page = reading("## One\n\n<script>alert(1)</script> <b onclick=x>b</b> [x](javascript:1) ![y](z)", "zh-CN")
    assert "<script" not in page.html and "<b " not in page.html and "href" not in page.html and "<img" not in page.html


def test_passages_have_ids_and_tables_scroll_in_named_regions() -> None:
    page = reading("## 一\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n\n| c |\n|---|\n| 3 |\n\n## 二 & 三\n\ntext", "zh-CN")
    assert page.passages == (("s1", "一"), ("s2", "二 & 三"))
    assert '<h2 id="s2">二 &amp; 三</h2>' in page.html
    assert 'role="region" tabindex="0" aria-label="一"' in page.html and 'aria-label="一 (2)"' in page.html
    assert '<th scope="col">' in page.html and "style" not in page.html


def test_a_cut_course_reads(tmp_path: Path) -> None:
    course = read_course(cut(tmp_path / "c", "L3.1", "APP.1"))
    assert [lesson.id for lesson in course.lessons] == ["L3.1", "APP.1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: [", "无法读取"),
        ("id: L3.1\nmodule: M3\n", "不符合课文的格式"),
        ("colour: red\n", "不符合课文的格式"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    folder = cut(tmp_path / "c", "L3.1")
    (folder / "m3" / "l3-9.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        read_course(folder)
    (problem,) = refused.value.problems
    assert said in str(problem) and "m3/l3-9.yaml" in str(problem)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    folder = cut(tmp_path / "c", "L3.1")
    (folder / "m3" / "l3-1.yaml").write_bytes("id: 课".encode("gb18030"))
    with pytest.raises(Invalid):
        read_course(folder)


def test_an_unknown_key_is_a_slip(tmp_path: Path) -> None:
    folder = cut(tmp_path / "c", "L3.1")
    path = folder / "m3" / "l3-1.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\nminuets: 10\n", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        read_course(folder)
    assert "minuets" in (refused.value.problems[0].found or "")
