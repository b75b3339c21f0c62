"""Every text that a person can read exists in English, with the same fields."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment

from foundation.errors import NC_
from foundation.i18n import ROOT, catalogue, catalogue_files

PACKAGES = ("foundation", "people", "question_bank", "courses", "certify")
MARKS = {"_", "N_", "_l", "gettext", "lazy", "note"}
COUNTED = re.compile(r"(?<!ersion )%\(n\)s (?!is |was )[a-z]+s\b")  # "version 1", "item 1 was" name, not count
MARKS_IN_CONTEXT = {"NC_", "pgettext"}  # their first argument is the context


def _python_texts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if (
            isinstance(node, ast.Call)
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in MARKS:
                yield node.args[0].value
            elif name in MARKS_IN_CONTEXT and isinstance(node.args[1], ast.Constant):
                yield NC_(node.args[0].value, str(node.args[1].value))


def _template_texts(environment: Environment, path: Path) -> Iterator[str]:
    marks = ("_", "gettext", "pgettext")
    for _line, function, text in environment.extract_translations(path.read_text(), marks):  # type: ignore[attr-defined]  # comes with the i18n extension
        given = text if isinstance(text, tuple) else (text,)
        if function == "pgettext":
            yield NC_(given[0], given[1])
        elif isinstance(given[0], str):
            yield given[0]


def used_texts() -> dict[str, str]:
    """msgid → where it stands first."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    found: dict[str, str] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for text in _python_texts(path):
                found.setdefault(text, str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for text in _template_texts(environment, path):
            found.setdefault(text, str(path.relative_to(ROOT)))
    return found


def test_every_text_has_its_english() -> None:
    english = catalogue("en")
    missing = {
        text: place
        for text, place in used_texts().items()
        if text not in english and any("\u4e00" <= c <= "\u9fff" for c in text)
    }
    assert not missing, "\n".join(
        f"{place}: {text}" for text, place in sorted(missing.items(), key=lambda pair: pair[1])
    )


def entries(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each msgid of a catalogue with all its forms."""
    with path.open("rb") as handle:
        for message in read_po(handle):
            if message.id and message.string:
                msgid = message.id if isinstance(message.id, str) else message.id[0]
                yield msgid, message.string if isinstance(message.string, tuple) else (message.string,)


CATALOGUES = pytest.mark.parametrize("path", catalogue_files("en"), ids=lambda path: str(path.relative_to(ROOT)))


@CATALOGUES
def test_fields_of_a_text_are_the_same_in_english(path: Path) -> None:
    for msgid, forms in entries(path):
        fields = {part.split(")")[0] for part in msgid.split("%(")[1:]}
        for text in forms:
            assert {part.split(")")[0] for part in text.split("%(")[1:]} == fields, msgid


@CATALOGUES
def test_a_text_with_fields_can_be_filled(path: Path) -> None:
    """A percent sign beside a field is written twice, or filling it raises."""
    for msgid, forms in entries(path):
        for text in (msgid, *forms):
            fields = {part.split(")")[0]: 1 for part in text.split("%(")[1:]}
            if fields:
                assert text % fields


@CATALOGUES
def test_what_is_counted_has_a_form_for_one(path: Path) -> None:
    """ "1 items" is nowhere: English that counts by `n` has two forms, or is worded so that any number fits."""
    for msgid, forms in entries(path):
        if len(forms) == 1:
            assert not COUNTED.search(forms[0]), f"{msgid}: {forms[0]}"
