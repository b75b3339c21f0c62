"""One Chinese word, two English ones: a context before the msgid, which nobody ever reads."""

import pytest
from flask import Flask

from certify.programmes.domain import STANDING_LABELS, NotAllowedNow, StandingStatus
from foundation.errors import NC_, Conflict, Problem, without_context
from foundation.i18n import catalogue, explain, gettext, pgettext

WORD = NC_("证书", "已暂停")


def test_the_context_is_not_shown_in_chinese() -> None:
    assert STANDING_LABELS[StandingStatus.SUSPENDED] == WORD
    assert gettext(WORD) == pgettext("证书", "已暂停") == "已暂停" == without_context(WORD)
    assert str(NotAllowedNow(status=WORD, step=NC_("证书", "恢复"))) == "现在是“已暂停”，不能“恢复”"
    assert str(Problem(WORD)) == str(Conflict(WORD)) == "已暂停"


def test_the_context_chooses_the_english(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": "lang=en"}):
        assert gettext(WORD) == "Suspended"
        assert gettext(NC_("没有这个语境", "已暂停")) == "已暂停"
    assert "已暂停" not in catalogue("en")


@pytest.mark.parametrize(("lang", "shown"), [("zh", "名单：张一、李二"), ("ko", "名单：张一, 李二")])
def test_several_names_are_parted_as_the_reader_parts_them(app: Flask, lang: str, shown: str) -> None:
    error = Conflict("名单：%(names)s", names=("张一", "李二"))
    assert str(error) == "名单：张一、李二"
    with app.test_request_context(headers={"Cookie": f"lang={lang}"}):
        assert explain(error) == shown
