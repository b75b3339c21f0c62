"""Pages of exams, all for staff: blueprints and forms, sittings and rosters, rights to more time.

/exams: GET list, from-paper · GET, POST new, from-paper/<import>, <id>/blueprint, <id>/rules, <id>/constraints,
<id>/sections/<n>, <id>/sections/<n>/items · POST <id>/sections/<n>/up, <id>/sections/<n>/drop, <id>/versions · GET,
POST <id>/forms · GET <id>/forms/<form>, items/<item>/usage · POST <id>/forms/<form>/freeze, …/discard, …/redraw ·
GET, POST …/slots/<position>.
/sittings: GET list, <id> · GET, POST new,
<id>/edit · POST <id>/roster, <id>/roster/<person>/remove, <id>/publish, <id>/withdraw, <id>/code. /time-rights: GET,
POST list · POST <id>/end.
"""

from certify.exams.domain.words import AUDIT_WORDS
from certify.exams.routes import (
    assembly,
    exams,
    from_paper,
    papers,
    planning,
    sections,
    sittings,
    swapping,
    time_rights,
)
from certify.exams.routes.blueprint import bp
from foundation.errors import N_
from foundation.web.nav import NavItem
from people.domain import Permission

__all__ = [
    "AUDIT_WORDS",
    "NAV",
    "assembly",
    "bp",
    "exams",
    "from_paper",
    "papers",
    "planning",
    "sections",
    "sittings",
    "swapping",
    "time_rights",
]

GROUP = N_("考试")
NAV = (
    NavItem("desk", N_("蓝图与组卷"), "exams.list_exams", "grid", 20, (Permission.MANAGE_EXAMS,), GROUP),
    NavItem(
        "desk",
        N_("场次与名单"),
        "exams.list_sittings",
        "clock",
        21,
        (Permission.MANAGE_SITTINGS, Permission.INVIGILATE),
        GROUP,
    ),
    NavItem("desk", N_("延时照顾"), "exams.list_time_rights", "hand", 22, (Permission.MANAGE_SITTINGS,), GROUP),
)
