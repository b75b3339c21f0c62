"""Every text that a person can read exists in English, with the same fields."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment

from foundation.errors import NC_
from foundation.i18n import ROOT, catalogue_files

PACKAGES = ("foundation", "people", "question_bank", "courses", "certify")
MARKS = {"_", "N_", "_l", "gettext", "lazy", "note"}
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


def catalogue_texts() -> dict[str, str]:
    """msgid → English, over all packages; fuzzy ones don't count."""
    texts: dict[str, str] = {}
    for path in catalogue_files("en"):
        with path.open("rb") as handle:
            texts.update(
                {
                    NC_(m.context, str(m.id)) if m.context else str(m.id): str(m.string)
                    for m in read_po(handle)
                    if m.id and m.string and not m.fuzzy
                }
            )
    return texts


def test_every_text_has_its_english() -> None:
    english = catalogue_texts()
    missing = {
        text: place
        for text, place in used_texts().items()
        if text not in english and any("\u4e00" <= c <= "\u9fff" for c in text)
    }
    assert not missing, "\n".join(
        f"{place}: {text}" for text, place in sorted(missing.items(), key=lambda pair: pair[1])
    )


@pytest.mark.parametrize("path", catalogue_files("en"), ids=lambda path: str(path.relative_to(ROOT)))
def test_fields_of_a_text_are_the_same_in_english(path: Path) -> None:
    with path.open("rb") as handle:
        for message in read_po(handle):
            if message.id and message.string:
                fields = {part.split(")")[0] for part in str(message.id).split("%(")[1:]}
                there = {part.split(")")[0] for part in str(message.string).split("%(")[1:]}
                assert there == fields, message.id
