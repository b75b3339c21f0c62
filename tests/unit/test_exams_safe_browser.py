"""Safe Exam Browser as a sitting's setting: what is typed, what is stored, which secrets stay."""

import pytest

from certify.exams.domain.room_rules import ANY_ROOM, RoomRules, checked, rules_from_json, rules_to_json
from certify.exams.domain.safe_browser import (
    MAX_EXAM_KEYS,
    NO_SAFE_BROWSER,
    SafeBrowser,
    SafeBrowserMode,
    split_exam_keys,
    with_secrets,
)

KEY = "0123456789abcdef" * 4
REQUIRED = SafeBrowser(SafeBrowserMode.REQUIRED, (KEY,))


def test_typed_keys_are_split_lowered_and_not_repeated() -> None:
    assert split_exam_keys(f" {KEY.upper()}\r\n\n{KEY}；{'a' * 64} ") == (KEY, "a" * 64)
    assert split_exam_keys("") == ()


@pytest.mark.parametrize("bad", ["12", KEY[:-1], KEY + "0", "g" * 64])
def test_what_is_no_key_is_said(bad: str) -> None:
    rules = RoomRules(safe_browser=SafeBrowser(SafeBrowserMode.EXPECTED, (KEY, bad)))
    (problem,) = checked(rules, 60)[1]
    assert problem.field == "exam_keys" and problem.found == bad[:80]


def test_there_is_an_end_to_keys() -> None:
    many = tuple(f"{n:064x}" for n in range(MAX_EXAM_KEYS + 1))
    assert len(checked(RoomRules(safe_browser=SafeBrowser(SafeBrowserMode.EXPECTED, many)), 60)[1]) == 1


def test_stored_and_read_again() -> None:
    rules = RoomRules(("10.0.0.0/8",), safe_browser=with_secrets(REQUIRED, NO_SAFE_BROWSER, "password", "token"))
    assert rules_from_json(rules_to_json(rules)) == rules
    assert rules_to_json(ANY_ROOM) == {} and rules_from_json({}) == ANY_ROOM
    assert rules_from_json({"networks": ["10.0.0.0/8"]}).safe_browser == NO_SAFE_BROWSER


def test_secrets_are_made_once_and_go_with_the_browser() -> None:
    first = with_secrets(REQUIRED, NO_SAFE_BROWSER, "password", "token")
    assert (first.quit_password, first.quit_token) == ("password", "token")
    assert with_secrets(SafeBrowser(SafeBrowserMode.EXPECTED), first, "other", "more").quit_password == "password"
    assert with_secrets(NO_SAFE_BROWSER, first, "other", "more") == NO_SAFE_BROWSER
    assert "password" not in repr(first) and "token'" not in repr(first)
