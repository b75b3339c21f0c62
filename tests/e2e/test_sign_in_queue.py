"""Signing in while everybody does, in Chromium: the page keeps what was typed, says that it waits, and gets in.

Without scripts the server's own page says when to come again. A wrong password is still said beside the field.
"""

import time
from collections.abc import Callable

from playwright.sync_api import expect

from foundation.gates import Gate
from tests.e2e.server import Site
from tests.e2e.visitors import Visitor

Visit = Callable[..., Visitor]


def login(site: Site) -> str:
    """One of the accounts whose passwords the first start has printed."""
    return next(iter(site.passwords))


def a_crowd_before(site: Site, seconds: float) -> None:
    """Somebody has been told to come in so many seconds."""
    Gate(site.settings.instance_path, "password").keep_place(time.time() + seconds)


def test_the_page_waits_in_the_queue_and_signs_in_by_itself(demo: Site, visit: Visit) -> None:
    page = visit(demo).go("/sign-in")
    page.fill("input[name=login]", login(demo))
    page.fill("input[name=password]", demo.passwords[login(demo)])
    a_crowd_before(demo, 4)
    page.click("main button[type=submit]")
    expect(page.locator("[data-said]")).to_contain_text("排队登录中")
    assert page.locator("input[name=password]").input_value() == demo.passwords[login(demo)]
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))


def test_a_wrong_password_is_said_in_place(demo: Site, visit: Visit) -> None:
    page = visit(demo).go("/sign-in")
    page.fill("input[name=login]", login(demo))
    page.fill("input[name=password]", "not this one, surely")
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("工号或密码不对")
    page.fill("input[name=password]", demo.passwords[login(demo)])
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
