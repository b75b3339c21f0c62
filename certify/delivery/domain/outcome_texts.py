"""What became of a save event, in words for staff: the page of an emergency file, the examiner's late answers."""

from collections.abc import Mapping

from certify.delivery.domain.events import EventKind
from certify.delivery.domain.outcomes import Outcome, OutcomeKind, Reason
from foundation.errors import N_

OUTCOME_TEXTS: Mapping[OutcomeKind, str] = {
    OutcomeKind.SAVED: N_("计入答卷"),
    OutcomeKind.DUPLICATE: N_("服务器早已收到"),
    OutcomeKind.STALE: N_("留存，已有更新的答案"),
    OutcomeKind.FORK: N_("未收：这个编号已是另一份内容"),
    OutcomeKind.SUPERSEDED: N_("留存未计入：换页前的作答"),
    OutcomeKind.LATE: N_("留存未计入：迟到"),
    OutcomeKind.MALFORMED: N_("计入，格式有误待人看"),
    OutcomeKind.REFUSED: N_("未收"),
}
KIND_TEXTS: Mapping[EventKind, str] = {
    EventKind.ANSWER: N_("作答"),
    EventKind.CLEAR: N_("清空"),
    EventKind.FLAG: N_("标记"),
    EventKind.LEAVE_SECTION: N_("离开大题"),
    EventKind.ENTER_SECTION: N_("提前结束休息"),
}
REASON_TEXTS: Mapping[Reason, str] = {
    Reason.UNREADABLE: N_("读不出来"),
    Reason.TOO_LARGE: N_("内容过长"),
    Reason.FILE_MISSING: N_("附图还没有传到"),
    Reason.UNKNOWN_SLOT: N_("卷上没有这道题"),
    Reason.UNKNOWN_SECTION: N_("卷上没有这个大题"),
    Reason.UNKNOWN_EPOCH: N_("编号不是这份答卷的"),
    Reason.NOT_WRITER: N_("那一页当时只读"),
    Reason.AFTER_FORK: N_("前面的编号有冲突"),
    Reason.PAUSED: N_("考试暂停中，恢复后再载入"),
    Reason.GAP: N_("前面的作答还没到齐"),
    Reason.SECTION_NOT_OPEN: N_("这个大题还没打开"),
    Reason.SECTION_CLOSED: N_("已离开这个大题"),
    Reason.SECTION_TIME_UP: N_("这个大题时间到之后到达"),
    Reason.TAKEN_OVER: N_("已在别处继续"),
    Reason.TIME_UP: N_("到点之后到达"),
    Reason.SUBMITTED: N_("交卷之后到达"),
}


def reason_text(outcome: Outcome) -> str | None:
    """Why, where there is a reason to tell; for a duplicate what became of the first one."""
    if outcome.first is not None:
        return OUTCOME_TEXTS[outcome.first]
    return REASON_TEXTS[outcome.reason] if outcome.reason else None
