"""Languages: zh-CN is the source (a msgid is the zh-CN text); catalogues lie in each package's `translations/`.

They are read from the .po files at first use, so there is no compiled copy that could go stale.
Flask-Babel gives locale, dates and numbers; looking a text up is one dictionary access. An entry with `msgid_plural`
has a form for one and a form for many: the parameter `n` chooses, at the call site nothing changes.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale
from flask_babel.speaklater import LazyString

from foundation.errors import N_, NC_, DomainError, Problem, without_context

LOCALES = {"zh": "中文", "en": "English", "ko": "한국어", "es": "Español"}
HTML_LANG = {"zh": "zh-CN", "en": "en", "ko": "ko", "es": "es"}
LANGUAGE_COOKIE = "lang"
LOCALE_KEY = "certify.locale"
ROOT = Path(__file__).resolve().parent.parent
PATTERNS = ("*/translations/{}/LC_MESSAGES/messages.po", "certify/*/translations/{}/LC_MESSAGES/messages.po")

__all__ = [
    "HTML_LANG",
    "LOCALES",
    "NC_",
    "N_",
    "Plural",
    "_",
    "content_lang",
    "content_language",
    "content_text",
    "explain",
    "forms_of",
    "gettext",
    "init_app",
    "lazy",
    "locale_name",
    "params_shown",
    "pgettext",
]


def catalogue_files(locale: str) -> list[Path]:
    """Every package's catalogue for a locale, in a fixed order."""
    paths = (path for pattern in PATTERNS for path in ROOT.glob(pattern.format(locale)))
    return sorted(path for path in paths if not path.relative_to(ROOT).parts[0].startswith("."))


class Plural(str):
    """A text with a form for one and a form for many. As a string it is the one for many; `gettext` chooses by `n`."""

    __slots__ = ("_rule", "forms")
    forms: tuple[str, ...]
    _rule: Callable[[int], int]

    def __new__(cls, forms: tuple[str, ...], rule: Callable[[int], int]) -> "Plural":
        """The forms in the order of the catalogue, and its rule: number → which of them."""
        text = super().__new__(cls, forms[-1])
        text.forms, text._rule = forms, rule
        return text

    def of(self, n: object) -> str:
        """The form for a number, which may come as a str; a broken number counts as many."""
        try:
            number = Decimal(str(n))
        except InvalidOperation:
            return self.forms[-1]
        return self.forms[self._rule(int(number))] if number == number.to_integral_value() else self.forms[-1]


def read_catalogue(path: Path, locale: str) -> Iterator[tuple[str, str]]:
    """The texts of one catalogue: msgid (behind its context, as `NC_` writes it), text; no fuzzy and no empty ones."""
    with path.open("rb") as handle:
        messages = read_po(handle, locale=locale)
    rule = c2py(messages.plural_expr)
    for message in messages:
        if message.fuzzy or not message.id:
            continue
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if all(forms):
            msgid = message.id if isinstance(message.id, str) else message.id[0]
            text = Plural(forms, rule) if len(forms) > 1 else str(forms[0])
            yield NC_(message.context, msgid) if message.context else msgid, text


@cache
def texts_of(locale: str) -> dict[str, str]:
    """What a reader of a locale is shown: its texts, and the English ones where it has none yet."""
    return catalogue("en") | catalogue(locale)


@cache
def catalogue(locale: str) -> dict[str, str]:
    """All packages' texts of a locale."""
    return {msgid: text for path in catalogue_files(locale) for msgid, text in read_catalogue(path, locale)}


def locale_name() -> str:
    """The reader's language as one of LOCALES; zh outside a request. A page asks hundreds of times: kept with it."""
    if not has_request_context():
        return "zh"
    name: str | None = request.environ.get(LOCALE_KEY)
    if name is None:
        locale = get_locale()
        name = request.environ[LOCALE_KEY] = str(locale.language) if locale else "zh"
    return name


def _found(message: str) -> str:
    """The text in the reader's language, with all its forms; a msgid that nobody translated is its own text."""
    locale = locale_name()
    text = None if locale == "zh" else texts_of(locale).get(message)
    return str(without_context(message)) if text is None else text


def gettext(message: str, /, **params: Any) -> str:
    """The text in the reader's language; with params it is a %-format, without it is taken as it stands."""
    text = _found(message)
    if not params:
        return str(text)
    return (text.of(params["n"]) if isinstance(text, Plural) and "n" in params else text) % params


_ = gettext


def pgettext(context: str, message: str, /, **params: Any) -> str:
    """The text in a context: where one Chinese word needs two English ones."""
    return gettext(NC_(context, message), **params)


def forms_of(message: str, /) -> str | tuple[str, ...]:
    """The text for a script that fills in `n` itself: a tuple of forms where it has several (for one, for many)."""
    text = _found(message)
    return text.forms if isinstance(text, Plural) else text


def lazy(message: str, /, **params: Any) -> LazyString:
    """A text that is looked up when it is shown: for form labels at class level."""
    return LazyString(gettext, message, **params)


def explain(error: DomainError | Problem) -> str:
    """The text of an error or problem in the reader's language; params that are msgids are translated too."""
    message = error.text if isinstance(error, DomainError) else error.message
    return gettext(message, **params_shown(error.params))


def params_shown(params: Mapping[str, object]) -> dict[str, object]:
    """What a message fills in, in the reader's language."""
    return {name: _shown(value) for name, value in params.items()}


def _shown(value: object) -> object:
    """A param in the reader's language: a msgid translated, several names parted as its lists are."""
    if isinstance(value, (tuple, list)):
        return gettext("、").join(map(str, value))
    return gettext(value) if isinstance(value, str) else value


def content_language() -> str:
    """The language of content for this reader. Exams, lessons, programmes and posts have names and texts in Chinese and
    often in English, in no other language: who reads the interface in Chinese gets the one, everybody else the other.
    """
    return "zh" if locale_name() == "zh" else "en"


def content_text(chinese: str, english: str | None) -> str:
    """Of a text of the content, the one for this reader: the Chinese one also where there is no English."""
    return english if english and content_language() == "en" else chinese


def content_lang(chinese: str, english: str | None) -> str:
    """The lang attribute of what `content_text` gives."""
    return "zh-CN" if content_text(chinese, english) == chinese else "en"


def _select_locale() -> str:
    """What the reader chose; else what the browser asks for, if we have it; else Chinese."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in LOCALES else request.accept_languages.best_match(LOCALES, "zh")


def init_app(app: Flask) -> None:
    """Register Babel with our choice of locale, and our look-up in templates."""
    Babel(app, default_locale="zh", locale_selector=_select_locale, timezone_selector=lambda: app.config["TIME_ZONE"])
    app.jinja_env.globals.update(
        _=gettext,
        gettext=gettext,
        pgettext=pgettext,
        content_lang=content_lang,
        content_language=content_language,
        content_text=content_text,
        explain=explain,
        html_lang=lambda: HTML_LANG[locale_name()],
        locale_name=locale_name,
    )
