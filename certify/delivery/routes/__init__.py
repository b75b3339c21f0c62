"""Pages of delivery.

Candidate: GET /my/exams · POST /sittings/<id>/changes/<number> (seen) · GET, POST /sittings/<id>/start ·
GET /attempts/<id> · GET /attempts/<id>/receipt, …/media/<sha256>,
…/drawings/<sha256>.
Emergency files: GET, POST /emergency · GET, POST /emergency/<file_id>.
Room: GET /rooms · GET /rooms/<id>, …/state, …/seats/<person>, …/record · POST …/ask, …/acts/<name> ·
GET …/reopenings · POST …/reopenings/<id>.
Safe Exam Browser: GET /sittings/<id>/exam.seb · GET /safe-browser/<link>/exam.seb · GET /safe-browser/quit/<word>.
Check this computer: GET /my/exams/check · GET /my/exams/check/clock.
"""

from certify.delivery.domain.words import AUDIT_WORDS
from certify.delivery.routes import candidate, changes, checking, emergency, media, room, room_decisions
from certify.delivery.routes.blueprint import bp
from foundation.errors import N_
from foundation.web.nav import NavItem
from people.domain import Permission

__all__ = [
    "AUDIT_WORDS",
    "NAV",
    "bp",
    "candidate",
    "changes",
    "checking",
    "emergency",
    "media",
    "room",
    "room_decisions",
]

NAV = (
    NavItem("desk", N_("考场"), "delivery.rooms", "hand", 15, (Permission.INVIGILATE,), N_("考试")),
    NavItem("learner", N_("考试"), "delivery.my_exams", "paper", 40, (Permission.SIT_EXAMS,)),
    NavItem("desk", N_("应急文件"), "delivery.emergency_files", "lock", 29, emergency.STAFF, N_("考试")),
)
