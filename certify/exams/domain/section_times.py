"""Sections with their own time, and breaks: what an author may ask for, and how many minutes each section gets.

Either all sections share the exam's time, or one or more have their own and the others, side by side, share the rest.
How the clocks run is delivery's business.
"""

from collections.abc import Iterator, Mapping

from certify.exams.domain.blueprint import NAVIGATION_LABELS, ExamBlueprint, Navigation, Section
from foundation.errors import N_, Problem

MAX_SECTION_MINUTES, MAX_BREAK_MINUTES = 600, 120


def has_clocks(blueprint: ExamBlueprint) -> bool:
    """Some section has its own time."""
    return any(section.minutes is not None for section in blueprint.sections)


def rest_minutes(blueprint: ExamBlueprint) -> int:
    """What own times and breaks leave of the exam's time; negative where they need more."""
    own = sum(section.minutes or 0 for section in blueprint.sections)
    return blueprint.duration_minutes - own - sum(section.break_minutes for section in blueprint.sections)


def own_problems(section: Section, here: Mapping[str, object]) -> Iterator[Problem]:
    """What makes no sense in one section; never stored."""
    minutes, found = section.minutes, NAVIGATION_LABELS[Navigation.FREE]
    if minutes is not None and not 1 <= minutes <= MAX_SECTION_MINUTES:
        text = N_("第 %(section)s 大题：用时是 1 到 %(n)s 分钟")
        yield Problem(text, {**here, "n": MAX_SECTION_MINUTES}, field="minutes", found=str(minutes))
    if not 0 <= section.break_minutes <= MAX_BREAK_MINUTES:
        text, broken = N_("第 %(section)s 大题：休息是 0 到 %(n)s 分钟"), str(section.break_minutes)
        yield Problem(text, {**here, "n": MAX_BREAK_MINUTES}, field="break_minutes", found=broken)
    if minutes is not None and section.navigation is Navigation.FREE:
        text = N_("第 %(section)s 大题有自己的用时，就要顺序作答，不能自由回看")
        yield Problem(text, dict(here), field="navigation", found=found, expected=NAVIGATION_LABELS[Navigation.LINEAR])


def shape_problems_of_times(blueprint: ExamBlueprint) -> Iterator[Problem]:
    """What makes no sense in the sections together; never stored."""
    if not has_clocks(blueprint):
        return
    for number, section in enumerate(blueprint.sections, 1):
        if section.minutes is None and section.navigation is Navigation.FREE:
            text = N_("有大题单独计时，全部大题就都要顺序作答：第 %(section)s 大题“%(title)s”还是自由作答，请先改它")
            yield Problem(text, {"section": number, "title": section.title}, field="minutes")
    if rest_minutes(blueprint) < 0:
        yield _sum(blueprint, N_("各大题用时和休息合计 %(found)s 分钟，考试时长只有 %(expected)s 分钟"))


def open_problems_of_times(blueprint: ExamBlueprint) -> Iterator[Problem]:
    """What a draft still lacks, so that every minute belongs to somebody."""
    shared = [number for number, section in enumerate(blueprint.sections, 1) if section.minutes is None]
    yield from _breaks(blueprint, shared)
    if not has_clocks(blueprint):
        return
    rest = rest_minutes(blueprint)
    if not shared and rest > 0:
        yield _sum(
            blueprint, N_("各大题用时和休息合计 %(found)s 分钟，考试时长 %(expected)s 分钟：多出的时间没有大题可用")
        )
    if shared and rest == 0:
        where = {"section": shared[0], "title": blueprint.sections[shared[0] - 1].title}
        yield Problem(
            N_("第 %(section)s 大题“%(title)s”没有写用时，别的大题已经用完了考试时长"), where, field="sections"
        )
    if shared and shared != list(range(shared[0], shared[-1] + 1)):
        where = {"first": shared[0], "last": shared[-1]}
        text = N_("没有写用时的大题共用余下的时间，要排在一起：现在是第 %(first)s 到第 %(last)s 大题，中间有单独计时的")
        yield Problem(text, where, field="sections")


def _breaks(blueprint: ExamBlueprint, shared: list[int]) -> Iterator[Problem]:
    for number, section in enumerate(blueprint.sections, 1):
        if not section.break_minutes:
            continue
        here = {"section": number, "title": section.title}
        if not has_clocks(blueprint):
            yield Problem(N_("第 %(section)s 大题“%(title)s”之后有休息，就要给大题写用时"), here, field="sections")
        elif number == len(blueprint.sections):
            yield Problem(N_("第 %(section)s 大题“%(title)s”是最后一个大题，之后没有休息"), here, field="sections")
        elif number in shared and number + 1 in shared:
            text = N_("第 %(section)s 大题“%(title)s”和下一大题共用时间，中间不能休息")
            yield Problem(text, here, field="sections")


def _sum(blueprint: ExamBlueprint, text: str) -> Problem:
    needed, given = blueprint.duration_minutes - rest_minutes(blueprint), blueprint.duration_minutes
    both = {"found": needed, "expected": given}
    return Problem(text, both, field="duration_minutes", found=str(needed), expected=str(given))
