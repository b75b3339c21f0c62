"""What the audit log's entries of the question bank are called on the page."""

from foundation.errors import N_

ACTIONS = {
    "bank.create": N_("新建题目"),
    "bank.edit": N_("修改题目"),
    "bank.submit": N_("提交审核"),
    "bank.approve": N_("通过审核"),
    "bank.return": N_("退回修改"),
    "bank.propose_answer": N_("提议接受答案"),
    "bank.suspend": N_("停用题目"),
    "bank.reinstate": N_("恢复题目"),
    "bank.retire": N_("题目退役"),
    "bank.extend": N_("延长题目有效期"),
    "bank.shorten": N_("提前题目日期"),
    "bank.comment": N_("写审题意见"),
    "bank.resolve_comment": N_("解决审题意见"),
    "bank.reopen_comment": N_("重开审题意见"),
    "bank.upload_paper": N_("上传试卷"),
    "bank.commit_paper": N_("导入试卷"),
    "bank.import": N_("导入题目"),
    "bank.export": N_("导出题目"),
    "bank.add_media": N_("上传图片或录音"),
    "bank.declare_enemies": N_("设为不能同卷"),
    "bank.release_enemies": N_("取消不能同卷"),
    "bank.tell_apart": N_("确认不是重复题"),
    "bank.liken_again": N_("取消“不是重复题”"),
    "bank.save_area": N_("设置模块"),
    "bank.bulk_edit": N_("批量修改"),
    "bank.bulk_undo": N_("撤销批量修改"),
}
SUBJECTS = {
    "item": N_("题目"),
    "paper_import": N_("试卷导入"),
    "content_area": N_("模块"),
    "bulk_edit": N_("批量修改"),
    "media": N_("图片或录音"),
}
DETAILS = {
    "version": N_("版本"),
    "items": N_("题数"),
    "bytes": N_("字节"),
    "format": N_("格式"),
    "act": N_("操作"),
    "bulk": N_("批量修改"),
    "undone": N_("撤销"),
    "due": N_("审核期限"),
    "reviewer": N_("请谁审核"),
    "valid_until": N_("失效日"),
    "review_by": N_("复核日"),
    "place": N_("位置"),
    "other": N_("另一题"),
    "pairs": N_("题对"),
    "reason": N_("原因"),
}
AUDIT_WORDS = {"actions": ACTIONS, "subjects": SUBJECTS, "details": DETAILS}
