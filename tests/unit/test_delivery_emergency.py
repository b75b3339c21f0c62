"""The emergency file (rule 28): what it hides, what it proves, and that no bit of it can be changed."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.delivery.domain.emergency import (
    MAX_FILE_BYTES,
    EmergencyFileRefused,
    FileDamaged,
    FileForged,
    FileTooLarge,
    NotAnEmergencyFile,
    OtherInstallation,
    UnknownFormat,
    batches,
    number_ranges,
    spoken,
    take_apart,
)
from certify.delivery.formats.emergency_file import KeyRing, open_file, page_terms
from tests.emergency_files import RING, event, make, seal

ATTEMPT, OTHER = UUID(int=7), UUID(int=8)
EVENTS = [event(4, 2, "先听完，再复述"), event(5, 3, ["A", "C"]), event(6, 2, True, kind="flag")]
FILE = make(ATTEMPT, EVENTS)


def test_rule_28_a_file_opens_to_its_events() -> None:
    file = take_apart(FILE)
    contents = open_file(RING, file)
    assert [(each.number, each.slot, each.value) for each in contents.events] == [
        ((1, 4), 2, "先听完，再复述"),
        ((1, 5), 3, ["A", "C"]),
        ((1, 6), 2, True),
    ]
    assert (file.header.attempt, file.header.count, file.header.lowest, file.header.highest) == (
        ATTEMPT,
        3,
        (1, 4),
        (1, 6),
    )
    assert contents.client_id == "page-0001"


def test_rule_28_the_holder_reads_nothing() -> None:
    for secret in ("先听完", "听完", '"A"', "page-0001", "for tests only", "client_time"):
        assert secret.encode() not in FILE
    assert page_terms(RING, ATTEMPT)["sealing_key"].encode() not in FILE
    assert make(ATTEMPT, EVENTS) != FILE  # a key of its own each time: equal answers can't be told from equal files


@given(st.integers(0, len(FILE) * 8 - 1))
def test_rule_28_any_bit_flipped_is_refused(bit: int) -> None:
    changed = bytearray(FILE)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(EmergencyFileRefused):
        open_file(RING, take_apart(bytes(changed)))


@given(st.integers(0, len(FILE) - 1))
def test_a_file_cut_off_anywhere_is_refused(length: int) -> None:
    with pytest.raises(EmergencyFileRefused):
        open_file(RING, take_apart(FILE[:length]))


@given(st.binary(max_size=400))
def test_anything_else_is_no_emergency_file(raw: bytes) -> None:
    with pytest.raises(EmergencyFileRefused):
        take_apart(raw)


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b"", NotAnEmergencyFile),
        (b"PK\x03\x04 a table", NotAnEmergencyFile),
        (b"certify-emergency/2\n{}\n\n\n\n", UnknownFormat),
        (FILE[: len(FILE) // 2], FileDamaged),
        (FILE + b"\n", FileDamaged),
        (FILE.replace(b"\n", b"\r\n"), FileDamaged),
        (b"\xef\xbb\xbf" + FILE, NotAnEmergencyFile),
        (b"x" * (MAX_FILE_BYTES + 1), FileTooLarge),
    ],
    ids=["empty", "another kind", "newer format", "cut", "longer", "line ends changed", "with a mark", "too large"],
)
def test_what_is_wrong_is_said(raw: bytes, refusal: type[EmergencyFileRefused]) -> None:
    with pytest.raises(refusal):
        take_apart(raw)


def test_another_installations_file_and_a_former_keys_file() -> None:
    theirs = take_apart(make(ATTEMPT, EVENTS, ring=KeyRing("another secret")))
    with pytest.raises(OtherInstallation):
        open_file(RING, theirs)
    rotated = KeyRing("for tests only", former=("even older", "another secret"))
    assert len(open_file(rotated, theirs).events) == 3


def test_rule_28_only_the_attempts_own_page_can_seal() -> None:
    with pytest.raises(FileForged):  # a candidate's page makes a file in another candidate's name
        open_file(RING, take_apart(make(ATTEMPT, EVENTS, seal_for=OTHER)))
    file = take_apart(FILE)
    renamed = file.opening.replace(str(ATTEMPT).encode(), str(OTHER).encode())
    with pytest.raises(FileForged):  # somebody's ciphertext moved under another header, sealed anew by its own page
        open_file(RING, take_apart(seal(renamed, file.box, OTHER)))


@pytest.mark.parametrize(
    "header",
    [{"count": 2}, {"highest": [1, 9]}, {"lowest": [1, 1]}],
    ids=lambda header: next(iter(header)),
)
def test_the_header_must_say_what_is_inside(header: dict[str, Any]) -> None:
    with pytest.raises(FileForged):
        open_file(RING, take_apart(make(ATTEMPT, EVENTS, **header)))


def test_the_same_number_twice_is_no_file_of_ours() -> None:
    with pytest.raises(FileForged):
        open_file(RING, take_apart(make(ATTEMPT, [event(1, 1, "A"), event(1, 2, "B")])))


def test_batches_are_as_large_as_a_save_may_be_and_in_order() -> None:
    many = [event(sequence, 1, "A") for sequence in range(250, 0, -1)]
    contents = open_file(RING, take_apart(make(ATTEMPT, many)))
    found = list(batches(contents))
    assert [len(batch.events) for batch in found] == [100, 100, 50]
    numbers = [each.sequence for batch in found for each in batch.events]
    assert numbers == list(range(1, 251))


def test_numbers_and_checksum_as_they_are_read_aloud() -> None:
    assert number_ranges([(2, 1), (1, 4), (1, 5), (1, 7), (2, 2)]) == ((1, 4, 5), (1, 7, 7), (2, 1, 2))
    checksum = take_apart(FILE).checksum
    assert spoken(checksum).replace(" ", "") == checksum[:32] and len(spoken(checksum).split()) == 8
