"""Machines for a run: network namespaces on one bridge. Each has an address, can lose its cable and get it back."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.meter import tree

SUBNET = "10.77.0"


class Machine:
    """A namespace with one cable to the bridge. Programs started `inside` see only this network."""

    def __init__(self, name: str, number: int, bridge: str) -> None:
        self.name, self.address = name, f"{SUBNET}.{number}"
        self._cable = f"{name}-c"
        _ip("netns", "add", name)
        _ip("link", "add", self._cable, "type", "veth", "peer", "name", "eth0", "netns", name)
        _ip("link", "set", self._cable, "master", bridge, "up")
        for command in (("addr", "add", f"{self.address}/24", "dev", "eth0"), ("link", "set", "eth0", "up"),
                        ("link", "set", "lo", "up")):  # fmt: skip
            _ip("-n", name, *command)

    def inside(self, command: Sequence[str], user: str | None = None) -> list[str]:
        """The command as it must be started to run on this machine (as another user, if one is named)."""
        as_user = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
        return ["ip", "netns", "exec", self.name, *as_user, *command]

    def pull_the_cable(self) -> None:
        """Nothing goes in or out, and nobody is told: packets just vanish."""
        _ip("link", "set", self._cable, "down")

    def plug_in(self) -> None:
        """The cable is back."""
        _ip("link", "set", self._cable, "up")


class Program:
    """A program on a machine, with its log; it can die as in a power cut."""

    def __init__(self, machine: Machine, log: Path) -> None:
        self.machine = machine
        self._log = open(log, "ab")  # noqa: SIM115  # closed by stop()
        self._process: subprocess.Popen[bytes] | None = None

    def kill(self) -> None:
        """kill -9 of all its processes at once."""
        if self._process is not None:
            for pid in tree([self._process.pid]):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """The end."""
        self.kill()
        self._log.close()


@contextmanager
def machines(*names: str) -> Iterator[list[Machine]]:
    """So many machines on one bridge, addresses .11 onwards; this process is .1. Needs root."""
    if os.geteuid() != 0:
        raise SystemExit("bench.nodes makes network namespaces and must run as root")
    bridge = f"cfb{os.getpid() % 10_000}"
    names = tuple(f"cf{name}{os.getpid() % 10_000}" for name in names)
    _ip("link", "add", bridge, "type", "bridge")
    try:
        _ip("addr", "add", f"{SUBNET}.1/24", "dev", bridge)
        _ip("link", "set", bridge, "up")
        yield [Machine(name, number, bridge) for number, name in enumerate(names, 11)]
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
        subprocess.run(["ip", "link", "del", bridge], check=False, capture_output=True)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)
