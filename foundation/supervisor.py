"""Keeps the processes of `flask serve` running: one that dies is started again, one that cannot live ends them all.

A child has a process group of its own, so that nothing of a killed server stays behind on its port, and it is told to
stop when the supervisor itself is killed (Linux).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

GRACE_SECONDS = 8
STEP_SECONDS = 0.2
QUICK_SECONDS = 10  # a child that lives shorter than that died at once
GIVE_UP_AFTER = 5  # … and so many times in a row is no accident
BACK_OFF_SECONDS = (0.1, 0.5, 1.0, 2.0, 4.0)
PR_SET_PDEATHSIG = 1

Say = Callable[[str], object]


class Child:
    """One program, as often as it has to be started."""

    def __init__(self, name: str, command: Sequence[str], folder: Path) -> None:
        self.name, self._command, self._folder = name, list(command), folder
        self._deaths = 0
        self.start()

    def start(self) -> None:
        """Start it (anew)."""
        self._began, self._again_at = time.monotonic(), None
        self.process = subprocess.Popen(  # noqa: S603  # our own programs, no shell
            self._command, cwd=self._folder, start_new_session=True, preexec_fn=_stop_with_parent
        )

    _again_at: float | None

    def look_after(self, say: Say) -> bool:
        """Start it again if it has died; False when there is no use in that."""
        if self.process.poll() is None:
            return True
        now = time.monotonic()
        if self._again_at is None:
            self.end_group()
            self._deaths = self._deaths + 1 if now - self._began < QUICK_SECONDS else 1
            if self._deaths >= GIVE_UP_AFTER:
                say(f"{self.name}: 连续 {self._deaths} 次启动后立即退出，不再重试，原因见上"
                    f" / ended at once {self._deaths} times in a row, giving up; the reason stands above")  # fmt: skip
                return False
            wait = BACK_OFF_SECONDS[self._deaths - 1]
            say(f"{self.name}: 意外退出（{self.process.returncode}），{wait:g} 秒后重启"
                f" / ended unexpectedly, starting again in {wait:g} s")  # fmt: skip
            self._again_at = now + wait
        elif now >= self._again_at:
            self.start()
        return True

    def stop(self) -> None:
        """Ask it to finish what it is answering and end."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self, deadline: float) -> None:
        """Until it has ended, or the deadline has come; then nothing of it stays."""
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        self.end_group()
        self.process.wait()

    def end_group(self) -> None:
        """Kill whatever is left of it: the workers of a killed server would go on holding its port."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def _stop_with_parent() -> None:
    """In the child, before its program: SIGTERM when the supervisor dies without saying so."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def supervise(make: Callable[[], Sequence[Child]], say: Say, greet: Callable[[], bool] = lambda: True) -> int:
    """Until SIGINT or SIGTERM, or until a child cannot live; then end them all. Returns the exit code.

    `greet` is asked again and again until it has something to say (that the server answers).
    """
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    children, alive, greeted = make(), True, False
    while alive and not stopping:
        time.sleep(STEP_SECONDS)
        alive = not [child for child in children if not child.look_after(say)]
        greeted = greeted or greet()
    for child in children:
        child.stop()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        child.wait(deadline)
    return 0 if stopping else 1
