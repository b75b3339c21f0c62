"""What the audit log's entries of people are called on the page; each package brings words for its own."""

from foundation.errors import N_

ACTIONS = {
    "people.create": N_("建账号"),
    "people.change": N_("改资料"),
    "people.move": N_("换单位"),
    "people.leave": N_("办离职"),
    "people.rejoin": N_("办回岗"),
    "people.import": N_("导入人员"),
    "people.assign_role": N_("分配角色"),
    "people.end_role": N_("收回角色"),
    "people.sign_in": N_("登录"),
    "people.end_sessions": N_("结束登录"),
    "people.sign_in_slip": N_("发登录单"),
    "people.set_password": N_("设密码"),
    "people.set_up": N_("建立组织"),
    "people.create_unit": N_("添加单位"),
    "people.rename_unit": N_("单位改名"),
    "people.create_job_role": N_("添加岗位"),
    "people.rename_job_role": N_("岗位改名"),
}
DETAILS = {
    "login": N_("工号"),
    "name": N_("姓名"),
    "phone": N_("电话"),
    "unit": N_("单位"),
    "post": N_("岗位"),
    "hired_on": N_("入职日期"),
    "role": N_("角色"),
    "last_day": N_("最后一天"),
    "address": N_("地址"),
    "before": N_("改前"),
    "after": N_("改后"),
    "kind": N_("层级"),
    "code": N_("代码"),
    "import": N_("导入"),
    "file": N_("文件"),
    "new": N_("新增"),
    "changed": N_("变更"),
}
SUBJECTS = {
    "person": N_("人员"),
    "org_unit": N_("单位"),
    "job_role": N_("岗位"),
    "people_import": N_("导入"),
}
AUDIT_WORDS = {"actions": ACTIONS, "subjects": SUBJECTS, "details": DETAILS}
