"""Pages of marking.

Marker: GET /marking · GET, POST /marking/<version_id> · POST /marking/<version_id>/skip, /flag, /undo ·
GET /marking/<version_id>/media/<sha256>, …/drawings/<lease_id>/<number>.
Examiner: GET, POST /marking/late/<attempt_id>, /marking/near-misses/<sitting_id>, /marking/trial/<form_id> ·
GET /marking/choices/<sitting_id>.
"""

from certify.marking.domain.words import AUDIT_WORDS
from certify.marking.routes import desk, late, media, near_misses, trial
from certify.marking.routes.blueprint import bp
from foundation.i18n import N_
from foundation.web.nav import NavItem
from people.domain import Permission

__all__ = ["AUDIT_WORDS", "NAV", "bp", "desk", "late", "media", "near_misses", "trial"]

NAV = (NavItem("desk", N_("评卷"), "marking.queue", "pen", 60, permissions=(Permission.MARK,), group=N_("评卷与成绩")),)
