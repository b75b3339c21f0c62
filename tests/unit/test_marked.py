"""Authors' text on a page: line breaks, bold, and nothing that is not meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from foundation.web.marked import marked


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("一行", "一行"),
        ("a\nb\n\nc", "a<br>b<br><br>c"),
        ("**重**要", "<b>重</b>要"),
        ("a **b** c **d**", "a <b>b</b> c <b>d</b>"),
        ("a ** b", "a ** b"),
        ("**a\nb**", "**a<br>b**"),
        ("**<script>**", "<b>&lt;script&gt;</b>"),
        ("{b} **{0}**", "{b} <b>{0}</b>"),
    ],
)
def test_lines_and_bold(text: str, html: str) -> None:
    assert marked(text) == html


@given(st.text(alphabet="a<>&\"'*\n{}中", max_size=40))
def test_nothing_of_the_text_becomes_markup(text: str) -> None:
    html = str(marked(text))
    bare = html.replace("<br>", "\n").replace("<b>", "**").replace("</b>", "**")
    assert bare == str(escape(text))
    assert isinstance(marked(text), Markup)
