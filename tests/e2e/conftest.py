"""What the tests in a real browser share: Chromium, the running demo organisation, empty installations."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.chromium import ChromiumMissing, chromium, find_chromium
from tests.e2e.server import Site, scratch_settings, serving
from tests.e2e.visitors import Visitor


@pytest.fixture(scope="session", autouse=True)
def _chromium_is_there() -> None:
    """Without a browser there is nothing to test here, and the reason is said."""
    try:
        find_chromium()
    except ChromiumMissing as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def demo() -> Iterator[Site]:
    """One server for all tests, as a first `make run` starts it: with the demo organisation."""
    with scratch_settings(demo=True) as settings, serving(settings) as site:
        yield site


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def empty_site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A server on an empty database of each kind, as `make run DEMO=0` starts it."""
    with scratch_settings(request.param) as settings, serving(settings) as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running Chromium."""
    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors, each at a browser of their own: `visit(site, width=390, lang="en")`; all leave at the end."""
    with ExitStack() as leaving:

        def arrive(site: Site, **looks: object) -> Visitor:
            visitor = Visitor(browser, site, **looks)  # type: ignore[arg-type]  # what Visitor takes
            leaving.callback(visitor.leave)
            return visitor

        yield arrive
