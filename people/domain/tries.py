"""How often a sign-in may be tried: strict for one 工号 at one address, loose for an address that a whole room shares.

A failed try counts until its 工号 signs in. A room of five hundred behind one address must get in within two minutes,
with its slips of the finger; whoever tries one password on many 工号 from one address must not get far.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """So many within so many seconds, and no more."""

    tries: int
    seconds: int

    def count(self, moments: Collection[datetime], now: datetime) -> int:
        """How many of these are recent enough to count."""
        return sum(1 for moment in moments if (now - moment).total_seconds() < self.seconds)

    def wait(self, moments: Collection[datetime], now: datetime, *, more: int = 0) -> int:
        """Seconds until the next try: 0, or until few enough are left in the window. `more` raises the limit."""
        recent = sorted(moment for moment in moments if (now - moment).total_seconds() < self.seconds)
        allowed = self.tries + more
        if len(recent) < allowed:
            return 0
        return max(1, self.seconds - int((now - recent[-allowed]).total_seconds()))


ONE_LOGIN_HERE = (Limit(8, 300), Limit(24, 3600))
"""Tries for one 工号 from one address."""

ONE_LOGIN_ANYWHERE = (Limit(90, 3600),)
"""Tries for one 工号 from all addresses. Not asked where that person signed in lately, so that nobody can be kept out
of the place where they work by somebody elsewhere.
"""

LOGINS_HERE = (Limit(60, 300), Limit(240, 3600))
"""工号 that failed from one address; each person who signs in there meanwhile raises the limit by one."""

LONGEST = timedelta(seconds=3600)
KNOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed tries of the last hour that count for one try: of this 工号, and the last ones of other 工号 here."""

    here: tuple[datetime, ...] = ()
    elsewhere: tuple[datetime, ...] = ()
    others_here: tuple[datetime, ...] = ()

    def wait_here(self, now: datetime) -> int:
        """By the limit that always holds."""
        return max(limit.wait(self.here, now) for limit in ONE_LOGIN_HERE)

    def wait_elsewhere(self, now: datetime) -> int:
        """By the limit on all addresses together."""
        return max(limit.wait((*self.here, *self.elsewhere), now) for limit in ONE_LOGIN_ANYWHERE)

    def wait_for_others(self, now: datetime, arrivals: Collection[datetime] = ()) -> int:
        """By the limit on the address; who failed here already is not held back by others, only by their own tries.
        `arrivals`: when people signed in here.
        """
        if self.here:
            return 0
        return max(limit.wait(self.others_here, now, more=limit.count(arrivals, now)) for limit in LOGINS_HERE)
