"""What tests of the bank's pages need: items in a state, a form of a page as a browser would send it."""

from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from question_bank import services
from question_bank.domain.items import GENERAL, ItemDraft
from tests.factories import House

CONTENT: dict[str, Any] = {
    "stem": "客户来电的第一句话应当是什么？",
    "options": [
        {"id": "A", "text": "您好，请讲", "rationale": "先问候。"},
        {"id": "B", "text": "喂", "rationale": None},
        {"id": "C", "text": "什么事", "rationale": None},
    ],
    "answer_key": ["A"],
    "explanation": "解析里的秘密",
}
DRAFT = ItemDraft("single_choice", CONTENT, GENERAL.code, tags=("开场",))


def changed(**content: Any) -> ItemDraft:
    """The sample with some of its content changed."""
    return replace(DRAFT, content=CONTENT | content)


def make_item(house: House, now: datetime, draft: ItemDraft = DRAFT, *, state: str = "draft") -> UUID:
    """The writer's item in the north, as far as asked: draft, in_review or approved."""
    item_id = services.create_item(house.writer, house.units["north"], draft, now=now)
    if state != "draft":
        services.submit_for_review(house.writer, item_id, now=now)
    if state == "approved":
        services.approve_item(house.reviewer, item_id, now=now)
    return item_id


class _Form(HTMLParser):
    """Collects the fields of one form, found by its id or by what its action ends with."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.inside, self.found = wanted, False, False
        self.fields: list[tuple[str, str]] = []
        self.area: tuple[str, str] | None = None
        self.select, self.first = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == self.wanted or (given.get("action") or "").endswith(self.wanted)
            self.found |= self.inside
        if not self.inside:
            return
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "input" and name and given.get("type") not in {"submit", "file"}:
            if given.get("type") not in {"radio", "checkbox"} or "checked" in given:
                self.fields.append((name, value or ("y" if given.get("type") == "checkbox" else "")))
        elif tag == "textarea":
            self.area = (name, "")
        elif tag == "select":
            self.select, self.first = name, True
            self.fields.append((name, ""))
        elif tag == "option" and (self.first or "selected" in given):
            self.fields[-1], self.first = (self.select, value), False

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area = (self.area[0], self.area[1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            name, text = self.area
            self.fields.append((name, text.removeprefix("\n").removeprefix("\r\n")))
            self.area = None
        if tag == "form":
            self.inside = False


def form_of(page: str, wanted: str) -> dict[str, list[str]]:
    """What a browser would send of a form, by field name; KeyError when the page has no such form."""
    reader = _Form(wanted)
    reader.feed(page)
    if not reader.found:
        raise KeyError(wanted)
    fields: dict[str, list[str]] = {}
    for name, value in reader.fields:
        fields.setdefault(name, []).append(value)
    return fields
