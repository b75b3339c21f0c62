"""The words of the exam page, for its scripts: every state of chip, banner, timer, answer card and hand-in.

Fields in %(name)s are filled in the browser.
"""

from typing import Any

from foundation.errors import N_

CHIP = {
    "ready": N_("答案会自动保存"),
    "saved": N_("已保存 %(time)s"),
    "saving": N_("正在保存…"),
    "unsent": N_("%(n)s 题待上传"),
    "offline": N_("离线 · 本机已存 %(n)s 题"),
    "signed_out": N_("待上传"),
    "read_only": N_("只读"),
    "online_only": N_("仅在线保存"),
    "paused": N_("已暂停"),
    "handed_in": N_("已交卷 %(time)s"),
    "not_counted": N_("%(lost)s 题未收下"),
}
BANNER = {
    "unsent": N_("有 %(n)s 题还没传到服务器，已存在这台电脑上，正在重试。可以继续答题。"),
    "offline": N_(
        "**网络断开了，继续答题就好。** 新答案存在这台电脑上，恢复后自动上传。计时不停，请不要关闭页面或换电脑。"
    ),
    "online_only": N_("这台电脑不能暂存答案，请保持网络连接；或请监考员换机。"),
    "back": N_("网络恢复，%(n)s 题已全部上传（%(time)s）。"),
    "signed_out": N_("登录已过期。在这里输入密码继续，答案都在。"),
    "shut_out": N_("服务器不再接受这台电脑的答案。请举手告诉监考员，不要关闭页面。"),
    "elsewhere": N_("考试已在另一个页面或另一台电脑上打开。这一页不再保存。如果不是你，请立即举手。"),
    "paused": N_("监考员已暂停考试，计时停止，还剩 %(left)s。原因：%(reason)s"),
    "resumed": N_("考试继续，还剩 %(left)s。"),
    "extended": N_("监考员为你延长 %(n)s 分钟（原因：%(reason)s）。新的交卷时间 %(until)s。"),
    "time_up_unsent": N_(
        "时间到。还有 %(n)s 题没有传到服务器：**不要关闭页面**，举手告诉监考员。"
        "断网前作答的时间已记下，由监考员决定是否收下。"
    ),
    "not_counted": N_("第 %(slots)s 题在交卷时间之后作答，服务器没有收下。"),
}
TIMER = {
    "minutes_left": N_("还剩 %(n)s 分钟。"),
    "under_five": N_("还剩不到 5 分钟"),
    "timer_hide": N_("隐藏计时"),
    "timer_show": N_("显示计时"),
    "handed_in": N_("时间到，已交卷。"),
}
CELL = {
    "number": N_("第 %(n)s 题"),
    "answered": N_("已答"),
    "unanswered": N_("未答"),
    "flagged": N_("已标记"),
    "waiting": N_("待上传"),
    "current": N_("当前"),
    "comma": N_("，"),
}
HAND_IN = {
    "total": N_("共 %(n)s 题，已答 %(answered)s 题。"),
    "unanswered": N_("未答 %(n)s 题："),
    "flagged": N_("标记 %(n)s 题："),
    "waiting": N_("等 %(n)s 题上传完再交卷"),
    "no_network": N_("现在连不上服务器，答案都存在这台电脑上。网络恢复后再交卷。"),
    "try_again": N_("没有交成，请再试一次。"),
}
DOOR = {"try_again": N_("没有登录成功，请再试一次。")}
SECTIONS = {
    "leave": N_("离开后不能再回到这一大题。确定已经答完？"),
    "leaving": N_("正在上传这一大题的答案…"),
    "waiting": N_("网络断开，答案还没有传完。连上后会自动进入下一大题，请不要关闭页面。"),
}
PAGE_TITLE = N_("第 %(n)s 题 · %(title)s · Certify")


def page_texts(translate: Any) -> dict[str, Any]:
    """All of them in the reader's language."""
    groups = {
        "chip": CHIP,
        "banner": BANNER,
        "timer": TIMER,
        "cell": CELL,
        "hand_in": HAND_IN,
        "door": DOOR,
        "sections": SECTIONS,
    }
    texts: dict[str, Any] = {
        name: {key: translate(text) for key, text in group.items()} for name, group in groups.items()
    }
    return {**texts, "page_title": translate(PAGE_TITLE)}
