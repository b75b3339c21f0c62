"""Load the demo organisation once, from the oldest day to today; print the one-time passwords."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import click

from certify.demo import history
from certify.demo.cast import AGENTS, SHOWN, STAFF, Agent, Way
from certify.demo.history import DAY, HOUR, hold_sitting, mark_all, release, sit, with_way
from certify.demo.room import open_room
from certify.demo.setting import Stage, build_content, build_people, build_programmes
from certify.exams import services as exams

OLD_HANDS = (Way.EXPIRED, Way.EXPIRING)
RECENT = (Way.CERTIFIED, Way.REVOKED, Way.SUSPENDED, Way.FAILED)
LAST_WEEK = (Way.READY,)


def load_demo(*, now: datetime, say: Callable[[str], None]) -> Stage:
    """Make everything; `now` is the day that the demo ends on. Takes well under a minute."""
    began = time.monotonic()
    stage = Stage()
    long_ago = now - 800 * DAY
    build_people(stage, now=long_ago)
    build_content(stage, now=long_ago)
    build_programmes(stage, now=long_ago)
    say(f"  {time.monotonic() - began:4.0f} s  organisation, courses, question bank, exam")
    _years_ago(stage, now)
    _three_months(stage, now)
    _today(stage, now)
    say(f"  {time.monotonic() - began:4.0f} s  three months of history")
    return stage


def _years_ago(stage: Stage, now: datetime) -> None:
    """Those whose certificates have run out, and those whose certificates soon will."""
    for way, granted in ((Way.EXPIRED, now - 780 * DAY), (Way.EXPIRING, now - 690 * DAY)):
        agents = with_way(way)
        history.enrol_all(stage, agents, now=granted - 60 * DAY)
        history.learn(stage, agents, None, began=granted - 50 * DAY)
        _sitting(stage, f"{granted:%Y年%m月}理论考试", agents, granted - 7 * DAY, granted - 2 * DAY)
        history.decide(stage, agents, now=granted)


def _three_months(stage: Stage, now: datetime) -> None:
    agents = with_way(*RECENT, *LAST_WEEK, Way.MARKING, Way.READY_TO_SIT)
    history.enrol_all(stage, agents, now=now - 90 * DAY)
    history.learn(stage, agents, None, began=now - 85 * DAY)
    in_class = with_way(Way.LEARNING)
    history.enrol_all(stage, [*in_class, *with_way(Way.NEW)], now=now - 20 * DAY)
    history.learn(stage, in_class, 12, began=now - 18 * DAY)
    recent = with_way(*RECENT)
    _sitting(stage, "理论考试 · 第一场", recent, now - 40 * DAY, now - 35 * DAY)
    history.decide(stage, recent, now=now - 34 * DAY)
    history.take_back(stage, now=now - 5 * DAY)
    _sitting(stage, "理论考试 · 第二场", with_way(*LAST_WEEK), now - 12 * DAY, now - 7 * DAY)


def _sitting(stage: Stage, title: str, agents: Sequence[Agent], at: datetime, released: datetime) -> None:
    sitting_id = hold_sitting(stage, title, agents, at=at)
    sit(stage, sitting_id, agents, at=at + timedelta(minutes=5))
    mark_all(stage, now=released - DAY)
    release(stage, sitting_id, now=released)


def _today(stage: Stage, now: datetime) -> None:
    """One sitting waits for its markers, one is open, a rehearsal can be taken at any time, and a room is running."""
    waiting = with_way(Way.MARKING)
    third = hold_sitting(stage, "理论考试 · 第三场", waiting, at=now - 2 * DAY)
    sit(stage, third, waiting, at=now - 2 * DAY + timedelta(minutes=5))
    hold_sitting(stage, "理论考试 · 今天", with_way(Way.READY_TO_SIT), at=now - HOUR, hours=72, unit="centre1")
    examiner = stage.staff("examiner")
    rehearsal = exams.create_rehearsal(
        examiner,
        unit_id=stage.units["province"],
        title="5 分钟演练",
        opens_at=now - HOUR,
        closes_at=now + 30 * DAY,
        now=now - 2 * HOUR,
    )
    candidates = [stage.people[agent.login] for agent in AGENTS if agent.way is not Way.UNENROLLED]
    exams.add_to_roster(examiner, rehearsal, candidates, now=now - 2 * HOUR)
    exams.publish_sitting(examiner, rehearsal, now=now - 2 * HOUR)
    open_room(stage, now=now)


def show_passwords(stage: Stage) -> None:
    """Print them once; nothing keeps them in clear."""
    names = {each.key: (each.login, each.name, " ".join(each.roles)) for each in STAFF}
    names |= {agent.login: (agent.login, agent.name, f"agent ({agent.way})") for agent in AGENTS}
    click.echo("\n演示账号，密码只显示这一次 / demo accounts, passwords are shown this once:\n")
    for key in SHOWN:
        login, name, what = names[key]
        click.echo(f"  {login}  {stage.passwords[key]}  {name}  {what}")
    click.echo("")
