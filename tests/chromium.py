"""The system's Chromium under Playwright, for e2e tests and screenshots. Never downloads a browser of its own.

Knows nothing of our pages; what a test expects of them stands in `tests/e2e`.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
# It talks to our server only: no updates, no sync, no look-ups of its maker's hosts.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


class ChromiumMissing(RuntimeError):
    """No Chromium on this machine."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=launch_flags())
        try:
            yield browser
        finally:
            browser.close()


def launch_flags() -> list[str]:
    """Chromium's sandbox refuses to run as root; CI is root in a container of its own."""
    return [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else list(QUIET)


def find_chromium() -> str:
    """The path of the system's Chromium, or ChromiumMissing."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        raise ChromiumMissing("Chromium is not installed; `scripts/install-test-deps chromium` installs Debian's")
    return found


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands: "rule: element" a line, empty when all is well.

    It comes in through the debugger, so that the page's own content policy stays in force.
    """
    debugger = page.context.new_cdp_session(page)
    debugger.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    debugger.detach()
    found = page.evaluate("async () => (await axe.run()).violations")
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
