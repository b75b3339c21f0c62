"""One run: fill the hall, start everything, let candidates come and go under faults in rounds with a calm after each,
let all end, then judge.
"""

import asyncio
import shutil
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask_migrate import stamp

from app import create_app
from bench.chaos.candidate import Candidate, World
from bench.chaos.faults import Conductor, schedule
from bench.chaos.network import Proxy
from bench.chaos.stage import Stage
from bench.chaos.verdict import as_figures, check, count_left_over
from bench.hall import Hall, open_hall
from bench.report import percentiles
from foundation import audit
from foundation.db import db, engines
from foundation.serve import ROOT

STUCK_SECONDS = 30  # so long after the recovery everyone must have been able to save
CLOSER_SECONDS = 10 + 15 + 30  # grace, the closer's wait, its rounds and the sweep of news
KEPT_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for."""

    database: str
    seconds: float
    seed: str
    candidates: int
    every: float = 1.5
    round_seconds: float = 240.0
    minutes: int = 4
    think_seconds: float = 2.0
    kinds: frozenset[str] | None = None
    brief: bool = False  # do not wait for the closer
    log: Path | None = None  # where to keep what server and database said


@dataclass
class _Course:
    """What happens during a run."""

    stage: Stage
    conductor: Conductor
    world: World
    seed: str
    active: dict[asyncio.Task[None], Candidate] = field(default_factory=dict)
    ended: list[Candidate] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    heals: list[float] = field(default_factory=list)
    next_number: int = 0

    def seat(self) -> None:
        """The next person comes in."""
        if self.next_number < len(self.world.hall.logins):
            candidate = Candidate(self.next_number, self.world, self.seed)
            self.next_number += 1
            task = asyncio.create_task(candidate.sit())
            self.active[task] = candidate
            task.add_done_callback(self._leave)

    def _leave(self, task: "asyncio.Task[None]") -> None:
        self.ended.append(self.active.pop(task))
        if not task.cancelled() and (error := task.exception()):
            raise error
        if not self.world.is_ending.is_set():
            self.seat()


def run(plan: Plan) -> dict[str, Any]:
    """The run's figures; its log is printed when something is wrong."""
    stage = Stage(plan.database)
    try:
        stage.wait_for_database()
        hall = _fill(stage, plan)
        return asyncio.run(_run(stage, hall, plan))
    finally:
        stage.free_disk()
        stage.kill_server()
        stage.stop()
        if plan.log:
            shutil.copy(stage.home / "log", plan.log)
        stage.remove()


def _fill(stage: Stage, plan: Plan) -> Hall:
    """As many people as may come: each place is taken anew every two minutes at the most."""
    people = round(plan.candidates * (1 + plan.seconds / 120))
    with create_app(stage.fill_settings).app_context():
        db.metadata.create_all(engines().write)
        stamp(directory=str(ROOT / "migrations"))
        hall = open_hall(people, now=datetime.now(UTC), minutes=plan.minutes)
        db.session.remove()
        engines().dispose()
    return hall


async def _run(stage: Stage, hall: Hall, plan: Plan) -> dict[str, Any]:
    asyncio.get_running_loop().set_exception_handler(_complain)
    proxy = Proxy(stage.address)
    await proxy.start()
    stage.start_server()
    while not stage.is_answering():
        await asyncio.sleep(0.2)
    seen: Counter[tuple[str, int]] = Counter()
    world = World(hall, proxy.address, seen, plan.think_seconds, plan.minutes, asyncio.Event())
    course = _Course(stage, Conductor(stage, proxy, plan.seed), world, plan.seed)
    operator = asyncio.create_task(_operate(stage))
    began = time.monotonic()
    await _rounds(course, plan)
    await _end(course, plan)
    operator.cancel()
    await proxy.stop()
    figures = _judge(course, plan, round(time.monotonic() - began))
    return figures | {"exit_code": await asyncio.to_thread(stage.stop)}


def _complain(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A defect of the bench itself must not pass in silence."""
    sys.stderr.write(f"bench: {context['message']}: {context.get('exception')!r}\n")
    if context.get("exception"):
        sys.excepthook(type(context["exception"]), context["exception"], context["exception"].__traceback__)


async def _operate(stage: Stage) -> None:
    while True:
        await asyncio.sleep(1)
        stage.look_after()


async def _rounds(course: _Course, plan: Plan) -> None:
    """Faults for a while, then a calm in which everyone must get through, until the time is up."""
    faults = schedule(plan.database, plan.seed, plan.every, plan.kinds)
    fault, resting, began = next(faults), 0.0, time.monotonic()
    for _place in range(plan.candidates):
        course.seat()
        await asyncio.sleep(0.02)
    await asyncio.sleep(2)
    round_end = plan.round_seconds
    while (now := time.monotonic() - began - resting) < plan.seconds:
        if now >= round_end:
            resting += await _calm(course)
            round_end += plan.round_seconds
            continue
        if fault.at <= now:
            course.conductor.begin(fault)
            fault = next(faults)
        await asyncio.sleep(0.05)
    await _calm(course)


async def _calm(course: _Course) -> float:
    """Everything is healed; who has still not got through STUCK_SECONDS later is stuck. Returns how long it took."""
    began = time.monotonic()
    await course.conductor.heal()
    course.heals.append(round(time.monotonic() - began, 1))
    moment = asyncio.get_running_loop().time()
    there = list(course.active.values())
    while asyncio.get_running_loop().time() < moment + STUCK_SECONDS:
        await asyncio.sleep(0.2)
        still = set(course.active.values())
        there = [one for one in there if one in still and one.waits_since(moment)]
        if not there:
            break
    course.recoveries.append(round(asyncio.get_running_loop().time() - moment, 1))
    course.stuck += [f"candidate {one.number} after {STUCK_SECONDS} s: {one.describe()}" for one in there]
    print(
        f"{datetime.now(UTC):%H:%M:%S} {course.conductor.done.total()} faults, {len(course.active)} candidates here, "
        f"{len(course.ended)} gone, all through after {course.recoveries[-1]} s, {len(there)} stuck",
        file=sys.stderr, flush=True,
    )  # fmt: skip
    return time.monotonic() - began


async def _end(course: _Course, plan: Plan) -> None:
    """All hand in or leave; then the job process has its time to close, score and seal."""
    course.world.is_ending.set()
    patience = 60.0 * plan.minutes + CLOSER_SECONDS
    if course.active:
        await asyncio.wait(set(course.active), timeout=45 if plan.brief else patience)
    for task, candidate in list(course.active.items()):
        course.stuck.append(f"candidate {candidate.number} at the end: {candidate.describe()}")
        task.cancel()
    end = time.monotonic() + (25 if plan.brief else patience)
    while time.monotonic() < end:
        left = await asyncio.to_thread(count_left_over, course.stage.settings.database_url)
        if not left["undelivered"] and (plan.brief or not (left["open_attempts"] or left["unsealed"])):
            break
        await asyncio.sleep(1)


def _judge(course: _Course, plan: Plan, seconds: int) -> dict[str, Any]:
    stage, done = course.stage, course.conductor.done
    notebooks = [candidate.notebook for candidate in (*course.ended, *course.active.values())]
    verdict, problems = check(stage.settings.database_url, notebooks, course.world.hall.items)
    thrown = [f"candidate {book.number}: {text}" for book in notebooks for text in book.thrown_out]
    figures = as_figures(verdict)
    with create_app(stage.fill_settings).app_context():
        broken_at = audit.verify()
        db.session.remove()
        engines().dispose()
    left = count_left_over(stage.settings.database_url)
    problems += [f"audit log broken at {broken_at}"] if broken_at else []
    problems += [f"left over: {left}"] if left["undelivered"] or (left["open_attempts"] and not plan.brief) else []
    replies: dict[str, dict[str, int]] = {}
    for (step, status), number in sorted(course.world.seen.items()):
        replies.setdefault(step, {})[str(status)] = number
    return {
        "faults": done.total(),
        "by_kind": dict(sorted(done.items())),
        "lost": figures.pop("lost") + figures.pop("replay_wrong"),
        "accepted_late": figures.pop("accepted_late"),
        "scores_wrong": figures.pop("scores_wrong"),
        "stuck": len(course.stuck),
        "thrown_out": len({book.number for book in notebooks if book.thrown_out}),
        "candidates": len(notebooks),
        **figures,
        "seed": plan.seed,
        "seconds": seconds,
        "database": plan.database,
        "at_once": plan.candidates,
        "unsent_seconds": _waits([each.waited for book in notebooks for each in book.acknowledged]),
        "failures_500": sum(n for (_step, status), n in course.world.seen.items() if status == 500),
        "without_json": sum(n for (step, _status), n in course.world.seen.items() if step.endswith("JSON")),
        "replies": replies,
        "healing_seconds": course.heals,
        "recovery_seconds": course.recoveries,
        "supervisor_ends": stage.supervisor_ends,
        "supervisors_shot": stage.supervisors_shot,
        "tracebacks": (stage.home / "log").read_text(errors="replace").count("Traceback (most recent"),
        "left_over": left,
        "disk": "tmpfs" if stage.is_small else "not small: mounting is not allowed, no disk was filled",
        "problems": [*thrown, *course.stuck, *problems][:KEPT_PROBLEMS],
    }


def _waits(seconds: list[float]) -> dict[str, float]:
    """How long answers were unsent: percentiles of the acknowledged ones."""
    found = {name: round(milliseconds / 1000, 1) for name, milliseconds in percentiles(seconds).items()}
    return found | {"max": round(max(seconds, default=0.0), 1)}
