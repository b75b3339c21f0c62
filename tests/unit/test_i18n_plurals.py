"""One item, two items: an entry with forms is chosen by the parameter `n`; everything else is looked up as before."""

from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from foundation import i18n
from foundation.errors import NC_, Invalid, Problem
from foundation.i18n import Plural, explain, forms_of, gettext, lazy, pgettext, read_catalogue

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
TWO_FORMS = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
ENTRIES = """
msgid "%(n)s 题"
msgid_plural "%(n)s 题"
msgstr[0] "%(n)s item"
msgstr[1] "%(n)s items"

msgctxt "卷"
msgid "%(n)s 题"
msgid_plural "%(n)s 题"
msgstr[0] "%(n)s item on it"
msgstr[1] "%(n)s items on it"

msgid "完成"
msgstr "Done"

msgid "半句"
msgid_plural "半句"
msgstr[0] "half"
msgstr[1] ""

#, fuzzy
msgid "含糊"
msgstr "Vague"
"""


def read(tmp_path: Path, text: str, locale: str = "en") -> dict[str, str]:
    path = tmp_path / f"{locale}.po"
    path.write_text(text, encoding="utf-8")
    return dict(read_catalogue(path, locale))


@pytest.fixture
def english(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    texts = read(tmp_path, HEADER + TWO_FORMS + ENTRIES)
    monkeypatch.setattr(i18n, "texts_of", lambda _locale: texts)
    with app.test_request_context(headers={"Cookie": "lang=en"}):
        yield texts


def test_a_catalogue_holds_whole_entries_only(tmp_path: Path) -> None:
    texts = read(tmp_path, HEADER + TWO_FORMS + ENTRIES)
    assert list(texts) == ["%(n)s 题", NC_("卷", "%(n)s 题"), "完成"]
    assert isinstance(texts["%(n)s 题"], Plural) and texts["%(n)s 题"] == "%(n)s items"
    assert type(texts["完成"]) is str


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (1, "1 item"),
        ("1", "1 item"),
        (Decimal("1.00"), "1.00 item"),
        (0, "0 items"),
        (2, "2 items"),
        ("2", "2 items"),
        (Decimal("1.5"), "1.5 items"),
        ("–", "– items"),
    ],
)
def test_the_number_chooses_the_form(english: dict[str, str], n: object, text: str) -> None:
    assert gettext("%(n)s 题", n=n) == text
    assert str(lazy("%(n)s 题", n=n)) == text
    assert pgettext("卷", "%(n)s 题", n=n) == f"{text} on it"


def test_errors_and_problems_go_the_same_way(english: dict[str, str]) -> None:
    assert explain(Problem("%(n)s 题", {"n": 1})) == "1 item"
    assert explain(Invalid(message="%(n)s 题", n=3)) == "3 items"
    assert explain(Problem("完成")) == "Done"


def test_scripts_get_all_forms(english: dict[str, str]) -> None:
    assert forms_of("%(n)s 题") == ("%(n)s item", "%(n)s items")
    assert forms_of("完成") == "Done" and forms_of("没有") == "没有"
    assert type(gettext("%(n)s 题")) is str


def test_templates_need_nothing_new(app: Flask, english: dict[str, str]) -> None:
    template = app.jinja_env.from_string("{{ _('%(n)s 题', n=a) }}, {{ _('%(n)s 题', n=b) }}")
    assert template.render(a=1, b="7") == "1 item, 7 items"


def test_a_language_with_one_form_needs_no_plural(tmp_path: Path) -> None:
    header = HEADER + '"Plural-Forms: nplurals=1; plural=0;\\n"\n'
    texts = read(tmp_path, header + '\nmsgid "%(n)s 题"\nmsgstr "문항 %(n)s개"\n', "ko")
    assert type(texts["%(n)s 题"]) is str
