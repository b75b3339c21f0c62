"""Languages: zh-CN is the source (a msgid is the zh-CN text); catalogues lie in each package's `translations/`.

They are read from the .po files at first use, so there is no compiled copy that could go stale.
Flask-Babel gives locale, dates and numbers; looking a text up is one dictionary access.
"""

from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale
from flask_babel.speaklater import LazyString

from foundation.errors import N_, NC_, DomainError, Problem, without_context

LOCALES = {"zh": "中文", "en": "English"}
HTML_LANG = {"zh": "zh-CN", "en": "en"}
LANGUAGE_COOKIE = "lang"
LOCALE_KEY = "certify.locale"
ROOT = Path(__file__).resolve().parent.parent
PATTERNS = ("*/translations/{}/LC_MESSAGES/messages.po", "certify/*/translations/{}/LC_MESSAGES/messages.po")

__all__ = [
    "HTML_LANG",
    "LOCALES",
    "NC_",
    "N_",
    "_",
    "explain",
    "gettext",
    "init_app",
    "lazy",
    "locale_name",
    "pgettext",
]


def catalogue_files(locale: str) -> list[Path]:
    """Every package's catalogue for a locale, in a fixed order."""
    paths = (path for pattern in PATTERNS for path in ROOT.glob(pattern.format(locale)))
    return sorted(path for path in paths if not path.relative_to(ROOT).parts[0].startswith("."))


@cache
def catalogue(locale: str) -> dict[str, str]:
    """All packages' texts of a locale: msgid (behind its context, as `NC_` writes it) → text; fuzzy and empty entries
    are left out.
    """
    texts: dict[str, str] = {}
    for path in catalogue_files(locale):
        with path.open("rb") as handle:
            texts.update(
                {
                    NC_(m.context, str(m.id)) if m.context else str(m.id): str(m.string)
                    for m in read_po(handle, locale=locale)
                    if m.id and m.string and not m.fuzzy
                }
            )
    return texts


def locale_name() -> str:
    """The reader's language as one of LOCALES; zh outside a request. A page asks hundreds of times: kept with it."""
    if not has_request_context():
        return "zh"
    name: str | None = request.environ.get(LOCALE_KEY)
    if name is None:
        locale = get_locale()
        name = request.environ[LOCALE_KEY] = str(locale.language) if locale else "zh"
    return name


def gettext(message: str, /, **params: Any) -> str:
    """The text in the reader's language; with params it is a %-format, without it is taken as it stands."""
    locale = locale_name()
    found = message if locale == "zh" else catalogue(locale).get(message, message)
    text = str(without_context(found)) if found is message else found
    return text % params if params else text


_ = gettext


def pgettext(context: str, message: str, /, **params: Any) -> str:
    """The text in a context: where one Chinese word needs two English ones."""
    return gettext(NC_(context, message), **params)


def lazy(message: str, /, **params: Any) -> LazyString:
    """A text that is looked up when it is shown: for form labels at class level."""
    return LazyString(gettext, message, **params)


def explain(error: DomainError | Problem) -> str:
    """The text of an error or problem in the reader's language; params that are msgids are translated too."""
    message = error.text if isinstance(error, DomainError) else error.message
    params = {key: gettext(value) if isinstance(value, str) else value for key, value in error.params.items()}
    return gettext(message, **params)


def _select_locale() -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE) or getattr(g, "preferred_locale", None)
    return chosen if chosen in LOCALES else "zh"


def init_app(app: Flask) -> None:
    """Register Babel with our choice of locale, and our look-up in templates."""
    Babel(app, default_locale="zh", locale_selector=_select_locale, timezone_selector=lambda: app.config["TIME_ZONE"])
    app.jinja_env.globals.update(
        _=gettext,
        gettext=gettext,
        pgettext=pgettext,
        explain=explain,
        html_lang=lambda: HTML_LANG[locale_name()],
        locale_name=locale_name,
    )
