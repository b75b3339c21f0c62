"""The front door of people: one function per use case, gathered from the rooms behind."""

from people.services.accounts import (
    assign_role,
    change_password,
    create_person,
    end_role,
    get_holder,
    leave,
    list_holders,
    set_password_by_token,
    sign_in_slip,
)
from people.services.organisation import create_job_role, create_unit, get_unit, list_job_roles, list_units
from people.services.sessions import actor_of_login, check_session, resolve_session, sign_in, sign_out
from people.services.set_up import create_first_administrator, is_set_up, make_set_up_link

__all__ = [
    "actor_of_login",
    "assign_role",
    "change_password",
    "check_session",
    "create_first_administrator",
    "create_job_role",
    "create_person",
    "create_unit",
    "end_role",
    "get_holder",
    "get_unit",
    "is_set_up",
    "leave",
    "list_holders",
    "list_job_roles",
    "list_units",
    "make_set_up_link",
    "resolve_session",
    "set_password_by_token",
    "sign_in",
    "sign_in_slip",
    "sign_out",
]
