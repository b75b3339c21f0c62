"""A computer in the exam hall: Chromium with a profile folder of its own. Its power can be cut (kill -9) and come back,
with everything that the browser had written to its disk; its lid can be closed (SIGSTOP) and opened.
"""

import os
import signal
import time
from pathlib import Path

from playwright.sync_api import Browser, Error

from tests.chromium import find_chromium, launch_flags
from tests.e2e.server import Site
from tests.e2e.visitors import PATIENCE, Visitor


class Machine(Visitor):
    """A visitor at such a computer."""

    def __init__(self, browser: Browser, site: Site, profile: Path) -> None:
        self.site, self.profile, self.kind = site, profile, browser.browser_type
        self.switch_on()

    def switch_on(self) -> None:
        """Start the browser on the profile as it lies there."""
        self.context = self.kind.launch_persistent_context(
            self.profile,
            executable_path=find_chromium(),
            args=launch_flags(),
            base_url=self.site.url,
            viewport={"width": 1360, "height": 900},
            locale="zh-CN",
        )
        self.context.set_default_timeout(PATIENCE)
        self.look(lang="zh", theme="light")
        self.troubles: list[str] = []
        self.page = self.new_page()

    def cut_power(self) -> None:
        """Kill the browser without a word; the profile stays as it lies on the disk."""
        for process in self._processes():
            os.kill(process, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE / 1000
        while self._processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        try:
            self.context.close()
        except Error:
            pass  # nobody is there any more to say goodbye to

    def close_lid(self) -> None:
        """Nothing of the browser runs any more, until the lid is opened. Ask nothing of the page meanwhile."""
        self._signal_all(signal.SIGSTOP)

    def open_lid(self) -> None:
        """Everything runs on where it stopped; only the time has gone by."""
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, what: signal.Signals) -> None:
        (browser,) = self._processes()
        for process in (browser, *_below(browser)):
            os.kill(process, what)

    def leave(self) -> None:
        if self._processes():
            super().leave()

    def _processes(self) -> list[int]:
        """The browser's own process; its children end with it."""
        wanted = f"--user-data-dir={self.profile}".encode()
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal():
                try:
                    words = (folder / "cmdline").read_bytes().split(b"\0")
                except OSError:
                    continue  # ended meanwhile
                if wanted in words and not any(word.startswith(b"--type=") for word in words):
                    found.append(int(folder.name))
        return found


def _below(process: int) -> list[int]:
    """All processes that descend from this one."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *_below(int(child))]
    return found
