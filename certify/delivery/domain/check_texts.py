"""Every text that "check this computer" shows once its script has looked: what was found, and what to do about it."""

from collections.abc import Callable, Mapping

from certify.delivery.domain.page_texts import Text
from foundation.errors import N_

CHECK_TEXTS: Mapping[str, Mapping[str, str]] = {
    "word": {"good": N_("可以"), "notice": N_("留意"), "bad": N_("不行")},
    "verdict": {
        "checking": N_("正在检查，大约 3 秒…"),
        "good": N_("这台电脑可以考试。"),
        "notice": N_("这台电脑可以考试，有 %(n)s 处要留意。"),
        "bad": N_("这台电脑现在不能考试，有 %(n)s 处不行。照下面写的办，或请监考员换机。"),
    },
    "secure": {
        "good": N_("网址是加密的，或在本机上。"),
        "bad": N_("网址没有加密，正式考试不能开始。请换用 https 开头的网址，或问监考员。"),
    },
    "storage": {
        "good": N_("断网时答案能加密存在这台电脑上。"),
        "bad": N_("这个浏览器不能暂存答案，断网时会丢。请关掉无痕窗口，清出一些磁盘空间，或换一个浏览器。"),
    },
    "cookies": {
        "good": N_("登录能保持住。"),
        "bad": N_("浏览器关闭了 Cookie，登录保持不住。请在浏览器设置里允许本站使用 Cookie。"),
    },
    "connection": {
        "good": N_("到服务器来回 %(ms)s 毫秒。"),
        "notice": N_(
            "到服务器来回 %(ms)s 毫秒，7 次里有 %(lost)s 次没有回音。可以考试；能用网线就别用无线，关掉下载。"
        ),
        "bad": N_("到服务器来回 %(ms)s 毫秒，7 次里有 %(lost)s 次没有回音。请检查网线或无线，换个位置再试。"),
        "none": N_("连不上服务器。请检查网线或无线，再试一次。"),
    },
    "clock": {
        "good": N_("这台电脑的时钟是准的。"),
        "fast": N_("这台电脑的时钟快了 %(minutes)s 分钟。考试按服务器时间计时，不受影响；开考前看考试页上的剩余时间。"),
        "slow": N_("这台电脑的时钟慢了 %(minutes)s 分钟。考试按服务器时间计时，不受影响；开考前看考试页上的剩余时间。"),
        "unknown": N_("没有问到服务器的时间。连上服务器后再检查一次。"),
    },
    "screen": {
        "good": N_("屏幕够宽，%(width)s 像素。"),
        "notice": N_("屏幕只有 %(width)s 像素宽，题目会很挤。请把窗口拉大，或缩小页面。"),
    },
}


def translated_checks(translate: Callable[[str], Text]) -> dict[str, dict[str, Text]]:
    """All texts through `translate`, in the shape that the script reads."""
    return {name: {key: translate(each) for key, each in texts.items()} for name, texts in CHECK_TEXTS.items()}
