"""Somebody at a browser: signs in through the page, and notices what the browser's console complains about."""

import os
import re
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.e2e.server import Site

PATIENCE = 30_000  # milliseconds; the machine may be busy
SHOTS = os.environ.get("CERTIFY_SHOTS")  # a folder; the tests leave pictures of what they see there


class Visitor:
    """One browser context with one page. `troubles` are script errors, refusals of the content policy, failed loads."""

    def __init__(
        self,
        browser: Browser,
        site: Site,
        *,
        width: int = 1360,
        height: int = 900,
        lang: str = "zh",
        theme: str = "light",
        record: Path | None = None,
    ) -> None:
        self.site = site
        size = {"width": width, "height": height}
        self.context = browser.new_context(
            base_url=site.url,
            viewport=size,  # type: ignore[arg-type]  # playwright's TypedDict
            locale="zh-CN",
            record_har_path=record,  # all that this browser receives, once it has left
            record_har_content="embed" if record else None,
        )
        self.context.set_default_timeout(PATIENCE)
        self.look(lang=lang, theme=theme)
        self.troubles: list[str] = []
        self.page = self.new_page()

    def look(self, **cookies: str) -> None:
        """Choose language and theme, as the page's own buttons would."""
        chosen = [{"name": name, "value": value, "url": self.site.url} for name, value in cookies.items()]
        self.context.add_cookies(chosen)  # type: ignore[arg-type]  # playwright's TypedDict

    def new_page(self) -> Page:
        """Another tab of the same browser."""
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        # The browser also logs each reply with a status of failure; those are the tests' own business.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.troubles.append(f"{message.page.url if message.page else ''}: {message.text}")

    def sign_in(self, login: str, password: str | None = None) -> "Visitor":
        """Through the page, with the password that the first start printed unless another is given."""
        self.page.goto("/sign-in")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password or self.site.passwords[login])
        self.page.click("main button[type=submit]")
        expect(self.page).not_to_have_url(re.compile("/sign-in$"))
        expect(self.page.locator("main h1").first).to_be_visible()
        return self

    def come_as(self, other: "Visitor") -> None:
        """Be signed in as another visitor is."""
        chosen = ("lang", "theme")
        self.context.add_cookies([each for each in other.context.cookies() if each["name"] not in chosen])  # type: ignore[misc]

    def go(self, path: str) -> Page:
        """Open a page that answers 200."""
        reply = self.page.goto(path)
        assert reply is not None and reply.status == 200, (path, reply and reply.status)
        return self.page

    def picture(self, name: str, *, whole: bool = True) -> None:
        """Leave a picture in CERTIFY_SHOTS, if somebody wants to look."""
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=whole)

    def leave(self) -> None:
        """Close the browser context; whatever its pages complained about fails the test."""
        self.context.close()
        assert self.troubles == []
