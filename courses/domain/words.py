"""What the audit log's entries of courses are called on the page."""

from foundation.errors import N_

ACTIONS = {
    "courses.load": N_("装入课程"),
    "courses.withdraw": N_("撤下课"),
}
SUBJECTS = {
    "course": N_("课程"),
    "lesson": N_("课"),
}
DETAILS = {
    "number": N_("编号"),
}
AUDIT_WORDS = {"actions": ACTIONS, "subjects": SUBJECTS, "details": DETAILS}
