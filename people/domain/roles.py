"""Roles and what each may do. A role holds on a unit (see `actors.Grant`); what a route asks for stands with it."""

from enum import StrEnum

from foundation.errors import N_


class Role(StrEnum):
    """What a person does here; a person may hold several, each on a unit of the organisation."""

    AGENT = "agent"
    ITEM_WRITER = "item_writer"
    REVIEWER = "reviewer"
    EXAMINER = "examiner"
    INVIGILATOR = "invigilator"
    MARKER = "marker"
    HR = "hr"
    ADMINISTRATOR = "administrator"


ROLE_LABELS = {
    Role.AGENT: N_("客服代表"),
    Role.ITEM_WRITER: N_("命题人"),
    Role.REVIEWER: N_("审题人"),
    Role.EXAMINER: N_("考务员"),
    Role.INVIGILATOR: N_("监考员"),
    Role.MARKER: N_("评卷人"),
    Role.HR: N_("人事专员"),
    Role.ADMINISTRATOR: N_("管理员"),
}


class Permission(StrEnum):
    """What a role may do, within its unit."""

    LEARN = "learn"
    SIT_EXAMS = "exams.sit"
    VIEW_BANK = "bank.view"
    WRITE_ITEMS = "bank.write"
    REVIEW_ITEMS = "bank.review"
    MANAGE_EXAMS = "exams.manage"
    MANAGE_SITTINGS = "sittings.manage"
    INVIGILATE = "sittings.invigilate"
    MARK = "marking.mark"
    RELEASE_RESULTS = "marking.release"
    MANAGE_PROGRAMMES = "programmes.manage"
    DECIDE_CERTIFICATION = "certification.decide"
    VIEW_RECORDS = "records.view"
    MANAGE_PEOPLE = "people.manage"
    ASSIGN_ROLES = "roles.assign"
    MANAGE_ORGANISATION = "organisation.manage"
    VIEW_AUDIT = "audit.view"


P = Permission
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset({P.LEARN, P.SIT_EXAMS}),
    Role.ITEM_WRITER: frozenset({P.VIEW_BANK, P.WRITE_ITEMS}),
    Role.REVIEWER: frozenset({P.VIEW_BANK, P.REVIEW_ITEMS}),
    Role.EXAMINER: frozenset(
        {P.VIEW_BANK, P.WRITE_ITEMS, P.MANAGE_EXAMS, P.MANAGE_SITTINGS, P.RELEASE_RESULTS, P.MANAGE_PROGRAMMES}
    ),
    Role.INVIGILATOR: frozenset({P.INVIGILATE}),
    Role.MARKER: frozenset({P.MARK}),
    Role.HR: frozenset({P.VIEW_RECORDS, P.MANAGE_PEOPLE, P.DECIDE_CERTIFICATION}),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_PEOPLE, P.ASSIGN_ROLES, P.MANAGE_ORGANISATION, P.VIEW_AUDIT}),
}


def permission_for(role: Role) -> Permission:
    """What it takes to give or end a role: the agent role comes with managing people, all others with assigning."""
    return Permission.MANAGE_PEOPLE if role is Role.AGENT else Permission.ASSIGN_ROLES


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that hold a permission, in the order in which roles are listed."""
    return tuple(role for role in Role if permission in ROLE_PERMISSIONS[role])
