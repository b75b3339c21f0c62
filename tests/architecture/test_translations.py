"""Every text that a person can read exists in English, Korean and Spanish: same fields, same tags, all forms."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment

from foundation.errors import NC_
from foundation.i18n import ROOT, catalogue, catalogue_files

PACKAGES = ("foundation", "people", "question_bank", "courses", "certify")
MARKS = {"_", "N_", "_l", "gettext", "lazy", "note"}
COUNTED = re.compile(r"(?<!ersion )%\(n\)s (?!is |was )[a-z]+s\b")  # "version 1", "item 1 was" name, not count
MARKS_IN_CONTEXT = {"NC_", "pgettext"}  # their first argument is the context
FIELD = re.compile(r"%\((\w+)\)|%%")
TAG = re.compile(r"</?\w+[^>]*>")
CHINESE = re.compile("[\u4e00-\u9fff]")
# What is typed, or read, in Chinese by everybody: headers and marks of a Chinese paper, a Chinese name as an example.
SAID_IN_CHINESE = frozenset(
    {
        "照卷面写，例如：一、单选题",
        "一个大题就是卷面上的一部分，例如“一、单选题”。",
        "省",
        "最上一级，例如省公司",
        "前 %(n)s 行里没有找到表头，要有“工号”和“姓名”两列",
        "新人员必填；重名时写上级，如 岚州市 / 一中心",
        "不计中间的“的”，与“%(accepted)s”相同",
        "没有找到题目：每题应有题干（如“题干”“question”），以及选项、答案等",
        "三十＝30",
        "例如 一级",
        "印在证书上，例如 理论部分合格证明：写明证明了什么，不要多写",
    }
)
SAID_IN_CHINESE_BEGIN = ("比较之前依次统一：", "选择题每行一个选项，正确的前面加 *")


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


@pytest.mark.parametrize("locale", ["ko", "es"])
def test_every_text_has_its_korean_and_spanish(locale: str) -> None:
    own = catalogue(locale)
    assert [text for text in catalogue("en") if text not in own] == []


class Entry(NamedTuple):
    """One text of a catalogue, with all its forms."""

    msgid: str
    context: str | None
    plural: str | None
    forms: tuple[str, ...]

    @property
    def key(self) -> str:
        """As the look-up names it."""
        return NC_(self.context, self.msgid) if self.context else self.msgid


def entries(path: Path) -> Iterator[Entry]:
    """What a catalogue says, fuzzy and empty entries too."""
    with path.open("rb") as handle:
        for message in read_po(handle):
            if message.id:
                ids = message.id if isinstance(message.id, tuple) else (message.id, None)
                forms = message.string if isinstance(message.string, tuple) else (message.string,)
                yield Entry(str(ids[0]), message.context, ids[1] and str(ids[1]), tuple(str(form) for form in forms))


def fields(text: str) -> set[str]:
    """The names that a text has filled in, and whether it has a percent sign."""
    return set(FIELD.findall(text))


def catalogues(*locales: str) -> Any:
    """A test for each catalogue of these languages."""
    paths = [path for locale in locales for path in catalogue_files(locale)]
    return pytest.mark.parametrize("path", paths, ids=lambda path: str(path.relative_to(ROOT)))


@catalogues("en", "ko", "es")
def test_fields_of_a_text_are_the_same_in_every_language(path: Path) -> None:
    for entry in entries(path):
        names = dict.fromkeys(fields(entry.msgid) - {""}, "1")
        for text in entry.forms:
            assert fields(text) == fields(entry.msgid), (entry.msgid, text)
            assert not names or text % names, "a lone percent sign would break it"


@catalogues("en", "ko", "es")
def test_plural_forms_are_whole(path: Path) -> None:
    """As many forms as the language has, none empty; a form for one hangs on the parameter `n`."""
    for entry in entries(path):
        assert all(form.strip() for form in entry.forms), entry.msgid
        if entry.plural is not None:
            assert entry.plural == entry.msgid and "%(n)s" in entry.msgid, entry.msgid
            assert len(entry.forms) == 2 and path.parts[-3] != "ko", entry.msgid


@catalogues("en")
def test_what_is_counted_has_a_form_for_one(path: Path) -> None:
    """ "1 items" is nowhere: English that counts by `n` has two forms, or is worded so that any number fits."""
    for entry in entries(path):
        if len(entry.forms) == 1:
            assert not COUNTED.search(entry.forms[0]), f"{entry.msgid}: {entry.forms[0]}"


@catalogues("ko", "es")
def test_a_translation_has_the_tags_of_the_english_and_no_chinese(path: Path) -> None:
    locale = path.parts[-3]
    english = {
        entry.key: entry for entry in entries(Path(str(path).replace(f"/{locale}/LC_MESSAGES", "/en/LC_MESSAGES")))
    }
    for entry in entries(path):
        assert entry.key in english, f"the source has it no longer: {entry.msgid}"
        for text in entry.forms:
            assert sorted(TAG.findall(text)) == sorted(TAG.findall(english[entry.key].forms[-1])), (entry.msgid, text)
            if entry.msgid not in SAID_IN_CHINESE and not entry.msgid.startswith(SAID_IN_CHINESE_BEGIN):
                assert not CHINESE.search(text), (entry.msgid, text)


def test_no_catalogue_keeps_a_text_that_the_source_gave_up() -> None:
    trees = (ast.parse(path.read_text()) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    written = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    used = used_texts()
    assert [text for text in catalogue("en") if text not in written and text not in used] == []


def test_every_package_has_the_same_catalogues() -> None:
    packages = {locale: [path.parents[2] for path in catalogue_files(locale)] for locale in ("en", "ko", "es")}
    assert packages["ko"] == packages["es"] == packages["en"]
