"""What the audit log's entries of delivery are called on the page."""

from certify.delivery.domain.room import INCIDENT_LABELS
from foundation.errors import N_

ACTIONS = {
    **{f"room.{kind.value}": label for kind, label in INCIDENT_LABELS.items()},
    "delivery.start": N_("开始考试"),
    "delivery.submit": N_("交卷"),
    "delivery.take_over": N_("换机继续"),
    "delivery.emergency_file": N_("交来应急文件"),
    "delivery.load_emergency_file": N_("载入应急文件"),
}
SUBJECTS = {
    "attempt": N_("答卷"),
}
DETAILS = {
    "cause": N_("怎么交的"),
    "minutes": N_("分钟"),
    "reason": N_("原因"),
}
AUDIT_WORDS = {"actions": ACTIONS, "subjects": SUBJECTS, "details": DETAILS}
