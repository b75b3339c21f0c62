"""Four languages of the interface, two of the content: who reads what, and what stands in where a text is missing."""

from datetime import date

import pytest
from flask import Flask

from foundation import i18n
from foundation.i18n import content_lang, content_language, content_text, gettext, locale_name
from foundation.web.dates import long_day


@pytest.mark.parametrize(
    ("headers", "locale"),
    [
        ({}, "zh"),
        ({"Cookie": "lang=ko"}, "ko"),
        ({"Cookie": "lang=es", "Accept-Language": "ko-KR"}, "es"),
        ({"Cookie": "lang=tlh", "Accept-Language": "ko-KR,ko;q=0.9,en;q=0.8"}, "ko"),
        ({"Accept-Language": "es-419,es;q=0.9"}, "es"),
        ({"Accept-Language": "zh-TW,zh;q=0.9,en;q=0.8"}, "zh"),
        ({"Accept-Language": "fr,en;q=0.5"}, "en"),
        ({"Accept-Language": "fr"}, "zh"),
    ],
)
def test_the_choice_comes_first_then_the_browsers_wish(app: Flask, headers: dict[str, str], locale: str) -> None:
    with app.test_request_context(headers=headers):
        assert locale_name() == locale


@pytest.mark.parametrize(
    ("locale", "text", "lang", "only_chinese"),
    [
        ("zh", "中文题目", "zh-CN", "zh-CN"),
        ("en", "English title", "en", "zh-CN"),
        ("ko", "English title", "en", "zh-CN"),
        ("es", "English title", "en", "zh-CN"),
    ],
)
def test_content_is_chinese_for_its_readers_and_english_for_all_others(
    app: Flask, locale: str, text: str, lang: str, only_chinese: str
) -> None:
    with app.test_request_context(headers={"Cookie": f"lang={locale}"}):
        assert content_language() == ("zh" if locale == "zh" else "en")
        assert (content_text("中文题目", "English title"), content_lang("中文题目", "English title")) == (text, lang)
        assert (content_text("中文题目", ""), content_lang("中文题目", "")) == ("中文题目", only_chinese)


@pytest.mark.parametrize("locale", ["ko", "es"])
def test_english_stands_in_where_a_text_is_missing(app: Flask, monkeypatch: pytest.MonkeyPatch, locale: str) -> None:
    own = {"en": {"保存": "Save", "取消": "Cancel"}, locale: {"保存": "own"}}
    monkeypatch.setattr(i18n, "catalogue", own.__getitem__)
    monkeypatch.setattr(i18n, "texts_of", i18n.texts_of.__wrapped__)
    with app.test_request_context(headers={"Cookie": f"lang={locale}"}):
        assert (gettext("保存"), gettext("取消")) == ("own", "Cancel")


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("zh", "2026年11月22日 周日"),
        ("en", "Sun, 22 Nov 2026"),
        ("ko", "2026년 11월 22일 (일)"),
        ("es", "dom, 22 nov 2026"),
    ],
)
def test_a_long_day_reads_as_its_readers_write_it(app: Flask, locale: str, text: str) -> None:
    with app.test_request_context(headers={"Cookie": f"lang={locale}"}):
        assert long_day(date(2026, 11, 22)) == text
