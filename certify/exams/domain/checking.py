"""What is wrong with a blueprint, all at once and in the author's words.

`shape_problems` are values that make no sense and are never stored; `open_problems` is what a draft still lacks before
a form can be made of it. What the bank lacks says `feasibility`.
"""

from collections.abc import Container, Iterator, Mapping
from decimal import Decimal

from certify.exams.domain.blueprint import ExamBlueprint, PointsPer, Section
from certify.exams.domain.constraints import constraint_problems
from certify.exams.domain.retake_parts import part_problems
from certify.exams.domain.retakes import policy_problems
from certify.exams.domain.section_times import open_problems_of_times, own_problems, shape_problems_of_times
from foundation.errors import N_, Problem
from foundation.score import show
from question_bank.domain import ItemType

MAX_MINUTES, MAX_SECTIONS, MAX_CELLS, MAX_ITEMS = 600, 20, 60, 300
MAX_POINTS = Decimal(1000)
ItemTypes = Mapping[str, ItemType]


def validate_blueprint(
    blueprint: ExamBlueprint, item_types: ItemTypes, areas: Container[str] | None = None
) -> tuple[Problem, ...]:
    """Everything that keeps the blueprint from being a form."""
    return (*shape_problems(blueprint, item_types, areas), *open_problems(blueprint))


def shape_problems(
    blueprint: ExamBlueprint, item_types: ItemTypes, areas: Container[str] | None = None
) -> tuple[Problem, ...]:
    """Values that make no sense: never stored. `areas` None: the areas are not looked at."""
    return (
        *_rule_shapes(blueprint),
        *shape_problems_of_times(blueprint),
        *(
            problem
            for number, section in enumerate(blueprint.sections, 1)
            for problem in section_problems(section, item_types, areas, number)
        ),
    )


def open_problems(blueprint: ExamBlueprint) -> tuple[Problem, ...]:
    """What a draft still lacks; an empty tuple says that the bank decides the rest."""
    return (*_missing(blueprint), *_sums(blueprint), *open_problems_of_times(blueprint))


def _out(value: Decimal | int | None, low: int, high: Decimal | int) -> bool:
    return value is not None and not low <= value <= high


def _rule_shapes(blueprint: ExamBlueprint) -> Iterator[Problem]:
    rule = blueprint.pass_rule
    if not 1 <= len(blueprint.title.strip()) <= 120:
        yield Problem(N_("标题要填，最多 120 个字"), field="title", found=blueprint.title[:40])
    if not 1 <= blueprint.duration_minutes <= MAX_MINUTES:
        yield Problem(N_("时长是 1 到 %(n)s 分钟"), {"n": MAX_MINUTES}, field="duration_minutes")
    if not 0 < blueprint.total <= MAX_POINTS:
        yield Problem(N_("总分在 0 和 %(n)s 之间"), {"n": show(MAX_POINTS)}, field="total")
    if _out(rule.total_at_least, 0, blueprint.total):
        yield Problem(N_("及格线在 0 和总分 %(n)s 之间"), {"n": show(blueprint.total)}, field="total_at_least")
    if _out(rule.area_minimum_percent, 0, 100) or any(_out(each.percent, 0, 100) for each in rule.area_minima):
        yield Problem(N_("百分比在 0 和 100 之间"), field="area_minimum_percent")
    if _out(rule.critical_wrong_at_most, 0, MAX_ITEMS):
        yield Problem(N_("关键题的题数不能是负数"), field="critical_wrong_at_most")
    if _out(blueprint.critical_at_least, 0, MAX_ITEMS):
        yield Problem(N_("关键题的题数不能是负数"), field="critical_at_least")
    if _out(blueprint.grace_seconds, 0, 60):
        yield Problem(N_("宽限是 0 到 60 秒"), field="grace_seconds")
    if blueprint.retakes is not None:
        yield from policy_problems(blueprint.retakes)
        yield from part_problems(blueprint)
    if blueprint.constraints is not None:
        yield from constraint_problems(blueprint.constraints)
    if len(blueprint.sections) > MAX_SECTIONS:
        yield Problem(N_("最多 %(n)s 个大题"), {"n": MAX_SECTIONS}, field="sections")
    if blueprint.n_items > MAX_ITEMS:
        yield Problem(N_("一套卷最多 %(n)s 题"), {"n": MAX_ITEMS}, field="sections")


def section_problems(
    section: Section, item_types: ItemTypes, areas: Container[str] | None = None, number: int = 1
) -> Iterator[Problem]:
    """The same for one section; the fields are those of its form, its number is in the params."""
    here = {"section": number}
    if not 1 <= len(section.title.strip()) <= 80:
        yield Problem(N_("第 %(section)s 大题：标题要填，最多 80 个字"), here, field="title")
    if len(section.rule) > 400 or len(section.rule_en) > 400 or len(section.title_en) > 120:
        yield Problem(N_("第 %(section)s 大题：说明最多 400 个字"), here, field="rule")
    if section.fixed and section.draw:
        yield Problem(N_("第 %(section)s 大题：固定题目和抽题只能选一种"), here, field="draw")
    if len(section.draw) > MAX_CELLS:
        yield Problem(N_("第 %(section)s 大题：最多 %(n)s 格"), {**here, "n": MAX_CELLS}, field="draw")
    if not 0 <= section.points <= MAX_POINTS:
        yield Problem(
            N_("第 %(section)s 大题：分值在 0 和 %(n)s 之间"), {**here, "n": show(MAX_POINTS)}, field="points"
        )
    if section.points_each is not None and not 0 < section.points_each <= MAX_POINTS:
        yield Problem(N_("第 %(section)s 大题：每题分值要大于 0"), here, field="points_each")
    if _out(section.minimum_percent, 0, 100):
        yield Problem(N_("第 %(section)s 大题：百分比在 0 和 100 之间"), here, field="minimum_percent")
    if _out(section.minimum_points, 0, section.points):
        yield Problem(N_("第 %(section)s 大题：最低分在 0 和本题分值之间"), here, field="minimum_points")
    yield from own_problems(section, here)
    yield from _rule_fits(section, item_types, here)
    yield from _cell_problems(section, item_types, areas, here)
    ids = [item.version_id for item in section.fixed]
    if len(set(ids)) < len(ids):
        yield Problem(N_("第 %(section)s 大题：同一道题放了两次"), here, field="fixed")


def _rule_fits(section: Section, item_types: ItemTypes, here: Mapping[str, object]) -> Iterator[Problem]:
    if section.item_type is None:
        return
    if section.item_type not in item_types:
        yield Problem(N_("第 %(section)s 大题：没有这种题型"), dict(here), field="item_type", found=section.item_type)
        return
    kind = item_types[section.item_type]
    if section.scoring_rule is not None and section.scoring_rule not in kind.allowed_scoring_rules:
        yield Problem(
            N_("第 %(section)s 大题：%(type)s不能用这种计分规则"),
            {**here, "type": kind.label},
            field="scoring_rule",
            found=section.scoring_rule,
            expected=", ".join(kind.allowed_scoring_rules),
        )


def _cell_problems(
    section: Section, item_types: ItemTypes, areas: Container[str] | None, here: Mapping[str, object]
) -> Iterator[Problem]:
    for at, cell in enumerate(section.draw, 1):
        place = {**here, "cell": at}
        if cell.item_type not in item_types or (section.item_type and cell.item_type != section.item_type):
            yield Problem(
                N_("第 %(section)s 大题第 %(cell)s 格：题型与大题不符"), place, field="draw", found=cell.item_type
            )
        if areas is not None and cell.area not in areas:
            yield Problem(
                N_("第 %(section)s 大题第 %(cell)s 格：没有模块“%(area)s”"), {**place, "area": cell.area}, field="draw"
            )
        if not 1 <= cell.count <= MAX_ITEMS:
            yield Problem(
                N_("第 %(section)s 大题第 %(cell)s 格：题数是 1 到 %(n)s"), {**place, "n": MAX_ITEMS}, field="draw"
            )
        if cell.blanks is not None and not cell.count <= cell.blanks <= 20 * cell.count:
            yield Problem(
                N_("第 %(section)s 大题第 %(cell)s 格：%(count)s 题至少 %(count)s 空"),
                {**place, "count": cell.count},
                field="draw",
                found=str(cell.blanks),
            )
        if cell.points_each is not None and not 0 < cell.points_each <= MAX_POINTS:
            yield Problem(N_("第 %(section)s 大题第 %(cell)s 格：分值要大于 0"), place, field="draw")


def _missing(blueprint: ExamBlueprint) -> Iterator[Problem]:
    if not blueprint.sections:
        yield Problem(N_("还没有大题"), field="sections")
    for number, section in enumerate(blueprint.sections, 1):
        here = {"section": number, "title": section.title}
        if not section.n_items:
            yield Problem(N_("第 %(section)s 大题“%(title)s”还没有题目"), here, field="sections")
        if any(not section.points_of(cell) for cell in section.draw):
            yield Problem(N_("第 %(section)s 大题“%(title)s”有格没有分值"), here, field="sections")
        if any(not item.points for item in section.fixed):
            yield Problem(N_("第 %(section)s 大题“%(title)s”有题没有分值"), here, field="sections")
        if section.points_per is PointsPer.BLANK and any(cell.blanks is None for cell in section.draw):
            yield Problem(N_("第 %(section)s 大题“%(title)s”按空计分，每格要写空数"), here, field="sections")
    seen = [item.version_id for _number, _at, item in blueprint.fixed_items()]
    if len(set(seen)) < len(seen):
        yield Problem(N_("同一道题放进了两个大题"), field="sections")
    if blueprint.sections and blueprint.critical_at_least > blueprint.n_items:
        yield Problem(
            N_("关键题至少 %(n)s 题，比全卷题数还多"), {"n": blueprint.critical_at_least}, field="critical_at_least"
        )


def _sums(blueprint: ExamBlueprint) -> Iterator[Problem]:
    if not blueprint.sections:
        return
    found, wanted = blueprint.sections_total, blueprint.total
    both = {"sum": show(found), "total": show(wanted)}
    for section in (section for section in blueprint.sections if section.total != section.points):
        yield _section_sum(section, both, is_total_right=found == wanted)
    if found != wanted and sum((section.points for section in blueprint.sections), Decimal(0)) != wanted:
        gap = wanted - found
        less = N_("分值合计 %(sum)s，应为 %(total)s：还差 %(n)s 分")
        more = N_("分值合计 %(sum)s，应为 %(total)s：多出 %(n)s 分")
        yield Problem(less if gap > 0 else more, {**both, "n": show(abs(gap))}, field="total", found=show(found))


def _section_sum(section: Section, both: Mapping[str, str], *, is_total_right: bool) -> Problem:
    gap = section.points - section.total
    where = {**both, "title": section.title, "n": show(abs(gap)), "found": show(section.total)}
    text = N_("分值合计 %(sum)s，应为 %(total)s：%(title)s还差 %(n)s 分")
    if is_total_right:
        where["points"] = show(section.points)
        text = N_("%(title)s的各题合计 %(found)s 分，大题写的是 %(points)s 分")
    elif gap < 0:
        text = N_("分值合计 %(sum)s，应为 %(total)s：%(title)s多出 %(n)s 分")
    return Problem(text, where, field="total", found=show(section.total))
