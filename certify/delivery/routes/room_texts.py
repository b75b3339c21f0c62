"""The texts that the console's scripts put together themselves; everything else comes from the server in words."""

from collections.abc import Callable

from certify.delivery.domain.page_texts import Text
from foundation.errors import N_

ROOM_TEXTS = {
    "seconds": N_("%(n)s 秒"),
    "minutes": N_("%(m)s 分钟"),
    "minutes_seconds": N_("%(m)s 分 %(s)s 秒"),
    "hours_minutes": N_("%(h)s 小时 %(m)s 分"),
    "as_of": N_("截至 %(time)s"),
    "old": N_("%(age)s前的数据"),
    "lost": N_("连不上服务器，正在重试。考生的答题不受影响。"),
    "offline": N_("这台电脑离线，现在什么也做不了"),
    "no_network": N_("没有连上服务器，什么也没有做。再试一次"),
    "failed": N_("没有做成。再试一次"),
    "signed_out": N_("登录已过期，请重新登录"),
    "picked": N_("已选 %(n)s 人"),
    "not_done": N_("%(n)s 人没有做成"),
    "close": N_("关闭"),
    "needs_you": N_("需要你处理："),
    "many_need_you": N_("又有 %(n)s 项需要你处理"),
    "hide": N_("隐藏"),
    "show": N_("显示"),
    "clock_fast": N_("这台电脑的钟快 %(n)s 分钟。计时以服务器为准"),
    "clock_slow": N_("这台电脑的钟慢 %(n)s 分钟。计时以服务器为准"),
}


def room_texts(translate: Callable[[str], Text]) -> dict[str, Text]:
    """All of them in the reader's language."""
    return {name: translate(text) for name, text in ROOM_TEXTS.items()}
