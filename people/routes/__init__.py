"""Pages of people, one blueprint in four rooms: doors (sign-in, slips, set-up), own sign-ins, directory, imports.
Administration has a blueprint of its own in `people.routes.admin`.
"""

from foundation.i18n import N_
from foundation.web.nav import NavItem
from people.domain import Permission
from people.domain.words import AUDIT_WORDS
from people.routes import directory, doors, imports, own
from people.routes.blueprint import bp

NAV = (
    NavItem("people", N_("人员"), "people.list_people", "users", 25, (Permission.MANAGE_PEOPLE,), N_("人员")),
    NavItem("people", N_("导入人员"), "people.imports", "up", 26, (Permission.MANAGE_PEOPLE,), N_("人员")),
)

__all__ = ["AUDIT_WORDS", "NAV", "bp", "directory", "doors", "imports", "own"]
