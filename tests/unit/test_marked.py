"""Authors' text on a page: line breaks, bold, and nothing that is not meant."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from foundation.media import bare, references, spell
from foundation.web.marked import marked, media_from


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


NAME = "a" * 64


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (f"看 ![一张图](media:{NAME}.png) 吧", f'看 <img class="cf-media" src="/m/{NAME}" alt="一张图"> 吧'),
        (f'![x" onerror="y](media:{NAME}.png)', f'<img class="cf-media" src="/m/{NAME}" alt="x&#34; onerror=&#34;y">'),
        (f"![<b>](media:{NAME}.jpg)", f'<img class="cf-media" src="/m/{NAME}" alt="&lt;b&gt;">'),
        ("![a](media:short.png)", "![a](media:short.png)"),
        ("![a](javascript:alert(1))", "![a](javascript:alert(1))"),
        (f"![a](media:{NAME.upper()}.png)", f"![a](media:{NAME.upper()}.png)"),
    ],
)
def test_pictures_come_from_where_the_page_says(text: str, html: str) -> None:
    with Flask("marked").app_context():
        media_from("/m/")
        assert marked(text) == html


def test_a_sound_has_controls_a_name_and_its_transcript() -> None:
    with Flask("marked").app_context():
        media_from("/m/")
        html = marked(f"![来电|您好 <b>](media:{NAME}.mp3)")
    assert f'<audio controls preload="metadata" src="/m/{NAME}" aria-label="来电"></audio>' in html
    assert '<span class="cf-transcript">您好 &lt;b&gt;</span>' in html


def test_a_page_that_gives_no_pictures_shows_their_words() -> None:
    assert marked(f"看 ![**图**](media:{NAME}.png)") == "看 〔**图**〕"
    with Flask("marked").app_context():
        assert marked(f"![来电|话](media:{NAME}.mp3)") == "〔来电〕"


def test_references_are_spelled_so_that_they_read_back() -> None:
    spelled = spell(NAME, "ogg", " 来[电]\n ", "一 | 二\n三")
    (found,) = references({"stem": [{"text": f"a {spelled} b"}]})
    assert (found.label, found.transcript, found.is_sound) == ("来(电)", "一 | 二 三", True)
    assert references(f"![a](media:{NAME}.svg) {spelled}")[1] == found and bare(f"a {spelled}") == "a 〔来(电)〕"
