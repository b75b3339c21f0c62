"""What every registered item type must keep to, proved on its own specimens and on arbitrary JSON."""

import copy
import json
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from foundation.errors import Invalid, NotFound
from foundation.web.marked import marked
from question_bank import item_types
from question_bank.domain import (
    ItemType,
    Malformed,
    Response,
    Specimen,
    SpecimenKind,
    canonical_json,
    form_values,
    option_order,
    problems_before_review,
)
from question_bank.domain.tallies import tally

ROOT = Path(__file__).resolve().parents[2]
TYPES = pytest.mark.parametrize("item_type", item_types.ALL, ids=lambda item_type: item_type.name)
SPECIMENS = pytest.mark.parametrize(
    ("item_type", "specimen"),
    [
        pytest.param(item_type, specimen, id=f"{item_type.name}-{number}-{specimen.kind}")
        for item_type in item_types.ALL
        for number, specimen in enumerate(item_type.specimens())
    ],
)
OFTEN = settings(max_examples=40, deadline=None)  # for each of many types: together that is a lot
SECRET_KEYS = {
    *("answer_key", "explanation", "rationale", "marking_guide", "scoring_points", "points"),
    *("tolerance", "units", "blanks", "any_order", "rubric"),
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


def content_of(item_type: ItemType) -> dict[str, Any]:
    return item_type.validate(item_type.specimens()[0].content)


def likely_values(item_type: ItemType) -> st.SearchStrategy[Any]:
    """Any JSON, and values that look right: option ids, lists of them, lists of short texts."""
    return _likely_values(item_type.name)


@cache
def _likely_values(name: str) -> st.SearchStrategy[Any]:
    shape = item_types.get(name).response_shape(content_of(item_types.get(name)))
    option = st.sampled_from([*shape.options, "Z"])
    texts = st.lists(st.text(max_size=8) | st.none(), min_size=shape.blanks, max_size=shape.blanks)
    placed = st.tuples(*(st.sampled_from(["", *allowed]) for allowed in shape.choices)).map(list)
    order = st.permutations(shape.options).map(list)
    number = st.decimals(-20, 20, places=2).map(lambda value: f"{value} MB")
    return JSON | option | st.lists(option, max_size=6) | texts | placed | order | number


def hidden_inside(content: dict[str, Any]) -> list[Any]:
    """What an item inside a composite keeps to itself."""
    return [content["explanation"], *(option["rationale"] for option in content.get("options", ()))]


def walk(value: Any) -> Iterator[str]:
    """Every key and every text inside a JSON value."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from walk(inner)
    elif isinstance(value, str):
        yield value


# --- the registry and the documents ----------------------------------------------------------------------------------


def test_an_unknown_item_type_is_not_found() -> None:
    with pytest.raises(NotFound):
        item_types.get("hotspot")


@TYPES
def test_a_type_is_found_by_its_name_and_documented(item_type: ItemType) -> None:
    assert item_types.get(item_type.name) is item_type
    headings = [line for line in (ROOT / "docs/item-types.md").read_text().splitlines() if line.startswith("### ")]
    assert any(f"`{item_type.name}`" in heading for heading in headings)


@TYPES
def test_a_type_ships_specimens_of_every_kind(item_type: ItemType) -> None:
    kinds = {specimen.kind for specimen in item_type.specimens()}
    assert kinds >= set(SpecimenKind) - {SpecimenKind.PARTLY_RIGHT}


# --- statistics of choices --------------------------------------------------------------------------------------------


@SPECIMENS
def test_choices_are_of_what_is_offered_and_stand_where_parts_are_judged(
    item_type: ItemType, specimen: Specimen
) -> None:
    content = item_type.validate(specimen.content)
    places, parsed = (
        item_type.choice_places(content),
        item_type.parse_response(item_type.response_shape(content), specimen.value),
    )
    if isinstance(parsed, Malformed):
        return
    made = item_type.choices_made(content, parsed.value)
    assert len(made) == len(places)
    for place, chosen in zip(places, made, strict=True):
        assert not place.offered or set(chosen) <= set(place.offered)
    if item_type.is_blank(parsed.value):
        assert not any(made)
        return
    parts = item_type.judge(content, parsed.value)
    assert parts is None or len(parts) == len(places)
    if specimen.kind is SpecimenKind.RIGHT:
        assert all(set(chosen) == place.right for place, chosen in zip(places, made, strict=True) if place.offered)


@SPECIMENS
def test_a_tally_counts_every_answer_once(item_type: ItemType, specimen: Specimen) -> None:
    content = item_type.validate(specimen.content)
    parsed = item_type.parse_response(item_type.response_shape(content), specimen.value)
    if isinstance(parsed, Malformed):
        return
    made = item_type.choices_made(content, parsed.value)
    for found, chosen in zip(tally(item_type.choice_places(content), [(made, None)] * 3), made, strict=True):
        assert sum(choice.count for choice in found.choices) == 3 * len(chosen)
        assert found.n_answered == 3 * bool(chosen) and found.n_right == 0


# --- content ----------------------------------------------------------------------------------------------------------


@SPECIMENS
def test_a_specimen_is_valid_ready_for_review_and_in_normal_form(item_type: ItemType, specimen: Specimen) -> None:
    content = item_type.validate(specimen.content)
    assert content == specimen.content
    assert item_type.validate(content) == content
    assert problems_before_review(item_type, content) == ()
    json.loads(canonical_json(content))


@TYPES
@OFTEN
@given(content=JSON)
def test_any_content_is_taken_or_refused_with_problems(item_type: ItemType, content: Any) -> None:
    try:
        item_type.validate(content)
    except Invalid as invalid:
        assert invalid.problems


@TYPES
@OFTEN
@given(data=st.data())
def test_a_spoilt_content_is_taken_or_refused_with_problems(item_type: ItemType, data: st.DataObject) -> None:
    content = copy.deepcopy(content_of(item_type))
    content[data.draw(st.sampled_from(sorted(content)))] = data.draw(JSON)
    try:
        normal = item_type.validate(content)
    except Invalid as invalid:
        assert all(problem.field in content for problem in invalid.problems)
    else:
        assert item_type.validate(normal) == normal
        canonical_json(normal).encode()


@TYPES
def test_an_unknown_entry_is_refused_by_name(item_type: ItemType) -> None:
    with pytest.raises(Invalid) as caught:
        item_type.validate({**content_of(item_type), "answr_key": None})
    assert [problem.params for problem in caught.value.problems] == [{"name": "answr_key"}]


@TYPES
def test_without_its_key_or_guide_a_content_is_a_draft_only(item_type: ItemType) -> None:
    bare = {**content_of(item_type), "answer_key": None}
    if "marking_guide" in bare:
        bare |= {"marking_guide": None, "scoring_points": []}
    draft = item_type.validate(bare)
    assert problems_before_review(item_type, draft)
    assert item_type.describe_key(draft)
    assert item_type.judge(draft, _right(item_type)) is None


# --- what the candidate gets ------------------------------------------------------------------------------------------


@TYPES
def test_the_candidates_view_leaks_nothing(item_type: ItemType) -> None:
    content = content_of(item_type)
    view = item_type.candidate_view(content)
    secret = {name: value for name, value in content.items() if name in SECRET_KEYS}
    secret["inside"] = [hidden_inside(item["content"]) for item in content.get("items", ())]
    secret["rationales"] = [entry.get("rationale") for name in ("options", "lines") for entry in content.get(name, ())]
    hidden = {text for text in walk(secret) if len(text) > 2}
    shown = set(walk(view))
    assert not shown & (SECRET_KEYS | hidden)
    assert not [text for text in shown if any(word in text for word in hidden)]


@TYPES
def test_the_candidates_view_does_not_depend_on_key_or_explanations(item_type: ItemType) -> None:
    content = content_of(item_type)
    blind = copy.deepcopy(content) | {"answer_key": None, "explanation": None}
    for entry in [*blind.get("options", ()), *blind.get("lines", ())]:
        if "rationale" in entry:
            entry["rationale"] = None
    for item in blind.get("items", ()):
        item["content"]["explanation"] = None
        for option in item["content"].get("options", ()):
            option["rationale"] = None
    if "marking_guide" in blind:
        blind |= {"marking_guide": None, "scoring_points": []}
    assert item_type.candidate_view(content) == item_type.candidate_view(item_type.validate(blind))


@TYPES
@OFTEN
@given(seed=st.integers(min_value=0, max_value=2**63), position=st.integers(1, 200))
def test_an_order_moves_options_and_changes_nothing_else(item_type: ItemType, seed: int, position: int) -> None:
    content = content_of(item_type)
    order = option_order(item_type.response_shape(content).options, seed, position)
    plain, moved = item_type.candidate_view(content), item_type.candidate_view(content, order)
    if not item_type.shuffles_options:
        assert plain == moved
        return
    assert [option["id"] for option in moved["options"]] == list(order)
    by_id = sorted(moved["options"], key=lambda option: order.index(option["id"]))
    assert {option["id"]: option["text"] for option in by_id} == {o["id"]: o["text"] for o in plain["options"]}
    assert item_type.may_shuffle(content)


# --- responses --------------------------------------------------------------------------------------------------------


@TYPES
@OFTEN
@given(data=st.data())
def test_parsing_takes_any_json_and_its_result_is_canonical(item_type: ItemType, data: st.DataObject) -> None:
    shape = item_type.response_shape(content_of(item_type))
    parsed = item_type.parse_response(shape, data.draw(likely_values(item_type)))
    assert isinstance(parsed, Response | Malformed)
    if isinstance(parsed, Malformed):
        assert parsed.fault.text
        return
    stored = json.loads(canonical_json(parsed.value).encode())
    assert stored == parsed.value
    assert item_type.parse_response(shape, stored) == parsed
    assert item_type.describe_response(content_of(item_type), parsed.value)
    item_type.is_blank(parsed.value)


@TYPES
def test_null_clears_a_response(item_type: ItemType) -> None:
    assert item_type.parse_response(item_type.response_shape(content_of(item_type)), None) == Response(None)
    assert item_type.is_blank(None)


@TYPES
def test_texts_are_bounded(item_type: ItemType) -> None:
    shape = item_type.response_shape(content_of(item_type))
    assert shape.max_length in {0, 100, 500, 20_000}
    for value in ("字" * 20_001, ["字" * 501] * shape.blanks):
        parsed = item_type.parse_response(shape, value)
        assert isinstance(parsed, Malformed) or parsed.value is None


# --- the candidate's template -----------------------------------------------------------------------------------------


class Fields(HTMLParser):
    """What a browser would submit from a rendered item, and what the page must not hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: list[str] = []
        self.names: set[str | None] = set()
        self.sent: dict[str, list[str]] = {}
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self._in_textarea = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes |= given.keys()
        if tag in {"input", "textarea", "select"}:
            self.names.add(given.get("name"))
        if tag == "select":
            self._send(given, "")
        if tag == "option" and "selected" in given:
            self.values[-1] = self.last[-1] = given.get("value") or ""
        if tag == "input" and (given.get("type") == "text" or "checked" in given):
            self._send(given, given.get("value") or "")
        self._in_textarea = tag == "textarea"
        self._name = given.get("name") or ""

    def _send(self, given: dict[str, str | None], value: str) -> None:
        self.last = self.sent.setdefault(given.get("name") or "", [])
        self.last.append(value)
        self.values.append(value)

    def handle_data(self, data: str) -> None:
        if self._in_textarea:
            self._send({"name": self._name}, data.removeprefix("\n"))
            self._in_textarea = False


def template_of(item_type: ItemType) -> Any:
    """The type's macros."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(_=lambda text, **params: text % params, html_lang=lambda: "zh-CN")
    environment.filters["marked"] = marked
    return environment.get_template(f"question_bank/item_types/{item_type.name}.html").module


def render(item_type: ItemType, view: dict[str, Any], value: Any = None, disabled: bool = False) -> str:
    slot = {"position": 21, "heading": "第 1 题", "rule_id": "rule2"}
    return str(template_of(item_type).render(slot, view, value, disabled))


@SPECIMENS
def test_the_page_gives_back_the_response_it_was_given(item_type: ItemType, specimen: Specimen) -> None:
    content = item_type.validate(specimen.content)
    shape = item_type.response_shape(content)
    before = item_type.parse_response(shape, specimen.value)
    fields = Fields(render(item_type, item_type.candidate_view(content), specimen.value))
    assert {str(name).partition("-")[0] for name in fields.names} == {"q21"}
    if isinstance(before, Response):
        after = item_type.parse_response(
            shape, item_type.read_form(form_values(lambda name: fields.sent.get(name, []), "q21", shape))
        )
        assert isinstance(after, Response)
        assert after == before or (item_type.is_blank(after.value) and item_type.is_blank(before.value))


@TYPES
def test_the_page_escapes_keeps_lines_and_holds_no_inline_script_or_style(item_type: ItemType) -> None:
    content = content_of(item_type)
    content["stem"] = "甲<script>x</script>\n乙**不**丙 a**b " + content["stem"]
    html = render(item_type, item_type.candidate_view(item_type.validate(content)))
    fields = Fields(html)
    assert "甲&lt;script&gt;x&lt;/script&gt;<br>乙<b>不</b>丙 a" not in html  # three ** in a line: shown as typed
    assert "甲&lt;script&gt;x&lt;/script&gt;<br>乙**不**丙 a**b" in html
    assert not {"script", "style"} & set(fields.tags)
    assert not {name for name in fields.attributes if name == "style" or name.startswith("on")}
    assert fields.tags[0] == "fieldset" and "legend" in fields.tags


@TYPES
def test_a_printed_paper_shows_every_option(item_type: ItemType) -> None:
    view = item_type.candidate_view(content_of(item_type))
    paper = getattr(template_of(item_type), "paper", None)
    if paper is not None:
        printed = str(paper(view))
        assert printed and not [o["text"] for o in view.get("options", ()) if o["text"] not in printed]


@TYPES
def test_bold_words_are_shown_bold(item_type: ItemType) -> None:
    content = content_of(item_type)
    content["stem"] = "哪一项**不**对？\n" + content["stem"]
    assert "哪一项<b>不</b>对？<br>" in render(item_type, item_type.candidate_view(content))


@TYPES
def test_a_closed_item_is_disabled_as_a_whole(item_type: ItemType) -> None:
    view = item_type.candidate_view(content_of(item_type))
    assert " disabled>" in render(item_type, view, disabled=True).splitlines()[0]
    assert " disabled" not in render(item_type, view)


def _right(item_type: ItemType) -> Any:
    specimen = next(one for one in item_type.specimens() if one.kind is SpecimenKind.RIGHT)
    parsed = item_type.parse_response(item_type.response_shape(specimen.content), specimen.value)
    assert isinstance(parsed, Response)
    return parsed.value
