"""A whole room signs in behind one address, somebody tries one password on everybody, somebody keeps others out."""

from datetime import datetime, timedelta

import pytest

from foundation.db import transaction
from foundation.errors import TooMany
from foundation.ids import new_id
from people import services
from people.domain import WrongSignIn
from people.domain.tries import LOGINS_HERE, ONE_LOGIN_ANYWHERE, ONE_LOGIN_HERE
from people.models import Person
from people.passwords import hash_password
from tests.factories import PASSWORD, House

HALL, OUTSIDE = "203.0.113.7", "198.51.100.9"
SECOND = timedelta(seconds=1)


def a_hall_of(n: int, house: House, now: datetime) -> list[str]:
    """So many people of one centre, all with the same password (its hash is made once: tests are in a hurry)."""
    hashed, unit = hash_password(PASSWORD), house.units["centre"]
    logins = [f"8{number:05d}" for number in range(n)]
    with transaction() as session:
        session.add_all(
            Person(
                id=new_id(),
                login=login,
                login_folded=login,
                name=f"考生{login}",
                unit_id=unit,
                password_hash=hashed,
                must_change_password=False,
                created_at=now,
                version=1,
            )
            for login in logins
        )
    return logins


def fail(login: str, now: datetime, address: str = OUTSIDE) -> None:
    with pytest.raises(WrongSignIn):
        services.sign_in(login, "wrong wrong wrong", now=now, address=address)


def test_five_hundred_sign_in_within_two_minutes_behind_one_address(house: House, now: datetime) -> None:
    """Every fifth mistypes first, every tenth twice; some forget their password and try on. All others get in."""
    logins = a_hall_of(500, house, now)
    forgetful = set(logins[3::40])
    for number, login in enumerate(logins):
        moment = now + number * 0.24 * SECOND
        for _slip in range((number % 5 == 0) + (number % 10 == 0) + 4 * (login in forgetful)):
            fail(login, moment, HALL)
        if login not in forgetful:
            assert services.sign_in(login, PASSWORD, now=moment + SECOND, address=HALL)


def test_one_password_on_many_logins_is_stopped_and_goes_on_slowly(house: House, now: datetime) -> None:
    tried, moment = 0, now
    while moment < now + timedelta(hours=1):
        try:
            services.sign_in(f"9{tried:05d}", "Spring2026!", now=moment, address=OUTSIDE)
        except WrongSignIn:
            tried += 1
            moment += SECOND / 10
        except TooMany as refused:
            assert refused.retry_after_seconds > 0
            moment += timedelta(seconds=refused.retry_after_seconds)
    assert tried <= LOGINS_HERE[1].tries


def test_other_addresses_go_on_while_one_is_held_back(house: House, now: datetime) -> None:
    for number in range(LOGINS_HERE[0].tries):
        fail(f"9{number:05d}", now)
    with pytest.raises(TooMany):
        services.sign_in(house.ada.login, PASSWORD, now=now, address=OUTSIDE)
    assert services.sign_in(house.ada.login, PASSWORD, now=now, address=HALL)


def test_whoever_signed_in_here_before_is_not_kept_out_by_a_neighbour(house: House, now: datetime) -> None:
    """So a candidate whose sign-in ended in the middle of an exam can go on (rule 27)."""
    services.sign_in(house.ada.login, PASSWORD, now=now - timedelta(days=2), address=HALL)
    for number in range(LOGINS_HERE[0].tries + 1):
        fail(f"9{number:05d}", now, HALL)
        if number + 1 >= LOGINS_HERE[0].tries:
            break
    with pytest.raises(TooMany):
        services.sign_in(house.adam.login, PASSWORD, now=now, address=HALL)
    assert services.sign_in(house.ada.login, PASSWORD, now=now, address=HALL)


def test_nobody_elsewhere_can_lock_an_account_where_its_person_works(house: House, now: datetime) -> None:
    services.sign_in(house.ada.login, PASSWORD, now=now - timedelta(days=2), address=HALL)
    for number in range(ONE_LOGIN_ANYWHERE[0].tries):
        fail(house.ada.login, now, f"198.51.100.{number}")
    with pytest.raises(TooMany):
        services.sign_in(house.ada.login, PASSWORD, now=now, address="192.0.2.1")
    assert services.sign_in(house.ada.login, PASSWORD, now=now, address=HALL)


def test_their_own_tries_count_everywhere(house: House, now: datetime) -> None:
    services.sign_in(house.ada.login, PASSWORD, now=now - timedelta(days=2), address=HALL)
    for _try in range(ONE_LOGIN_HERE[0].tries):
        fail(house.ada.login, now, HALL)
    with pytest.raises(TooMany):
        services.sign_in(house.ada.login, PASSWORD, now=now, address=HALL)


def test_a_session_that_was_left_open_does_not_tell_the_password(house: House, now: datetime) -> None:
    for _try in range(ONE_LOGIN_HERE[0].tries):
        with pytest.raises(WrongSignIn):
            services.change_password(house.ada, "wrong wrong wrong", "a new phrase 7", now=now)
    with pytest.raises(TooMany):
        services.change_password(house.ada, PASSWORD, "a new phrase 7", now=now)
