"""The kinds of requirements, in one explicit tuple. A new kind is a module here and a row in docs/house-tour.md."""

from certify.programmes.domain import RequirementKind
from certify.programmes.requirement_kinds.approval import Approval
from certify.programmes.requirement_kinds.checks import ChecksPassed
from certify.programmes.requirement_kinds.closed import NotOpen
from certify.programmes.requirement_kinds.exam import ExamPassed
from certify.programmes.requirement_kinds.group import AllOf
from certify.programmes.requirement_kinds.lessons import LessonsRead
from foundation.errors import NC_
from foundation.registry import Registry

_GROUP = AllOf()
ALL: tuple[RequirementKind, ...] = (_GROUP, LessonsRead(), ChecksPassed(), ExamPassed(), Approval(), NotOpen())
KINDS: Registry[RequirementKind] = Registry(NC_("种类", "条件"), ALL)
_GROUP.use(KINDS.get)
get = KINDS.get

__all__ = ["ALL", "KINDS", "get"]
