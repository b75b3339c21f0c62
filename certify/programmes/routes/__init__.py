"""Pages of programmes: the way, the programmes and their versions, enrolment, decisions.

GET /my/way · GET /programmes, /programmes/<id>, /programmes/<id>/versions/<n> · GET, POST /programmes/new,
/programmes/<id>/versions/new · GET, POST /enrolments · GET /decisions · POST /decisions/<person>/<programme>,
/standings/<person>/<programme>
"""

from certify.programmes.domain.words import AUDIT_WORDS
from certify.programmes.routes import definition, standings
from certify.programmes.routes.blueprint import bp
from foundation.errors import N_
from foundation.web.nav import NavItem
from people.domain import Permission

__all__ = ["AUDIT_WORDS", "NAV", "bp", "definition", "standings"]

NAV = (
    NavItem("learner", N_("认证之路"), "programmes.my_way", "home", 10, (Permission.LEARN,)),
    NavItem(
        "people", N_("认证方案"), "programmes.list_all", "case", 20,
        (Permission.DECIDE_CERTIFICATION, Permission.MANAGE_PROGRAMMES), N_("证书"),
    ),
    NavItem("people", N_("安排认证"), "programmes.enrolments", "plus", 30, (Permission.MANAGE_PEOPLE,), N_("证书")),
    NavItem(
        "people", N_("批准发证"), "programmes.decisions", "check", 40,
        (Permission.DECIDE_CERTIFICATION,), N_("证书"),
    ),
)  # fmt: skip
