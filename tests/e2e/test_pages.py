"""Every page as every role sees it: no console errors, nothing that the content policy refuses, axe-core finds nothing,
nothing scrolls sideways on the narrowest phone; at a desk in Chinese by day, on a phone in Spanish (the longest) at
night.

`CERTIFY_SHOTS=folder` keeps a picture of each page.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import violations
from tests.e2e import addresses as book
from tests.e2e.addresses import AGENTS, ANYBODY, EVERYBODY, STAFF, Address
from tests.e2e.server import Site, scratch_settings, serving
from tests.e2e.visitors import Visitor

NARROWEST = 320
# The widest thing that sticks out, named so that one can find it; empty when nothing scrolls sideways.
STICKS_OUT = r"""() => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= root.clientWidth) return '';
  const clips = (node) => node && node !== document.body
    && (/auto|scroll|hidden|clip/.test(getComputedStyle(node).overflowX) || clips(node.parentElement));
  const right = (node) => node.getBoundingClientRect().right;
  const out = [...document.querySelectorAll('body *')]
    .filter((node) => right(node) > root.clientWidth + 1 && !clips(node.parentElement))
    .sort((a, b) => right(b) - right(a));
  return `${root.scrollWidth} px wide: ${out[0]?.outerHTML.slice(0, 160)}`;
}"""


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    name: str
    width: int
    height: int
    lang: str
    theme: str


DESK = Look("desk", 1360, 900, "zh", "light")
PHONE = Look("phone", 390, 844, "es", "dark")


@dataclass
class Walk:
    """The demo organisation prepared to be walked through; remembers who saw what."""

    site: Site
    passwords: dict[str, str]
    addresses: list[Address]
    endpoints: set[str]
    seen: set[str] = field(default_factory=set)
    statuses: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def stops(self, login: str) -> Iterator[tuple[Address, bool]]:
        """What this person tries, and whether the page was made for them, so that it must open."""
        for address in self.addresses:
            if address.login == login:
                yield address, True
            elif address.login == EVERYBODY or {address.login, login} <= set(STAFF):
                yield address, False


@pytest.fixture(scope="module")
def walk(demo: Site) -> Walk:
    passwords = book.prepare(demo)
    with demo.services() as app:
        endpoints = book.page_endpoints(app)
    return Walk(demo, passwords, book.addresses(demo), endpoints)


Arrive = Callable[[str, Look], Visitor]


@pytest.fixture
def arrive(browser: Browser, walk: Walk) -> Iterator[Arrive]:
    """Somebody signed in (or nobody), with a look at things; one sign-in a person and look."""
    here: dict[tuple[str, Look], Visitor] = {}

    def come(login: str, look: Look) -> Visitor:
        if (login, look) not in here:
            style = {"width": look.width, "height": look.height, "lang": look.lang, "theme": look.theme}
            here[login, look] = Visitor(browser, walk.site, **style)  # type: ignore[arg-type]  # what Visitor takes
            known = next((other for (who, _look), other in here.items() if who == login and _look != look), None)
            if login and known:
                here[login, look].come_as(known)
            elif login:
                here[login, look].sign_in(login, walk.passwords[login])
        return here[login, look]

    yield come
    for visitor in here.values():
        visitor.leave()


def test_every_page_has_an_address_in_the_demo(walk: Walk) -> None:
    assert walk.endpoints - {address.endpoint for address in walk.addresses} == set()


@pytest.mark.parametrize("login", (ANYBODY, *STAFF, *AGENTS), ids=lambda login: login or "signed out")
def test_pages_are_sound(walk: Walk, arrive: Arrive, login: str) -> None:
    findings: list[str] = []
    for address, must_open in walk.stops(login):
        status = arrive(login, DESK).context.request.get(address.path, max_redirects=0).status
        walk.statuses[address.path].add(status)
        assert status < 500 and (status == 200 or not must_open), (address, status)
        if status == 200:
            closely = address.path not in walk.seen
            walk.seen.add(address.path)
            for look in (DESK, PHONE) if closely else (DESK,):
                findings += examine(arrive(login, look), address, look, closely=closely)
    assert findings == []


def test_every_address_was_open_to_somebody(walk: Walk) -> None:
    if not walk.seen:
        pytest.skip("nobody walked in this run")
    assert {path: codes for path, codes in walk.statuses.items() if 200 not in codes} == {}


@pytest.mark.parametrize("look", (DESK, PHONE), ids=lambda look: look.name)
def test_refusals_are_sound_pages_too(walk: Walk, arrive: Arrive, look: Look) -> None:
    findings: list[str] = []
    for login, path, status in (
        ("200731", "/records", 403),
        ("200731", "/no-such-page", 404),
        ("200731", f"/attempts/{'0' * 8}-0000-7000-8000-{'0' * 12}", 404),
        (ANYBODY, "/verify/no-such-certificate", 404),
        (ANYBODY, "/sign-in-slip/used", 409),
    ):
        visitor = arrive(login, look)
        reply = visitor.page.goto(path)
        assert reply is not None and reply.status == status, (path, reply and reply.status)
        findings += close_look(visitor, f"refused-{status}-{path.split('/')[1]}", look)
        findings += sideways(visitor.page, NARROWEST, look, path)
    visitor = arrive(ANYBODY, look)
    visitor.go("/sign-in")
    visitor.page.fill("input[name=login]", "200731")
    visitor.page.fill("input[name=password]", "not the password")
    visitor.page.click("main button[type=submit]")
    visitor.page.wait_for_selector("[role=alert]")
    findings += close_look(visitor, "refused-sign-in", look)
    assert findings == []


def test_the_first_page_of_an_empty_installation(browser: Browser) -> None:
    with scratch_settings() as settings, serving(settings) as site:
        link = re.search(r"http://127\.0\.0\.1:\d+(/setup/\S+)", site.printed)
        assert link is not None, site.printed
        for look in (DESK, PHONE):
            visitor = Visitor(browser, site, width=look.width, height=look.height, lang=look.lang, theme=look.theme)
            address = Address("people.set_up", link[1], ANYBODY)
            assert list(examine(visitor, address, look, closely=True)) == []
            visitor.leave()


def examine(visitor: Visitor, address: Address, look: Look, *, closely: bool) -> Iterator[str]:
    """What is wrong with the page as this visitor sees it; closely also asks axe-core."""
    page = visitor.go(address.path)
    name = f"{address.endpoint} {address.path}"
    if closely:
        yield from close_look(visitor, f"{address.endpoint}-{_short(address)}", look)
    for width in (look.width, NARROWEST):
        yield from sideways(page, width, look, name)
    yield from (f"{name}, {look.name}: {trouble}" for trouble in visitor.troubles)
    visitor.troubles.clear()


def close_look(visitor: Visitor, name: str, look: Look) -> Iterator[str]:
    """What axe-core finds; leaves a picture."""
    yield from (f"{name}, {look.name}: {found}" for found in violations(visitor.page))
    visitor.picture(f"{name}-{look.name}")


def sideways(page: Page, width: int, look: Look, name: str) -> Iterator[str]:
    """What makes the page scroll sideways at this width."""
    page.set_viewport_size({"width": width, "height": look.height})
    if found := page.evaluate(STICKS_OUT):
        yield f"{name}, {look.name} at {width}: {found}"
    page.set_viewport_size({"width": look.width, "height": look.height})


def _short(address: Address) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", address.login + address.path[-12:])
