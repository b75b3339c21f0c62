"""Which fault comes when (from the seed), and how each is done to the stage or the network."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import count

from bench.chaos.cluster import Cluster
from bench.chaos.network import Proxy, Squall
from bench.chaos.stage import Stage, pick, send

# kind → how often in a pack of about two hundred, which is shuffled and dealt again and again: a thousand faults hold
# as many of each kind as are asked for, whatever the seed
NETWORK = {"cut": 28, "cut_request": 32, "cut_reply": 32, "delay": 20, "black_hole": 14, "refuse": 8}
PROCESSES = {
    **{"worker_kill": 22, "job_kill": 6, "server_kill": 3, "worker_freeze": 4},
    **{"disk_full": 5, "restart_all": 4},
}
ONLY = {
    "sqlite": {"writer_kill": 18},
    "postgresql": {"database_kill": 24, "backend_kill": 4, "database_freeze": 2},
}
HEAVY = frozenset({"disk_full", "restart_all", "database_kill", "database_freeze"})  # one at a time


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry of the schedule: when (seconds from the begin), what, and the dice for its details."""

    number: int
    at: float
    kind: str

    def dice(self, seed: str) -> random.Random:
        """Chance for share, length and victim, the same in each run of the seed."""
        return random.Random(f"{seed} fault {self.number}")


def schedule(database: str, seed: str, every: float, kinds: frozenset[str] | None = None) -> Iterator[Fault]:
    """Faults without end, at random distances of `every` seconds on average."""
    dice, at = random.Random(f"{seed} schedule"), 0.0
    amounts = {**NETWORK, **PROCESSES, **ONLY[database]}
    pack = [kind for kind, amount in amounts.items() if kinds is None or kind in kinds for _card in range(amount)]
    numbers = count(1)
    while True:
        dice.shuffle(pack)
        for kind in pack:
            at += dice.uniform(0.2, 1.8) * every
            yield Fault(next(numbers), at, kind)


class Conductor:
    """Does the faults and counts those that were done."""

    def __init__(self, stage: Stage, proxy: Proxy, seed: str) -> None:
        self._stage, self._proxy, self._seed = stage, proxy, seed
        self.done: Counter[str] = Counter()
        self.refused = 0  # while the disk was full
        self._heavy = asyncio.Lock()
        self._running: set[asyncio.Task[None]] = set()
        self._stopped: list[int] = []

    @property
    def _cluster(self) -> Cluster:
        assert self._stage.cluster is not None
        return self._stage.cluster

    def begin(self, fault: Fault) -> None:
        """Let it happen beside the others; a heavy one waits until there is no other heavy one."""
        task = asyncio.create_task(self._do(fault))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _do(self, fault: Fault) -> None:
        dice = fault.dice(self._seed)
        if fault.kind in NETWORK:
            self._weather(fault, dice)
            happened = True
        elif fault.kind in HEAVY:
            async with self._heavy:
                happened = await getattr(self, f"_{fault.kind}")(dice)
        else:
            act: Callable[[random.Random], Awaitable[bool]] = getattr(self, f"_{fault.kind}")
            happened = await act(dice)
        if happened:
            self.done[fault.kind] += 1

    async def heal(self) -> None:
        """No fault any more: wait for those under way, wake who sleeps, end the bad weather."""
        await self._proxy.calm()
        while self._running:
            await asyncio.wait(set(self._running))
        send(self._stopped, signal.SIGCONT)
        await asyncio.to_thread(self._stage.wait_for_database)
        while not await asyncio.to_thread(self._stage.is_whole):
            await asyncio.sleep(0.5)

    def _weather(self, fault: Fault, dice: random.Random) -> None:
        share = dice.choice((0.05, 0.1, 0.2, 0.5, 1.0))
        if fault.kind == "cut":
            self._proxy.cut(share, dice)
            return
        long = fault.kind == "black_hole"
        length = dice.uniform(1, 12) if long and share < 1 else dice.uniform(0.3, 3)
        end = asyncio.get_running_loop().time() + length
        self._proxy.blow(Squall(fault.number, fault.kind, share, end, dice.uniform(0.1, 2.5)))

    async def _worker_kill(self, dice: random.Random) -> bool:
        return _shoot(pick(dice, self._stage.workers()))

    async def _writer_kill(self, dice: random.Random) -> bool:
        """The worker (or the job process) that is in the middle of a transaction."""
        writer = await asyncio.to_thread(self._stage.writer)
        if writer is not None and self._stage.is_supervisor(
            writer
        ):  # `flask serve` itself, which migrates at its start
            self._stage.supervisors_shot += 1
        return _shoot([writer] if writer in self._stage.server_tree() else [])

    async def _job_kill(self, dice: random.Random) -> bool:
        return _shoot(self._stage.find("jobs", "run"))

    async def _server_kill(self, dice: random.Random) -> bool:
        return _shoot(self._stage.granian())

    async def _worker_freeze(self, dice: random.Random) -> bool:
        return await self._freeze(pick(dice, self._stage.workers()), dice.uniform(0.5, 13))

    async def _database_freeze(self, dice: random.Random) -> bool:
        return await self._freeze(self._cluster.processes(), dice.uniform(0.5, 6))

    async def _freeze(self, pids: list[int], seconds: float) -> bool:
        send(pids, signal.SIGSTOP)
        self._stopped += pids
        await asyncio.sleep(seconds)
        send(pids, signal.SIGCONT)
        return bool(pids)

    async def _backend_kill(self, dice: random.Random) -> bool:
        """One of PostgreSQL's processes: the postmaster throws all sessions out and recovers by itself."""
        return _shoot(pick(dice, self._cluster.processes()[1:]))

    async def _database_kill(self, dice: random.Random) -> bool:
        was_alive = self._cluster.kill(whole=dice.random() < 0.6)
        await asyncio.sleep(dice.choice((0.0, 0.2, 1.0, 3.0)))
        self._cluster.start()
        return await asyncio.to_thread(self._stage.wait_for_database) and was_alive

    async def _disk_full(self, dice: random.Random) -> bool:
        if not self._stage.is_small:
            return False
        await asyncio.to_thread(self._stage.fill_disk, hard=dice.random() < 0.6)
        await asyncio.sleep(dice.uniform(2, 9))
        self._stage.free_disk()
        return await asyncio.to_thread(self._stage.wait_for_database)

    async def _restart_all(self, dice: random.Random) -> bool:
        """The power fails and comes back: supervisor, server, job process and database at once."""
        self._stage.kill_server()
        if self._stage.cluster:
            self._stage.cluster.kill(whole=True)
        await asyncio.sleep(dice.uniform(0.2, 2))
        if self._stage.cluster:
            self._stage.cluster.start()
        self._stage.start_server()
        for _turn in range(600):
            if self._stage.is_answering():
                return True
            await asyncio.sleep(0.1)
        return False


def _shoot(pids: list[int]) -> bool:
    send(pids, signal.SIGKILL)
    return bool(pids)
