"""What a sitting asks of its room: how it is typed, what is wrong with it, how it is stored."""

from dataclasses import replace

import pytest

from certify.exams.domain import ANY_ROOM, RoomRules, is_inside, rules_from_json, rules_to_json, split_networks
from certify.exams.domain.room_rules import checked


def test_networks_are_typed_as_people_type():
    assert split_networks(" 10.20.3.0/24，10.20.4.7\n\n１０.0.0.1；fd00::/8 ") == (
        *("10.20.3.0/24", "10.20.4.7", "10.0.0.1", "fd00::/8"),
    )
    assert split_networks("  \n ") == ()


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("10.20.3.1", True),
        ("10.20.3.255", True),
        ("10.20.4.1", False),
        ("::ffff:10.20.3.1", True),
        ("fd00::5", True),
        ("fe80::1%eth0", False),
        ("", False),
        (None, False),
        ("<script>", False),
    ],
)
def test_an_address_lies_in_a_network_or_not(address, inside):
    assert is_inside(("10.20.3.7/24", "fd00::/8"), address) is inside


def test_what_is_wrong_is_said_at_its_field():
    rules = RoomRules(networks=("10.20.3.0/24", "教室", "10.20.3.0/33"), earliest_leave_minutes=90)
    clean, problems = checked(rules, 90)
    assert [problem.field for problem in problems] == ["networks", "networks", "earliest_leave_minutes"]
    assert "10.20.3.0/33" in str(problems[1]) and clean.networks == ("10.20.3.0/24",)
    assert checked(RoomRules(networks=("10.0.0.9/24",) * 2, earliest_leave_minutes=89), 90) == (
        *(RoomRules(networks=("10.0.0.0/24",), earliest_leave_minutes=89), ()),
    )
    assert checked(RoomRules(networks=tuple(f"10.0.{n}.0/24" for n in range(21))), 90)[1]


def test_rules_are_stored_as_they_are():
    full = RoomRules(("10.0.0.0/24",), True, True, 30)
    assert rules_from_json(rules_to_json(full)) == full
    assert rules_to_json(ANY_ROOM) == {} and rules_from_json({}) == rules_from_json(None) == ANY_ROOM
    assert rules_from_json(rules_to_json(replace(full, networks=()))) == replace(full, networks=())
