"""What the audit log's entries of exams are called on the page."""

from foundation.errors import N_

ACTIONS = {
    "exams.create": N_("新建考试"),
    "exams.save_blueprint": N_("保存蓝图"),
    "exams.new_version": N_("新蓝图版本"),
    "exams.assemble": N_("组卷"),
    "exams.swap": N_("换题"),
    "exams.freeze": N_("冻结试卷"),
    "exams.discard": N_("作废试卷"),
    "exams.print": N_("下载试卷"),
    "sittings.create": N_("安排场次"),
    "sittings.edit": N_("修改场次"),
    "sittings.publish": N_("发布场次"),
    "sittings.withdraw": N_("撤回场次"),
    "sittings.new_code": N_("换入场码"),
    "sittings.grant_time": N_("给予延时照顾"),
    "sittings.end_time": N_("结束延时照顾"),
    "sittings.add_people": N_("加入名单"),
    "sittings.remove_person": N_("移出名单"),
    "sittings.move_seat": N_("换座位"),
}
SUBJECTS = {
    "exam": N_("考试"),
    "exam_form": N_("试卷"),
    "sitting": N_("场次"),
}
DETAILS = {
    "title": N_("名称"),
    "factor": N_("时间倍数"),
    "people": N_("人数"),
    "added": N_("加入人数"),
    "seat": N_("座位"),
    "repeating": N_("卷里有考过的题的人数"),
    "method": N_("抽题方法"),
    "overlap": N_("与别的卷重复超出"),
    "exposure": N_("超过曝光上限"),
    "exclusive": N_("互斥的题同卷"),
    "file": N_("文件"),
    "position": N_("题号"),
    "out": N_("换下"),
    "into": N_("换上"),
    "key": N_("含答案"),
}
AUDIT_WORDS = {"actions": ACTIONS, "subjects": SUBJECTS, "details": DETAILS}
