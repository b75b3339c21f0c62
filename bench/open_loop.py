"""An open loop of browsers in one thread: every request has a time at which it is due, whatever the server does.

A browser is a generator that yields `Timed` requests and is sent the replies. Latency counts from the due time, so a
slow server can't hide its queue. Each browser has a connection of its own, opened when it is first needed and again
when the server has closed it, as browsers do. Written for little CPU: the load shares the machine with the server.
"""

import errno
import heapq
import random
import select
import socket
import time
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from itertools import count

from bench.loop import Address

LIMIT_SECONDS = 30  # no reply within: the request has failed
SENDS = 6  # of one request: after a refusal with Retry-After, or on a connection that had just been closed
TOO_BUSY = (429, 503)


@dataclass(slots=True)
class Timed:
    """A request: its step, its bytes, when it is due (perf_counter; 0: at once). A refusal with Retry-After is obeyed
    here, unless the browser takes it itself.
    """

    step: str
    data: bytes
    due: float = 0.0
    takes_refusals: bool = False


@dataclass(slots=True)
class Answer:
    """What came back: the status, the head as it is, the body."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: bytes) -> bytes:
        """A header's value; empty when it is not there."""
        at = self.head.lower().find(b"\r\n" + name + b":")
        return b"" if at < 0 else self.head[at + len(name) + 3 :].split(b"\r\n", 1)[0].strip()


TimedBrowser = Generator[Timed, Answer, None]


class Failed(AssertionError):
    """A browser met what a working server does not do; it gives up, the others go on."""


@dataclass
class Book:
    """What was measured: by step (due, seconds from due to reply), and what went wrong."""

    steps: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)  # 503 or 429 with Retry-After: asked again later
    failures: list[str] = field(default_factory=list)
    connections: int = 0
    resent: int = 0  # on a connection that the server had closed while it was idle
    longest_lag: float = 0.0  # the load's own: how long after its due time a request left here

    def note(self, step: str, due: float, seconds: float) -> None:
        """One reply."""
        self.steps.setdefault(step, []).append((due, seconds))


@dataclass(slots=True, eq=False)
class Line:
    """A browser with its connection and the request that it waits for."""

    browser: TimedBrowser
    order: int
    request: Timed = field(default_factory=lambda: Timed("", b""))
    due: float = 0.0
    sent_at: float = 0.0  # 0: nothing is asked
    sends: int = 0
    received: bytes = b""
    wire: socket.socket | None = None
    is_connecting: bool = False
    is_fresh: bool = True


class OpenLoop:
    """Runs browsers until all are done."""

    def __init__(self, address: Address, book: Book, *, seed: int = 1) -> None:
        self._address, self.book = address, book
        self._dice = random.Random(seed)
        self._plan: list[tuple[float, int, Line]] = []
        self._lines: dict[int, Line] = {}
        self._number = count()
        self._poll = select.epoll()
        self._alive = 0

    def run(self, browsers: Iterable[TimedBrowser]) -> None:
        """All of them, each at its own pace."""
        for browser in browsers:
            line = Line(browser, next(self._number))
            self._alive += 1
            self._next(line, None)
        swept = time.perf_counter()
        while self._alive:
            now = time.perf_counter()
            wait = max(0.0, self._plan[0][0] - now) if self._plan else 1.0
            for descriptor, _event in self._poll.poll(min(wait, 1.0), 256):
                found = self._lines.get(descriptor)
                if found is not None:  # it may have gone earlier in this round
                    self._on_event(found)
            now = time.perf_counter()
            while self._plan and self._plan[0][0] <= now:
                at, _order, line = heapq.heappop(self._plan)
                self.book.longest_lag = max(self.book.longest_lag, now - at)
                self._send(line)
            if now - swept > 1:
                self._sweep(now)
                swept = now
        self._poll.close()

    def _next(self, line: Line, answer: Answer | None) -> None:
        """The browser sees the answer and says what it asks next."""
        try:
            request = next(line.browser) if answer is None else line.browser.send(answer)
        except StopIteration:
            self._leave(line)
        except Failed as failure:
            self.book.failures.append(str(failure))
            self._leave(line)
        else:
            now = time.perf_counter()
            line.request, line.due, line.sends = request, request.due or now, 0
            if line.due <= now:
                self._send(line)
            else:
                heapq.heappush(self._plan, (line.due, line.order, line))

    def _leave(self, line: Line) -> None:
        self._alive -= 1
        self._close(line)

    def _close(self, line: Line) -> None:
        if line.wire is not None:
            del self._lines[line.wire.fileno()]
            line.wire.close()  # epoll forgets it
            line.wire = None

    def _send(self, line: Line) -> None:
        line.sent_at, line.received = time.perf_counter(), b""
        line.sends += 1
        try:
            if line.wire is None:
                self._connect(line)
            else:
                line.is_fresh = False
                line.wire.sendall(line.request.data)
        except OSError as error:
            self._broken(line, error)

    def _connect(self, line: Line) -> None:
        line.wire = socket.socket()
        line.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.wire.setblocking(False)
        line.is_fresh = True
        self.book.connections += 1
        self._lines[line.wire.fileno()] = line
        line.is_connecting = line.wire.connect_ex(self._address) == errno.EINPROGRESS
        self._poll.register(line.wire, select.EPOLLOUT if line.is_connecting else select.EPOLLIN)
        if not line.is_connecting:
            line.wire.sendall(line.request.data)

    def _on_event(self, line: Line) -> None:
        assert line.wire is not None
        try:
            if line.is_connecting:
                line.is_connecting = False
                line.wire.sendall(line.request.data)
                self._poll.modify(line.wire, select.EPOLLIN)
                return
            chunk = line.wire.recv(262144)
        except BlockingIOError:
            return
        except OSError as error:
            self._broken(line, error)
            return
        if not line.sent_at:  # nothing is asked: the server closes an idle connection
            self._close(line)
        elif not chunk:
            self._broken(line, ConnectionError("hung up"))
        else:
            line.received += chunk
            self._read(line)

    def _broken(self, line: Line, error: OSError) -> None:
        """A kept connection that was closed under us is no failure: the same request goes on a fresh one."""
        self._close(line)
        if not line.is_fresh and not line.received and line.sends < SENDS:
            self.book.resent += 1
            self._send(line)
            return
        self.book.failures.append(f"{line.request.step}: {error!r}")
        line.sent_at = 0.0
        self._alive -= 1
        line.browser.close()

    def _read(self, line: Line) -> None:
        head, end, body = line.received.partition(b"\r\n\r\n")
        if not end:
            return
        answer = Answer(int(head[9:12]), head, body)
        if len(body) < int(answer.header(b"content-length") or 0):
            return
        now = time.perf_counter()
        line.sent_at, line.received = 0.0, b""
        wait = answer.header(b"retry-after") if answer.status in TOO_BUSY else b""
        step = line.request.step
        if wait:
            self.book.refused[step] = self.book.refused.get(step, 0) + 1
        else:
            self.book.note(step, line.due, now - line.due)
        if wait and not line.request.takes_refusals:
            again = now + float(wait) * (1 + 0.2 * self._dice.random())  # the latency goes on counting
            heapq.heappush(self._plan, (again, line.order, line))
        else:
            self._next(line, answer)

    def _sweep(self, now: float) -> None:
        """Requests without a reply have failed."""
        late = [line for line in self._lines.values() if line.sent_at and now - line.sent_at > LIMIT_SECONDS]
        for line in late:
            self.book.failures.append(f"{line.request.step}: no reply within {LIMIT_SECONDS} s")
            line.browser.close()
            self._leave(line)
