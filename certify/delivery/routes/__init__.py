"""Pages of delivery.

Candidate: GET /my/exams · GET, POST /sittings/<id>/start · GET /attempts/<id> · GET /attempts/<id>/receipt.
Emergency files: GET, POST /emergency · GET, POST /emergency/<file_id>.
Check this computer: GET /my/exams/check · GET /my/exams/check/clock.
"""

from certify.delivery.routes import candidate, checking, emergency
from certify.delivery.routes.blueprint import bp
from foundation.errors import N_
from foundation.web.nav import NavItem
from people.domain import Permission

__all__ = ["NAV", "bp", "candidate", "checking", "emergency"]

NAV = (
    NavItem("learner", N_("考试"), "delivery.my_exams", "paper", 40, (Permission.SIT_EXAMS,)),
    NavItem("desk", N_("应急文件"), "delivery.emergency_files", "lock", 29, emergency.STAFF, N_("考试")),
)
