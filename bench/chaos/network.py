"""A TCP proxy between candidates and server, and the weather on it: cut in the request or in the reply, delay, black
hole, refused connections. A fault hits a share of the connections for a while.
"""

import asyncio
import random
from collections.abc import Awaitable
from dataclasses import dataclass
from itertools import count

CHUNK = 65536
REQUEST, REPLY = "request", "reply"
Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Squall:
    """A fault of the network: what it does, to which share of the connections, until when (loop time), how long."""

    number: int
    kind: str
    share: float
    until: float
    seconds: float

    def hits(self, link: int) -> bool:
        """The same connections for the whole of it."""
        return random.Random(f"{self.number} {link}").random() < self.share


class Proxy:
    """Listens for candidates and passes their bytes on, as far as the weather lets it."""

    def __init__(self, server: Address) -> None:
        self._server_address = server
        self._squalls: list[Squall] = []
        self._links: dict[int, tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = {}
        self._numbers = count(1)
        self.address: Address = ("", 0)
        self._listening: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen on a free port."""
        self._listening = await asyncio.start_server(self._accept, "127.0.0.1", 0, backlog=1024)
        self.address = self._listening.sockets[0].getsockname()[:2]

    async def stop(self) -> None:
        """Cut everything and listen no more."""
        if self._listening is not None:
            self._listening.close()
        self.cut(1.0, random.Random(0))

    def blow(self, squall: Squall) -> None:
        """Let a fault begin; it ends by itself."""
        self._squalls = [each for each in self._squalls if each.until > _now()] + [squall]

    async def calm(self) -> None:
        """No new faults; what a black hole holds back comes out at its end."""
        end = max((squall.until for squall in self._squalls), default=0.0)
        await asyncio.sleep(max(0.0, end - _now()))
        self._squalls = []

    def cut(self, share: float, dice: random.Random) -> None:
        """Reset a share of the open connections."""
        for number in [each for each in self._links if dice.random() < share]:
            self._drop(number)

    def _drop(self, number: int) -> None:
        for writer in self._links.pop(number, ()):
            writer.transport.abort()

    def _squall(self, link: int, kinds: frozenset[str]) -> Squall | None:
        now = _now()
        return next((s for s in self._squalls if s.kind in kinds and s.until > now and s.hits(link)), None)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = next(self._numbers)
        if self._squall(number, frozenset({"refuse"})):
            writer.transport.abort()
            return
        try:
            server_reader, server_writer = await asyncio.open_connection(*self._server_address)
        except OSError:
            writer.transport.abort()
            return
        self._links[number] = (writer, server_writer)
        ways: tuple[Awaitable[None], ...] = (
            self._pump(number, REQUEST, reader, server_writer),
            self._pump(number, REPLY, server_reader, writer),
        )
        try:
            await asyncio.gather(*ways)
        finally:
            self._drop(number)

    async def _pump(self, number: int, way: str, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while chunk := await source.read(CHUNK):
                passing = await self._weather(number, way, chunk)
                target.write(passing)
                if len(passing) < len(chunk):
                    await target.drain()
                    break
                await target.drain()
        except OSError:
            pass
        self._drop(number)

    async def _weather(self, number: int, way: str, chunk: bytes) -> bytes:
        """What of a chunk arrives, after its time; less than the whole means that the connection is cut."""
        if squall := self._squall(number, frozenset({"black_hole"})):
            await asyncio.sleep(max(0.0, squall.until - _now()))
            return chunk if squall.number % 2 else b""  # sent again by TCP and late, or never
        if squall := self._squall(number, frozenset({"delay"})):
            await asyncio.sleep(squall.seconds)
        if squall := self._squall(number, frozenset({f"cut_{way}"})):
            return chunk[: len(chunk) // 2] if squall.number % 2 else b""
        return chunk


def _now() -> float:
    return asyncio.get_running_loop().time()
