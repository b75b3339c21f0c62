"""What lies in static/vendor and tests/vendor is exactly what its manifest says, and all of it is listed there."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MANIFEST: dict[str, dict[str, str]] = json.loads((ROOT / "static/vendor/manifest.json").read_text())


@pytest.mark.parametrize("name", MANIFEST)
def test_vendored_file_has_its_digest(name: str) -> None:
    digest = base64.b64encode(hashlib.sha384((ROOT / name).read_bytes()).digest()).decode()
    assert MANIFEST[name]["integrity"] == f"sha384-{digest}"


def test_every_vendored_file_is_listed() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("static/vendor", "tests/vendor")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == set(MANIFEST)


def test_versions_are_those_of_the_lock() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for entry in MANIFEST.values():
        assert packages[f"node_modules/{entry['package']}"]["version"] == entry["version"]


def test_lock_names_no_download_address() -> None:
    assert "resolved" not in (ROOT / "package-lock.json").read_text()
