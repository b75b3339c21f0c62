"""The front door of people: one function per use case, gathered from the rooms behind."""

from people.services.accounts import change_person, create_person, leave, rejoin
from people.services.directory import PersonRecord, PersonRow, count_waiting, get_record, list_people
from people.services.holders import get_holder, list_holders
from people.services.organisation import (
    add_unit_below,
    create_job_role,
    create_unit,
    get_unit,
    list_job_roles,
    list_tree,
    list_units,
    rename_job_role,
    rename_unit,
)
from people.services.roles import assign_role, end_role
from people.services.sessions import (
    actor_of_login,
    check_session,
    end_sessions,
    resolve_session,
    sign_in,
    sign_out,
)
from people.services.set_up import create_first_administrator, is_set_up, make_set_up_link
from people.services.slips import (
    Slip,
    change_password,
    check_slip,
    full_sign_in_slip,
    set_password_by_token,
    sign_in_slip,
)
from people.services.trail import (
    count_unsealed,
    get_backlog,
    list_audit,
    list_audit_actions,
    subject_of,
    verify_audit,
)

__all__ = [
    "PersonRecord",
    "PersonRow",
    "Slip",
    "actor_of_login",
    "add_unit_below",
    "assign_role",
    "change_password",
    "change_person",
    "check_session",
    "check_slip",
    "count_unsealed",
    "count_waiting",
    "create_first_administrator",
    "create_job_role",
    "create_person",
    "create_unit",
    "end_role",
    "end_sessions",
    "full_sign_in_slip",
    "get_backlog",
    "get_holder",
    "get_record",
    "get_unit",
    "is_set_up",
    "leave",
    "list_audit",
    "list_audit_actions",
    "list_holders",
    "list_job_roles",
    "list_people",
    "list_tree",
    "list_units",
    "make_set_up_link",
    "rejoin",
    "rename_job_role",
    "rename_unit",
    "resolve_session",
    "set_password_by_token",
    "sign_in",
    "sign_in_slip",
    "sign_out",
    "subject_of",
    "verify_audit",
]
