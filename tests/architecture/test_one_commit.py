"""House rule 2: `foundation.db` is the only place that commits; domain code asks no clock and no chance (rule 1)."""

import ast
from pathlib import Path

from foundation.i18n import ROOT

PACKAGES = ("foundation", "people", "question_bank", "courses", "certify")


def _modules(pattern: str) -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob(pattern))]


def _attributes(path: Path) -> set[str]:
    return {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}


def test_only_the_database_module_commits() -> None:
    committing = [str(path.relative_to(ROOT)) for path in _modules("*.py") if "commit" in _attributes(path)]
    assert committing == ["foundation/db.py"]


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_domain_rooms_touch_neither_clock_nor_chance_nor_web_nor_database() -> None:
    forbidden = {"time", "random", "secrets", "flask", "sqlalchemy", "pandas", "os", "pathlib"}
    rooms = [path for path in _modules("*.py") if "domain" in path.parts or path.name == "domain.py"]
    assert rooms
    found = {str(path.relative_to(ROOT)): sorted(_imports(path) & forbidden) for path in rooms}
    found |= {
        str(path.relative_to(ROOT)): ["now()"]
        for path in rooms
        if _attributes(path) & {"now", "utcnow", "today"} - {"now"}
    }
    assert {place: names for place, names in found.items() if names} == {}


def test_the_clock_is_asked_at_the_entry_points_only() -> None:
    asking = {
        str(path.relative_to(ROOT))
        for path in _modules("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today"}
    }
    doors = {"routes.py", "api.py", "cli.py", "web.py", "clock.py", "jobs.py", "serve.py", "demo.py"}
    doors |= {"tls.py", "pressure.py"}  # at the start, and before any view
    rooms = {"routes", "api", "cli", "web"}  # an entry point that grew into a package
    assert {p for p in asking if Path(p).name not in doors and Path(p).parent.name not in rooms} == set()
