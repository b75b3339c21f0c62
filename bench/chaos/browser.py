"""A browser's connections under asyncio: cookies, keep-alive, a time limit, and one kind of failure for everything that
a page cannot tell apart.
"""

import asyncio
import contextlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bench.loop import Address, parse_head

LIMIT = 10.0  # seconds, as the page's own
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class NetworkFailure(Exception):
    """No reply, half a reply, or too late."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole reply."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The reply as JSON; empty where it is none (as the page takes it)."""
        return json.loads(self.body) if "json" in self.headers.get("content-type", "") else {}

    @property
    def retry_after(self) -> float:
        """Seconds that the server asks to wait."""
        return float(self.headers.get("retry-after", 0))


class Browser:
    """One person's browser; what it is answered is counted in `seen` by (what was asked, status)."""

    def __init__(self, address: Address, seen: Counter[tuple[str, int]]) -> None:
        self._address, self._seen = address, seen
        self._cookies: dict[str, str] = {}
        self._idle: list[Connection] = []
        self.heard_at = 0.0  # loop time of the last reply that was no 5xx

    async def ask(
        self, step: str, method: str, path: str, body: Any = None, kind: str = JSON, *, limit: float = LIMIT,
        deaf: bool = False,
    ) -> Answer:  # fmt: skip
        """One request. `deaf`: the network dies once it is sent. Raises NetworkFailure."""
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            async with asyncio.timeout(limit):
                answer = await self._exchange(self._request(method, path, data, kind), deaf)
        except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            self._seen[step, 0] += 1
            raise NetworkFailure(str(error))
        self._seen[step, answer.status] += 1
        if kind == JSON and not answer.json:
            self._seen[f"{step} without JSON", answer.status] += 1
        if answer.status < 500:
            self.heard_at = asyncio.get_running_loop().time()
        return answer

    def _request(self, method: str, path: str, body: bytes, kind: str) -> bytes:
        host = f"{self._address[0]}:{self._address[1]}"
        accept = JSON if kind == JSON else "text/html"
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Accept: {accept}", "Sec-Fetch-Site: same-origin"]
        if self._cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        if kind == JSON or method != "GET":
            lines += [f"Content-Type: {kind}"]
        if method != "GET":
            lines += [f"Content-Length: {len(body)}", f"Origin: http://{host}"]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    async def _exchange(self, request: bytes, deaf: bool) -> Answer:
        connection = self._idle.pop() if self._idle else await asyncio.open_connection(*self._address)
        reader, writer = connection
        try:
            writer.write(request)
            await writer.drain()
            if deaf:
                await asyncio.sleep(0.05)
                raise ConnectionError("the network died in the reply")
            head = parse_head((await reader.readuntil(b"\r\n\r\n"))[:-4])
            body = await reader.readexactly(int(head.headers.get("content-length", 0)))
        except BaseException:  # cancelled, too: half an exchange leaves no usable connection
            writer.transport.abort()
            raise
        for text in head.cookies:
            name, _equals, value = text.partition(";")[0].partition("=")
            self._cookies[name] = value
        self._idle.append(connection)
        return Answer(head.status, head.headers, body)

    def close(self) -> None:
        """The machine is switched off."""
        for _reader, writer in self._idle:
            with contextlib.suppress(OSError):
                writer.transport.abort()
        self._idle.clear()
