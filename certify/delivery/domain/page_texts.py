"""Every text that the exam page's scripts show, as msgids; the route translates them into script#exam-data.

Wording: the design's table of the exam page. `%(n)s` and the like are filled in the browser, which also chooses by `n`
where a language gives two forms; `**` marks bold.
"""

from collections.abc import Callable, Mapping

from foundation.errors import N_

PAGE_TEXTS: Mapping[str, str | Mapping[str, str]] = {
    "page_title": N_("第 %(n)s 题 · %(title)s · Certify"),
    "chip": {
        "opening": N_("正在连接…"),
        "ready": N_("作答后自动保存"),
        "saved": N_("已保存 %(time)s"),
        "saving": N_("正在保存…"),
        "unsent": N_("%(n)s 题待上传"),
        "offline": N_("离线 · 本机已存 %(n)s 题"),
        "signed_out": N_("待上传"),
        "read_only": N_("只读"),
        "online_only": N_("仅在线保存"),
        "paused": N_("已暂停 · %(left)s"),
        "handed_in": N_("已交卷"),
        "not_counted": N_("%(lost)s 题未收下"),
    },
    "banner": {
        "opening": N_("还没有连上服务器，连上后就可以作答。已保存的答案都在；计时不停，一直连不上请举手。"),
        "unsent": N_("有 %(n)s 题还没传到服务器，已存在这台电脑上，正在重试。可以继续答题。"),
        "offline": N_(
            "**网络断开了，继续答题就好。** 新答案存在这台电脑上，恢复后自动上传。计时不停，请不要关闭页面或换电脑。"
        ),
        "back": N_("网络恢复，%(n)s 题已全部上传（%(time)s）。"),
        "signed_out": N_("登录已过期。在这里输入密码继续，答案都在。"),
        "shut_out": N_("这一页已经不能保存。答案还在这台电脑上，请举手告诉监考员。"),
        "not_here": N_(
            "这场考试正在另一个页面或另一台电脑上打开，这里只能看。要在这里作答，点“在这里继续”：那边会变成只读，已保存的答案都在。"
        ),
        "elsewhere": N_("考试已在另一个页面或另一台电脑上继续。这一页不再保存。如果不是你，请立即举手。"),
        "online_only": N_("这台电脑不能暂存答案，请保持网络连接；或请监考员换机。"),
        "paused": N_("监考员已暂停考试，计时停止，还剩 %(left)s。原因：%(reason)s"),
        "resumed": N_("考试恢复，还剩 %(left)s。"),
        "extended": N_("监考员为你延长 %(n)s 分钟（原因：%(reason)s）。新的交卷时间 %(until)s。"),
        "time_up_unsent": N_(
            "时间到。还有 %(n)s 题没有传到服务器：**不要关闭页面**，举手告诉监考员。"
            "断网前作答的时间已记下，由监考员决定是否收下。"
        ),
        "not_counted": N_("第 %(slots)s 题在交卷时间之后到达服务器，已留存，没有计入答卷。"),
    },
    "timer": {
        "minutes_left": N_("还剩 %(n)s 分钟。"),
        "under_five": N_("还剩不到 5 分钟"),
        "handed_in": N_("已交卷。"),
        "timer_show": N_("显示计时"),
        "timer_hide": N_("隐藏计时"),
    },
    "section_timer": {
        "minutes_left": N_("本大题还剩 %(n)s 分钟。"),
        "under_five": N_("不到 5 分钟"),
    },
    "break_timer": {
        "minutes_left": N_("休息还剩 %(n)s 分钟。"),
    },
    "drawing": {
        "picture": N_("附图 %(n)s"),
        "remove": N_("移除"),
        "reading": N_("正在处理图片…"),
        "waiting": N_("%(n)s 张图片已存在这台电脑上，等待上传。图片传到之后，这道题的答案才会上传。"),
        "waiting_here": N_("%(n)s 张图片等待上传，请不要关闭页面。"),
        "stored": N_("图片已传到服务器。"),
        "full": N_("最多 %(n)s 张，先移除一张再添加。"),
        "unreadable": N_("这个文件不能当图片打开，请换一张 PNG、JPEG 或 WebP 图片。"),
        "too_large": N_("图片缩小后仍超过 5 MB，请换一张。"),
        "closed": N_("现在不能作答，图片没有添加。"),
    },
    "media": {
        "enlarge": N_("放大"),
        "picture_waits": N_("图片还没有载入，正在重试。"),
        "sound_waits": N_("录音还没有载入，正在重试。"),
    },
    "cell": {
        "number": N_("第 %(n)s 题"),
        "answered": N_("已答"),
        "unanswered": N_("未答"),
        "flagged": N_("已标记"),
        "waiting": N_("待上传"),
        "current": N_("当前"),
        "comma": N_("，"),
        "none": N_("没有了。"),
    },
    "hand_in": {
        "total": N_("共 %(n)s 题，已答 %(answered)s，未答 %(unanswered)s，标记 %(flagged)s。"),
        "unanswered": N_("未答："),
        "flagged": N_("标记："),
        "waiting": N_("等 %(n)s 题上传完再交卷，正在重试。时间到会按服务器已收到的答案自动交卷。"),
        "no_network": N_("网络断开了，还不能交卷。恢复后再试一次。"),
        "try_again": N_("没有成功，请再试一次。"),
    },
    "view": {
        "size_1": N_("字号：标准"),
        "size_2": N_("字号：大"),
        "size_3": N_("字号：特大"),
        "contrast_on": N_("高对比度已打开"),
        "contrast_off": N_("高对比度已关闭"),
    },
    "door": {"try_again": N_("没有成功，请再试一次。")},
    "sections": {
        "title": N_("进入下一大题"),
        "stop": N_("。"),
        "title_up": N_("这一大题时间到"),
        "title_break": N_("休息结束"),
        "comma": N_("，"),
        "leave": N_("离开后，这一大题就不能再修改。"),
        "leave_timed": N_("离开后，这一大题就不能再修改；**余下的时间不带到后面的大题。**"),
        "time_up": N_("正在上传答案，随后自动往下走。"),
        "entering": N_("正在进入下一大题…"),
        "last_up": N_("最后一个大题的时间到了，正在交卷。"),
        "late": N_("第 %(slots)s 题的答案在这一大题的时间到之后才到达服务器：已留存，没有计入，由考官决定是否收下。"),
        "leaving": N_("正在上传这一大题的答案…"),
        "waiting": N_("网络断开了，等答案传到服务器后进入下一大题。计时不停；需要补时请举手。"),
    },
}


Text = str | tuple[str, ...]  # a tuple: the form for one, the form for many


def translated(translate: Callable[[str], Text]) -> dict[str, Text | dict[str, Text]]:
    """All texts through `translate`, in the shape that the scripts read."""
    return {
        name: translate(text) if isinstance(text, str) else {key: translate(each) for key, each in text.items()}
        for name, text in PAGE_TEXTS.items()
    }
