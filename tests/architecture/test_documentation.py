"""Documentation that can fail: what the pages name exists, and what exists is named.

Paths, links, commands, settings, modules, tests, classes, tables, formats, kinds of requirement, rules of the protocol.
"""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from flask_migrate.cli import db as migrate_commands

from app import COMMANDS
from certify.demo.cast import AGENTS, SHOWN, STAFF
from certify.programmes import requirement_kinds
from foundation import jobs
from foundation.db import db

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TARGETS = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.M))
TOPS = "app|bench|certify|courses|docs|foundation|migrations|people|question_bank|scripts|static|templates|tests"
CODE = {path: path.read_text() for top in TOPS.split("|") for path in (ROOT / top).rglob("*.py")}
NO_PLACE = re.compile(r"[<{…]")  # a placeholder stands in it

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def page_text(name: str) -> str:
    return (ROOT / name).read_text()


def quoted(text: str) -> list[str]:
    """What stands in single backticks outside fenced blocks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))


def own_commands() -> Iterator[str]:
    """Every command of ours as it is typed after `flask`."""
    for command in (*COMMANDS, jobs.cli):
        if isinstance(command, click.Group):
            yield from (f"{command.name} {name}" for name in command.commands)
        else:
            yield str(command.name)


def settings_read() -> set[str]:
    read = re.compile(r"""env(?:iron)?(?:\.get\(|\[)["']([A-Z_]+)""")
    return {name for path, code in CODE.items() if ROOT / "foundation" in path.parents for name in read.findall(code)}


def test_settings_table_names_exactly_what_is_read() -> None:
    table = page_text("docs/operations.md").split("## Settings")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)`", table, re.M)) == settings_read()


@each_page
def test_page_names_only_what_exists(page: Path) -> None:
    text = page.read_text()
    unknown = [f"make {target}" for target in re.findall(r"`make ([a-z-]+)", text) if target not in TARGETS]
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    unknown += [link for link in links if not (page.parent / link).exists()]
    assert not unknown


@each_page
def test_page_names_only_paths_that_exist(page: Path) -> None:
    starts = re.compile(rf"(?:\.venv/bin/pytest )?((?:(?:{TOPS})/|\.ci/|app\.py|pyproject\.toml)\S*)")
    found = (starts.match(words) for words in quoted(page.read_text()))
    paths = [match[1].rstrip(",;") for match in found if match and not NO_PLACE.search(match[1])]
    assert [path for path in paths if not list(ROOT.glob(path.rstrip("/")))] == []


@each_page
def test_page_names_only_modules_and_names_that_exist(page: Path) -> None:
    dotted = re.compile(r"((?:certify|courses|foundation|people|question_bank)(?:\.(?!sqlite3)\w+)+)(?:\(\))?")
    names = [match[1] for words in quoted(page.read_text()) if (match := dotted.fullmatch(words))]
    assert [name for name in names if not _exists(name)] == []


def _exists(name: str) -> bool:
    parent, _dot, last = name.rpartition(".")
    try:
        return hasattr(import_module(parent), last) or bool(import_module(name))
    except ModuleNotFoundError:
        return False


@each_page
def test_page_names_only_tests_that_exist(page: Path) -> None:
    there = {
        name for path, code in CODE.items() if "tests" in path.parts for name in re.findall(r"def (test_\w+)", code)
    }
    assert {words for words in quoted(page.read_text()) if re.fullmatch(r"test_\w+", words)} - there == set()


@each_page
def test_page_names_only_commands_that_exist(page: Path) -> None:
    known = {*own_commands(), *(f"db {name}" for name in migrate_commands.commands)}
    typed = re.findall(r"(?:^|[`/ ])flask ((?:[a-z]+)(?: [a-z]+)?)", page.read_text(), re.M)
    assert {words for words in typed if words not in known and words.split()[0] not in known} - {"commands"} == set()


def test_every_command_is_in_operations() -> None:
    table = page_text("docs/operations.md").split("## Commands")[1].split("\n## ")[0]
    assert [name for name in own_commands() if f"| `flask {name}" not in table] == []


def test_every_table_is_in_the_glossary_and_every_class_in_it_exists() -> None:
    cells = " ".join(line.split("|")[-2] for line in page_text("docs/glossary.md").splitlines() if line.count("|") == 5)
    names = set(quoted(cells))
    assert set(db.metadata.tables) - names == set()
    classes = {name for name in names if re.fullmatch(r"[A-Z][a-z]+[A-Za-z]*", name)}
    defined = {name for code in CODE.values() for name in re.findall(r"^(?:class )?([A-Z]\w+)\b", code, re.M)}
    assert classes - defined == set()


def test_the_readme_names_the_demo_accounts_whose_passwords_are_shown() -> None:
    people = {each.key: (each.login, each.name) for each in STAFF} | {a.login: (a.login, a.name) for a in AGENTS}
    table = page_text("README.md").split("## Who does what")[1].split("\n## ")[0]
    assert set(re.findall(r"`(\d{6})` (\w+)", table)) == {people[key] for key in SHOWN}


def test_every_format_is_named() -> None:
    page = page_text("docs/formats.md")
    modules = {
        module.relative_to(ROOT).as_posix() + ("/" if module.is_dir() else "")
        for room in ROOT.glob("**/formats")
        for module in room.iterdir()
        if ".venv" not in room.parts and not module.name.startswith("__")
    }
    assert {module for module in modules if f"`{module}`" not in page} == set()


def test_every_wing_and_every_kind_of_requirement_is_in_the_house_tour() -> None:
    tour = page_text("docs/house-tour.md")
    wings = {
        path.parent.relative_to(ROOT).as_posix()
        for path in [*ROOT.glob("*/__init__.py"), *ROOT.glob("certify/*/__init__.py")]
    }
    missing = {wing for wing in wings - {"certify"} if f"`{wing}/`" not in tour}
    assert missing | {kind.name for kind in requirement_kinds.ALL if f"| `{kind.name}` |" not in tour} == set()


def test_the_save_protocol_has_each_of_its_thirty_rules_once() -> None:
    page = page_text("docs/save-protocol.md")
    rows = re.findall(r"^\| (\d+) \|.*\|.*\|.*\|$", page, re.M)
    assert [int(number) for number in rows] == list(range(1, 31))
    modules = {words for words in quoted(page) if re.fullmatch(r"(?:domain/|services/)?\w+\.py", words)}
    assert {module for module in modules if not (ROOT / "certify/delivery" / module).exists()} == set()


@pytest.mark.parametrize("name", ["docs/house-tour.md", "docs/save-protocol.md", "docs/decisions/*.md"])
def test_functions_classes_and_columns_named_there_occur_in_the_code(name: str) -> None:
    scripts = "".join(path.read_text() for path in (ROOT / "static/js").rglob("*.js"))
    there = set(re.findall(r"\w+", "".join(CODE.values()) + scripts))
    named = {words for page in ROOT.glob(name) for words in quoted(page.read_text())}
    assert {words for words in named if re.fullmatch(r"[a-zA-Z]+_\w+|[A-Z][a-z]+[A-Z]\w+", words)} - there == set()


def test_decisions_are_numbered_without_a_gap() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        assert page.read_text().startswith(f"# {page.name[:4]} · ")
        assert re.findall(r"^## (\w+)", page.read_text(), re.M) == ["Context", "Choice", "Rejected", "Consequence"]
