"""What the audit log's entries of marking are called on the page."""

from foundation.errors import N_

ACTIONS = {
    "marking.rescore": N_("重新评分"),
    "marking.mark": N_("评卷"),
    "marking.decide_late": N_("处理迟到的答案"),
    "marking.skip": N_("跳过答卷"),
    "marking.flag": N_("交给组长"),
    "marking.undo": N_("撤回评分"),
}
SUBJECTS = {
    "script": N_("答卷"),
}
DETAILS = {
    "total": N_("得分"),
    "reason": N_("原因"),
}
AUDIT_WORDS = {"actions": ACTIONS, "subjects": SUBJECTS, "details": DETAILS}
