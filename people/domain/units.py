"""Levels of the organisation tree, and unit paths: "/<id>/<id>/", the ids of all ancestors and of the unit itself."""

from enum import StrEnum

from foundation.errors import N_, Conflict, Invalid, Problem

NAME_MAX = 80


class UnitKind(StrEnum):
    """The levels of the organisation tree, from the top."""

    PROVINCE = "province"
    CITY = "city"
    CENTRE = "centre"
    TEAM = "team"


UNIT_LABELS = {
    UnitKind.PROVINCE: N_("省"),
    UnitKind.CITY: N_("市"),
    UnitKind.CENTRE: N_("中心"),
    UnitKind.TEAM: N_("班组"),
}
UNIT_BELOW = {UnitKind.PROVINCE: UnitKind.CITY, UnitKind.CITY: UnitKind.CENTRE, UnitKind.CENTRE: UnitKind.TEAM}


class NameTaken(Conflict):
    """A sibling has that name."""

    message = N_("同一上级下已经有“%(name)s”")


def is_top(unit_path: str) -> bool:
    """Whether the path is a tree's top ("/" stands above all trees)."""
    return unit_path.count("/") <= 2


def check_unit_name(name: str) -> str:
    """The name as stored: 1 to 80 characters, no slash, which separates the names of a path. Raises Invalid."""
    text = " ".join(name.split())
    if not 1 <= len(text) <= NAME_MAX:
        raise Invalid(Problem(N_("名称要填，最多 80 个字"), field="name", found=name[:40]))
    if "/" in text or "／" in text:
        raise Invalid(Problem(N_("名称里不能有斜线，斜线用来分隔上下级"), field="name", found=text[:40]))
    return text


def check_kind(kind: UnitKind, parent: UnitKind | None) -> None:
    """A province stands at the top, each other kind right below its own. Raises Invalid."""
    expected = UNIT_BELOW.get(parent) if parent else UnitKind.PROVINCE
    if kind is not expected:
        raise Invalid(
            Problem(
                N_("层级不对：省、市、中心、班组依次而下"),
                field="kind",
                found=kind.value,
                expected=expected.value if expected else None,
            )
        )
