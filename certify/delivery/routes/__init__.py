"""Pages of delivery.

Candidate: GET /my/exams · GET, POST /sittings/<id>/start · GET /attempts/<id> · GET /attempts/<id>/receipt.
"""

from certify.delivery.routes import candidate
from certify.delivery.routes.blueprint import bp
from foundation.errors import N_
from foundation.web.nav import NavItem
from people.domain import Permission

__all__ = ["NAV", "bp", "candidate"]

NAV = (NavItem("learner", N_("考试"), "delivery.my_exams", "paper", 40, (Permission.SIT_EXAMS,)),)
