"""Documentation that can fail: settings, commands and links named in it exist, and all settings are named."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TARGETS = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.M))


def settings_read() -> set[str]:
    read = re.compile(r"""env(?:iron)?(?:\.get\(|\[)["']([A-Z_]+)""")
    return {name for path in (ROOT / "foundation").rglob("*.py") for name in read.findall(path.read_text())}


def test_settings_table_names_exactly_what_is_read() -> None:
    page = (ROOT / "docs/operations.md").read_text()
    table = page.split("## Settings")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)`", table, re.M)) == settings_read()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page_names_only_what_exists(page: Path) -> None:
    text = page.read_text()
    unknown = [f"make {target}" for target in re.findall(r"`make ([a-z-]+)", text) if target not in TARGETS]
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    unknown += [link for link in links if not (page.parent / link).exists()]
    scripts = re.findall(r"`(scripts/[\w.-]+)", text)
    unknown += [script for script in scripts if not (ROOT / script).exists()]
    assert not unknown
