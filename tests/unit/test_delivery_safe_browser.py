"""Safe Exam Browser's keys: the specification's vectors where they are at hand, our own data everywhere."""

import gzip
import hashlib
import json
import plistlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.delivery.domain.safe_browser import (
    Claim,
    Proof,
    config_key,
    request_hash,
    seb_json,
    weigh,
    weigh_both,
)
from certify.delivery.formats.seb_file import Sheet, salt_of, settings_of, write

OWN = Path(__file__).resolve().parents[1] / "data" / "safe-browser"
OWN_KEY = "a2210a4621de8f1f3bb71319be4d26b1ebac7d7520d0f2140c5c9a48b68be54b"  # sha256sum all-types.json
URL = "https://exams.example.org/sittings/01/start"
KEY, OTHER = "a" * 64, "b" * 64
SHEET = Sheet(URL, "https://exams.example.org/quit", "quit-password", salt_of("token"))


def plist(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = plistlib.loads(path.read_bytes())
    return found


@pytest.fixture
def vectors(shared: Path) -> Path:
    folder = shared / "data" / "safe-exam-browser"
    if not folder.is_dir():
        pytest.skip("../shared has no Safe Exam Browser vectors")
    return folder


def test_vector_text_and_key_of_a_real_file(vectors: Path) -> None:
    settings = plist(vectors / "unencrypted_mac_001.seb")
    expected = json.loads((vectors / "expected_config_keys.json").read_text())
    text = {key: value for key, value in settings.items() if key != "originatorVersion"}
    assert seb_json(text) == (vectors / "JSON_unencrypted_mac_001.txt").read_text()
    assert config_key(settings) == expected["config_key_sha256_hex"]["unencrypted_mac_001.seb"]


def test_vector_originator_never_changes_the_key(vectors: Path) -> None:
    settings = plist(vectors / "simpleunencrypted.seb")
    assert settings["originatorVersion"]
    assert config_key(settings | {"originatorVersion": "another"}) == config_key(settings)
    del settings["originatorVersion"]
    assert config_key(settings) == config_key(plist(vectors / "simpleunencrypted.seb"))


def test_vector_an_empty_list_is_hashed_as_one(vectors: Path) -> None:
    """The file's "empty" key is that of a list; by the specification settings are a dictionary, empty or not."""
    expected = json.loads((vectors / "expected_config_keys.json").read_text())["empty_config_key"]
    assert hashlib.sha256(seb_json([]).encode()).hexdigest() == expected
    assert config_key({}) == hashlib.sha256(b"{}").hexdigest()


def test_every_type_in_order_without_spaces_and_escapes() -> None:
    settings = plist(OWN / "all-types.xml")
    assert config_key(settings) == OWN_KEY
    del settings["originatorVersion"]
    assert seb_json(settings) == (OWN / "all-types.json").read_text()


def test_what_no_property_list_holds_is_refused() -> None:
    with pytest.raises(TypeError):
        seb_json({"a": None})


settings_strategy = st.recursive(
    st.booleans() | st.integers(-(2**31), 2**31 - 1) | st.text(st.characters(exclude_categories=("Cs", "Cc"))),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), settings_strategy, max_size=6), st.randoms())
def test_the_key_does_not_depend_on_the_order_in_which_settings_stand(settings: dict[str, Any], random: Any) -> None:
    keys = list(settings)
    random.shuffle(keys)
    assert config_key({key: settings[key] for key in keys}) == config_key(settings)


def test_request_hash_is_that_of_the_address_without_fragment() -> None:
    expected = hashlib.sha256(f"{URL}?a=1{KEY}".encode()).hexdigest()
    assert request_hash(f"{URL}?a=1#part", KEY) == expected == request_hash(f"{URL}?a=1", KEY)
    assert request_hash(URL, KEY) != expected


def sent(config: str | None = None, exam: str | None = None) -> Claim:
    return Claim(URL, config and request_hash(URL, config), exam and request_hash(URL, exam))


@pytest.mark.parametrize(
    ("claim", "exam_keys", "proof"),
    [
        (sent(), (), Proof.NONE),
        (sent(KEY), (), Proof.MATCH),
        (Claim(URL, request_hash(URL, KEY).upper()), (), Proof.MATCH),
        (sent(KEY, OTHER), (), Proof.MATCH),
        (sent(OTHER), (), Proof.WRONG_SETTINGS),
        (sent(None, OTHER), (OTHER,), Proof.WRONG_SETTINGS),
        (sent(KEY, OTHER), ("c" * 64, OTHER), Proof.MATCH),
        (sent(KEY), (OTHER,), Proof.WRONG_VERSION),
        (sent(KEY, "c" * 64), (OTHER,), Proof.WRONG_VERSION),
        (Claim(URL, request_hash(URL + "/", KEY)), (), Proof.WRONG_SETTINGS),
        (Claim(URL, KEY), (), Proof.WRONG_SETTINGS),
        (Claim(URL, "ä"), (), Proof.WRONG_SETTINGS),
    ],
)
def test_what_a_request_proves(claim: Claim, exam_keys: tuple[str, ...], proof: Proof) -> None:
    assert weigh(claim, KEY, exam_keys) is proof


def test_what_the_page_reports_is_noted_and_never_proves() -> None:
    assert weigh_both(sent(), sent(KEY), KEY) is Proof.REPORTED
    assert weigh_both(sent(), sent(OTHER), KEY) is Proof.WRONG_SETTINGS
    assert weigh_both(sent(), sent(), KEY) is Proof.NONE
    assert weigh_both(sent(OTHER), sent(KEY), KEY) is Proof.WRONG_SETTINGS
    assert weigh_both(sent(KEY), sent(OTHER), KEY) is Proof.MATCH


def read_back(file: bytes) -> dict[str, Any]:
    """As the format says: unpack, four letters, unpack, property list."""
    plain = gzip.decompress(file)
    assert plain[:4] == b"plnd"
    found: dict[str, Any] = plistlib.loads(gzip.decompress(plain[4:]))
    return found


def test_the_file_holds_what_its_key_is_made_of() -> None:
    settings = settings_of(SHEET)
    assert read_back(write(settings)) == settings
    assert write(settings_of(SHEET)) == write(settings)


def test_the_file_leads_to_this_site_only_and_out_by_password_or_link() -> None:
    settings = settings_of(SHEET)
    assert (settings["startURL"], settings["quitURL"]) == (URL, SHEET.quit_url)
    assert settings["URLFilterEnable"] is True
    assert [rule["expression"] for rule in settings["URLFilterRules"]] == ["exams.example.org/*"]
    assert settings["hashedQuitPassword"] == hashlib.sha256(b"quit-password").hexdigest()
    assert settings["sendBrowserExamKey"] is True
    assert b"quit-password" not in gzip.decompress(gzip.decompress(write(settings))[4:])


def test_unsent_answers_outlive_the_browser_and_an_emergency_file_can_be_saved() -> None:
    settings = settings_of(SHEET)
    assert settings["removeBrowserProfile"] is settings["removeLocalStorage"] is False
    assert settings["allowDownUploads"] is settings["allowDownloads"] is True


def test_no_empty_text_is_written_and_no_key_differs_by_case_only() -> None:
    """Versions of the browser read an empty element as nothing, and order such keys differently."""
    settings = settings_of(SHEET)
    assert len({key.casefold() for key in settings}) == len(settings)
    assert "" not in settings.values()


@pytest.mark.parametrize("other", [{"start_url": URL + "2"}, {"quit_url": URL}, {"quit_password": "x"}, {"salt": b"x"}])
def test_each_sitting_has_a_key_of_its_own(other: dict[str, Any]) -> None:
    changed = Sheet(**{name: getattr(SHEET, name) for name in Sheet.__slots__} | other)
    assert config_key(settings_of(changed)) != config_key(settings_of(SHEET))
