"""A closed loop of browsers in one thread: so many at once, each sends its next request when the reply is there.

Plain sockets and a selector, so that the load takes little of the two cores it shares with the server. A browser is a
generator that yields requests and is sent the replies; nothing here knows what they mean.
"""

import selectors
import socket
import time
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field

Address = tuple[str, int]
LIMIT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Request:
    """The bytes to send, and the step under which their time is noted."""

    step: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. Header names are lower case; `cookies` are the raw Set-Cookie values."""

    status: int
    headers: dict[str, str]
    cookies: tuple[str, ...]
    body: bytes


Browser = Generator[Request, Reply, None]


@dataclass
class Times:
    """Seconds by step, and how long the whole loop took."""

    steps: dict[str, list[float]] = field(default_factory=dict)
    seconds: float = 0.0

    def note(self, step: str, seconds: float) -> None:
        """One more request (or one more act of several)."""
        self.steps.setdefault(step, []).append(seconds)


class Line:
    """One browser on its own keep-alive connection."""

    def __init__(self, browser: Browser, address: Address) -> None:
        self.browser = browser
        self.socket = socket.create_connection(address, LIMIT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""
        self._step, self._began = "", 0.0

    def send(self, request: Request) -> None:
        """Start the clock of the step and send."""
        self._step, self._began = request.step, time.perf_counter()
        self.socket.sendall(request.data)

    def read(self, times: Times) -> Reply | None:
        """Take what has arrived; the reply once it is whole."""
        chunk = self.socket.recv(262144)
        if not chunk:
            raise ConnectionError(f"the server hung up during {self._step}")
        self._received += chunk
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found:
            return None
        reply = parse_head(head)
        if len(body) < int(reply.headers.get("content-length", 0)):
            return None
        times.note(self._step, time.perf_counter() - self._began)
        self._received = b""
        return Reply(reply.status, reply.headers, reply.cookies, body)


def parse_head(head: bytes) -> Reply:
    """Status and headers of a reply; its body is not read here."""
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = [(name.lower(), value.strip()) for name, _colon, value in (line.partition(":") for line in lines)]
    cookies = tuple(value for name, value in pairs if name == "set-cookie")
    return Reply(int(first.split(" ", 2)[1]), dict(pairs), cookies, b"")


def run(browsers: Iterable[Browser], address: Address, at_once: int, times: Times) -> None:
    """Run all browsers, at most `at_once` at a time; when one is done the next one comes."""
    waiting: Iterator[Browser] = iter(browsers)
    began = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _place in range(at_once):
            _seat(waiting, selector, address)
        while selector.get_map():
            ready = selector.select(LIMIT_SECONDS)
            if not ready:
                raise TimeoutError(f"no reply within {LIMIT_SECONDS} s")
            for key, _events in ready:
                line: Line = key.data
                reply = line.read(times)
                if reply is None:
                    continue
                try:
                    line.send(line.browser.send(reply))
                except StopIteration:
                    selector.unregister(line.socket)
                    line.socket.close()
                    _seat(waiting, selector, address)
    times.seconds += time.perf_counter() - began


def _seat(waiting: Iterator[Browser], selector: selectors.BaseSelector, address: Address) -> None:
    """The next browser connects and sends its first request."""
    browser = next(waiting, None)
    if browser is not None:
        line = Line(browser, address)
        selector.register(line.socket, selectors.EVENT_READ, line)
        line.send(next(browser))
