"""What the audit log's entries of programmes are called on the page."""

from foundation.errors import N_

ACTIONS = {
    "programmes.create": N_("新建认证方案"),
    "programmes.publish": N_("发布方案版本"),
    "programmes.enrol": N_("安排认证"),
    "programmes.approve": N_("批准发证"),
    "programmes.suspended": N_("暂停证书"),
    "programmes.reinstated": N_("恢复证书"),
    "programmes.revoked": N_("撤销证书"),
}
SUBJECTS = {
    "programme": N_("认证方案"),
}
AUDIT_WORDS = {"actions": ACTIONS, "subjects": SUBJECTS}
