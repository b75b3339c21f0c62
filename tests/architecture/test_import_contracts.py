"""The import contracts bind every package that exists, and our own contract catches what it should."""

import tomllib
from pathlib import Path

import grimp
import pytest

from scripts.import_contracts import PrivateRooms

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
OUTSIDE = {"bench", "migrations", "scripts", "tests"}


def own_packages() -> set[str]:
    return {path.parent.name for path in ROOT.glob("*/__init__.py")} - OUTSIDE


def test_every_package_is_a_root_package() -> None:
    assert own_packages() <= set(CONTRACTS["root_packages"])


def test_every_package_stands_on_a_floor() -> None:
    floors = next(contract for contract in CONTRACTS["contracts"] if contract["id"] == "floors")["layers"]
    named = {floor.strip("()") for floor in floors}
    wings = {f"certify.{path.parent.name}" for path in ROOT.glob("certify/*/__init__.py")}
    assert (own_packages() - {"certify"}) | wings <= named


def test_every_package_is_checked_room_by_room() -> None:
    rooms = next(contract for contract in CONTRACTS["contracts"] if contract["id"] == "rooms")["containers"]
    assert own_packages() - {"certify", "foundation"} <= set(rooms)


@pytest.mark.parametrize(
    ("importer", "imported", "kept"),
    [
        ("people.services", "people.models", True),
        ("people.services.accounts", "people.queries.roster", True),
        ("certify.exams.services", "people.services", True),
        ("certify.exams.services", "people.models", False),
        ("certify.exams.services", "certify.delivery.queries", False),
        ("certify.exams.routes", "foundation.forms", True),
    ],
)
def test_private_rooms_are_private(importer: str, imported: str, kept: bool) -> None:
    graph = grimp.ImportGraph()
    graph.add_import(importer=importer, imported=imported)
    options = {"rooms": ["models", "queries", "forms"], "open_packages": ["foundation"]}
    contract = PrivateRooms(name="private", session_options={}, contract_options=options)
    assert contract.check(graph, verbose=False).kept is kept
