"""A blueprint as its author writes it in a file (like `question_bank/content/theory/blueprint.yaml`): read, and what it
announces compared with what its cells sum to. Takes the decoded mapping; where files lie is not known here.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from certify.exams.domain.blueprint import DrawCell, ExamBlueprint, Navigation, PassRule, PointsPer, Section
from certify.exams.domain.retakes import NoRepeat, ResultRule, RetakePolicy, RetakeScope
from foundation.errors import N_, Invalid, Problem
from foundation.score import points, show
from question_bank.domain import Difficulty


def read_blueprint(data: Mapping[str, Any]) -> ExamBlueprint:
    """The blueprint; raises Invalid naming section and field of all that is missing, unreadable or doesn't add up."""
    problems: list[Problem] = []
    sections: list[Section] = []
    raw_sections = data.get("sections")
    for number, raw in enumerate(raw_sections if isinstance(raw_sections, list) else (), 1):
        try:
            sections.append(_section(raw))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            text = N_("蓝图文件第 %(section)s 大题缺少或写错了 %(field)s")
            problems.append(Problem(text, {"section": number, "field": str(error)}, field="sections"))
    try:
        blueprint = _whole(data, tuple(sections))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        problems.append(Problem(N_("蓝图文件缺少或写错了 %(field)s"), {"field": str(error)}))
        raise Invalid(*problems)
    if not problems:
        problems += _announced(data, blueprint)
    if problems:
        raise Invalid(*problems)
    return blueprint


def _whole(data: Mapping[str, Any], sections: tuple[Section, ...]) -> ExamBlueprint:
    rule = data.get("pass") or {}
    return ExamBlueprint(
        title=str(data["title_zh"]),
        title_en=str(data.get("title_en") or ""),
        total=points(data["total"]),
        duration_minutes=int(data["minutes"]),
        sections=sections,
        critical_at_least=int(data.get("critical_at_least") or 0),
        pass_rule=PassRule(
            total_at_least=points(rule.get("total_at_least", 0)),
            area_minimum_percent=_int(rule.get("area_minimum_percent")),
            critical_wrong_at_most=_int(rule.get("critical_wrong_at_most")),
        ),
        retakes=_retakes(data["retakes"]) if data.get("retakes") else None,
    )


def _retakes(raw: Mapping[str, Any]) -> RetakePolicy:
    return RetakePolicy(
        max_attempts=_int(raw.get("max_attempts")),
        cooldown_days=tuple(int(days) for days in raw.get("cooldown_days") or ()),
        after_pass_days=_int(raw.get("after_pass_days")),
        no_repeat=NoRepeat(raw.get("no_repeat") or NoRepeat.OFF),
        may_repeat=bool(raw.get("may_repeat", False)),
        result_rule=ResultRule(raw.get("result_rule") or ResultRule.BEST),
        scope=RetakeScope(raw.get("scope") or RetakeScope.WHOLE),
    )


def _int(value: Any) -> int | None:
    return None if value is None else int(value)


def _points(value: Any) -> Decimal | None:
    return None if value is None else points(value)


def _section(raw: Mapping[str, Any]) -> Section:
    per_blank = _points(raw.get("points_per_blank"))
    return Section(
        title=str(raw["title_zh"]),
        title_en=str(raw.get("title_en") or ""),
        rule=str(raw.get("rule_zh") or ""),
        rule_en=str(raw.get("rule_en") or ""),
        points=points(raw["points"]),
        item_type=str(raw["type"]),
        scoring_rule=raw.get("scoring_rule"),
        points_each=per_blank or _points(raw.get("points_each")),
        points_per=PointsPer.BLANK if per_blank else PointsPer.ITEM,
        shuffle_options=bool(raw.get("shuffle_options", True)),
        shuffle_items=bool(raw.get("shuffle_items", False)),
        minimum_percent=_int(raw.get("minimum_percent")),
        navigation=Navigation(raw.get("navigation") or Navigation.FREE),
        minutes=_int(raw.get("minutes")),
        break_minutes=int(raw.get("break_minutes") or 0),
        draw=tuple(_cell(cell) for cell in raw["draw"]),
    )


def _cell(raw: Mapping[str, Any]) -> DrawCell:
    return DrawCell(
        area=str(raw["area"]),
        item_type=str(raw["type"]),
        count=int(raw["count"]),
        difficulty=Difficulty(raw["difficulty"]) if raw.get("difficulty") else None,
        blanks=_int(raw.get("blanks")),
        points_each=_points(raw.get("points_each")),
        tag=raw.get("tag"),
    )


def _announced(data: Mapping[str, Any], blueprint: ExamBlueprint) -> Iterator[Problem]:
    """What the file says beside the cells: slots, items and blanks of a section, points of an area."""
    text = N_("蓝图文件写的是%(what)s %(said)s，各格合计 %(found)s")

    def differs(what: str, said: Any, found: int | Decimal) -> Iterator[Problem]:
        if said is not None and points(said) != found:
            shown = show(Decimal(found))
            yield Problem(text, {"what": what, "said": str(said), "found": shown}, found=shown, expected=str(said))

    yield from differs("slots", data.get("slots"), blueprint.n_items)
    for raw, section in zip(data["sections"], blueprint.sections, strict=True):
        yield from differs(f"{section.title} items", raw.get("items"), section.n_items)
        yield from differs(f"{section.title} blanks", raw.get("blanks"), section.n_blanks)
    carried = blueprint.area_points()
    for area in data.get("areas") or ():
        yield from differs(f"{area['code']} points", area.get("points"), carried.get(area["code"], Decimal(0)))
