"""The rules of trying to sign in, on plain moments."""

from datetime import UTC, datetime, timedelta

from people.domain.tries import LOGINS_HERE, ONE_LOGIN_ANYWHERE, ONE_LOGIN_HERE, Failures, Limit

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def moments(n: int, *, every: float = 1.0, ending: float = 0.0) -> tuple[datetime, ...]:
    return tuple(NOON - timedelta(seconds=ending + every * k) for k in range(n))


def test_a_limit_opens_again_when_its_oldest_try_is_over() -> None:
    limit = Limit(3, 300)
    assert limit.wait(moments(2), NOON) == 0
    assert limit.wait(moments(3, every=100), NOON) == 100
    assert limit.wait(moments(3, every=150), NOON) == 0  # the first was five minutes ago
    assert limit.wait(moments(5), NOON, more=3) == 0 and limit.wait(moments(6), NOON, more=3) > 0
    assert limit.wait(tuple(reversed(moments(3, every=100))), NOON) == 100


def test_one_login_here_is_strict() -> None:
    assert Failures(here=moments(ONE_LOGIN_HERE[0].tries - 1)).wait_here(NOON) == 0
    assert Failures(here=moments(ONE_LOGIN_HERE[0].tries)).wait_here(NOON) > 0
    slow = moments(ONE_LOGIN_HERE[1].tries, every=100)
    assert Failures(here=slow).wait_here(NOON) > 0


def test_one_account_is_tried_less_than_a_hundred_times_an_hour() -> None:
    """ASVS 4.0.3, 2.2.1."""
    assert sum(limit.tries for limit in ONE_LOGIN_ANYWHERE) <= 100
    assert Failures(elsewhere=moments(ONE_LOGIN_ANYWHERE[0].tries, every=30)).wait_elsewhere(NOON) > 0
    assert Failures(elsewhere=moments(ONE_LOGIN_ANYWHERE[0].tries, every=30)).wait_here(NOON) == 0


def test_arrivals_make_room_for_slips_of_a_whole_hall() -> None:
    most = LOGINS_HERE[0].tries
    assert Failures(others_here=moments(most)).wait_for_others(NOON) > 0
    assert Failures(others_here=moments(most)).wait_for_others(NOON, moments(1)) == 0
    assert Failures(others_here=moments(most)).wait_for_others(NOON, moments(1, ending=301)) > 0


def test_who_mistyped_is_not_held_back_by_the_others() -> None:
    assert Failures(here=moments(1), others_here=moments(LOGINS_HERE[0].tries * 2)).wait_for_others(NOON) == 0
