"""One run: two nodes, nginx, primary and standby; candidates answer all the while. Round after round a node dies and
comes back, then the primary dies, its standby is promoted, and the lost machine becomes the standby. Then the check.
"""

import asyncio
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask_migrate import stamp

from app import create_app
from bench.chaos.candidate import Candidate, World
from bench.chaos.run import CLOSER_SECONDS, KEPT_PROBLEMS, STUCK_SECONDS
from bench.chaos.verdict import as_figures, check, count_left_over
from bench.hall import Hall, open_hall
from bench.nodes.cluster import Cluster
from bench.nodes.front import Nginx, Node
from bench.nodes.wires import machines
from foundation.db import db, engines
from foundation.serve import ROOT
from foundation.settings import Settings

SECRET = "for two nodes only"  # of a scratch installation
NOTICED_SECONDS = 3  # until whoever watches the primary is sure that it is gone


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for."""

    candidates: int = 100
    rounds: int = 3
    calm_seconds: float = 20.0
    seed: str = "1"
    vanish: bool = False
    minutes: int = 3
    think_seconds: float = 2.0


@dataclass
class _House:
    """Everything that runs."""

    nodes: list[Node]
    nginx: Nginx
    cluster: Cluster
    world: World
    done: Counter[str] = field(default_factory=Counter)
    recoveries: dict[str, list[float]] = field(default_factory=dict)
    active: dict[asyncio.Task[None], Candidate] = field(default_factory=dict)
    ended: list[Candidate] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)


def run(plan: Plan) -> dict[str, Any]:
    """The run's figures. Needs root, nginx and PostgreSQL."""
    home = Path(tempfile.mkdtemp(prefix="certify-nodes-", dir="/tmp"))  # not TMPDIR: PostgreSQL is another user
    home.chmod(0o755)
    try:
        with machines("a", "b", "p", "s") as (first, second, primary, standby):
            cluster = Cluster(primary, standby, home)
            try:
                hall = _fill(cluster, home, plan)
                nodes = [Node(machine, home, cluster.url, SECRET) for machine in (first, second)]
                return asyncio.run(_run(home, nodes, cluster, hall, plan))
            finally:
                cluster.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _fill(cluster: Cluster, home: Path, plan: Plan) -> Hall:
    people = round(plan.candidates * (1 + plan.rounds * plan.calm_seconds * 3 / 100))
    settings = Settings(home, cluster.inner_url, secret_key=SECRET, demo=False, cheap_passwords=True)
    with create_app(settings).app_context():
        db.metadata.create_all(engines().write)
        stamp(directory=str(ROOT / "migrations"))
        hall = open_hall(people, now=datetime.now(UTC), minutes=plan.minutes)
        db.session.remove()
        engines().dispose()
    return hall


async def _run(home: Path, nodes: list[Node], cluster: Cluster, hall: Hall, plan: Plan) -> dict[str, Any]:
    began = time.monotonic()
    nginx = None
    try:
        for node in nodes:
            await asyncio.to_thread(node.start)
        nginx = Nginx(home, nodes)
        world = World(hall, nginx.address, Counter(), plan.think_seconds, plan.minutes, asyncio.Event())
        house = _House(nodes, nginx, cluster, world)
        await _rounds(house, plan)
        await _end(house, plan)
        return _judge(house, plan, round(time.monotonic() - began))
    finally:
        if nginx is not None:
            nginx.stop()
        for node in nodes:
            node.stop()


def _seat(house: _House, plan: Plan) -> None:
    number = len(house.active) + len(house.ended)
    if number >= len(house.world.hall.logins) or house.world.is_ending.is_set():
        return
    candidate = Candidate(number, house.world, plan.seed)
    task = asyncio.create_task(candidate.sit())
    house.active[task] = candidate

    def leave(ended: "asyncio.Task[None]") -> None:
        house.ended.append(house.active.pop(ended))
        if not ended.cancelled() and (error := ended.exception()):
            house.stuck.append(f"bench: {error!r}")
        _seat(house, plan)

    task.add_done_callback(leave)


async def _rounds(house: _House, plan: Plan) -> None:
    for _place in range(plan.candidates):
        _seat(house, plan)
        await asyncio.sleep(0.05)
    await asyncio.sleep(plan.calm_seconds)
    for turn in range(plan.rounds):
        node = house.nodes[turn % len(house.nodes)]
        await _lose_node(house, node, plan)
        await _lose_primary(house, plan)


async def _lose_node(house: _House, node: Node, plan: Plan) -> None:
    """An app node's machine dies; the other carries all; then it is back."""
    if plan.vanish:
        node.machine.pull_the_cable()
    else:
        await asyncio.to_thread(node.kill)
    house.done["node"] += 1
    await _all_through(house, "node")
    await asyncio.sleep(plan.calm_seconds)
    if plan.vanish:
        node.machine.plug_in()
    else:
        await asyncio.to_thread(node.start)


async def _lose_primary(house: _House, plan: Plan) -> None:
    """The primary dies; once that is noticed the standby is promoted; then the pair is made whole again."""
    await asyncio.to_thread(house.cluster.lose_primary, vanish=plan.vanish)
    house.done["primary"] += 1
    await asyncio.sleep(NOTICED_SECONDS)
    await asyncio.to_thread(house.cluster.fail_over)
    await _all_through(house, "primary")
    await asyncio.sleep(plan.calm_seconds)
    await asyncio.to_thread(house.cluster.attach_standby)


async def _all_through(house: _House, kind: str) -> None:
    """From here on the house can answer: everyone must get through within STUCK_SECONDS."""
    clock = asyncio.get_running_loop().time
    moment = clock()
    there = list(house.active.values())
    while there and clock() < moment + STUCK_SECONDS:
        await asyncio.sleep(0.2)
        still = set(house.active.values())
        there = [one for one in there if one in still and one.waits_since(moment)]
    seconds = round(clock() - moment, 1)
    house.recoveries.setdefault(kind, []).append(seconds)
    house.stuck += [f"candidate {one.number} after a lost {kind}: {one.describe()}" for one in there]
    told = f"{datetime.now(UTC):%H:%M:%S} lost {kind}: all through after {seconds} s, {len(there)} stuck"
    print(told, file=sys.stderr, flush=True)


async def _end(house: _House, plan: Plan) -> None:
    house.world.is_ending.set()
    patience = 60.0 * plan.minutes + CLOSER_SECONDS
    if house.active:
        await asyncio.wait(set(house.active), timeout=patience)
    for task, candidate in list(house.active.items()):
        house.stuck.append(f"candidate {candidate.number} at the end: {candidate.describe()}")
        task.cancel()
    end = time.monotonic() + patience
    while any((await asyncio.to_thread(count_left_over, house.cluster.inner_url)).values()) and time.monotonic() < end:
        await asyncio.sleep(1)


def _judge(house: _House, plan: Plan, seconds: int) -> dict[str, Any]:
    books = [candidate.notebook for candidate in (*house.ended, *house.active.values())]
    verdict, problems = check(house.cluster.inner_url, books, house.world.hall.items)
    figures = as_figures(verdict)
    thrown = [f"candidate {book.number}: {text}" for book in books for text in book.thrown_out]
    left = count_left_over(house.cluster.inner_url)
    problems += [f"left over: {left}"] if any(left.values()) else []
    replies: Counter[str] = Counter()
    for (_step, status), number in house.world.seen.items():
        replies[str(status)] += number
    return {
        "faults": house.done.total(),
        "by_kind": dict(house.done),
        "how": "vanished from the network" if plan.vanish else "killed",
        "lost": figures.pop("lost") + figures.pop("replay_wrong"),
        "accepted_late": figures.pop("accepted_late"),
        "scores_wrong": figures.pop("scores_wrong"),
        "stuck": len(house.stuck),
        "thrown_out": len({book.number for book in books if book.thrown_out}),
        "failures_500": sum(n for (_step, status), n in house.world.seen.items() if status == 500),
        "candidates": len(books),
        **figures,
        "recovery_seconds": house.recoveries,
        "replies": dict(sorted(replies.items())),
        "seconds": seconds,
        "seed": plan.seed,
        "problems": [*thrown, *house.stuck, *problems][:KEPT_PROBLEMS],
    }
