"""What delivery refuses, in words for candidate and invigilator. Texts are msgids; the web edge translates them."""

from collections.abc import Sequence
from datetime import datetime

from foundation.errors import N_, Conflict, DomainError, Forbidden, Invalid, Locked, Problem


class TooEarly(Conflict):
    """The window is not open yet; the page counts down to `opens_at`."""

    message = N_("还没到开考时间，到时间后才能进入")

    def __init__(self, opens_at: datetime) -> None:
        self.opens_at = opens_at
        super().__init__()


class EntryClosed(Conflict):
    """The sitting runs, but nobody may start any more."""

    message = N_("已过最晚入场时间，不能再开始答题。如有特殊情况，请联系监考员")


class SittingOver(Conflict):
    """The window is closed and no attempt was started."""

    message = N_("这场考试已经结束")


class WrongCode(Invalid):
    """The access code does not match."""

    message = N_("入场码不对，请核对监考员公布的入场码")

    def __init__(self) -> None:
        super().__init__(Problem(self.message, field="access_code"))


class AlreadySubmitted(Conflict):
    """Nothing is changed any more in a paper that was handed in."""

    message = N_("这份答卷已经交卷")


class NotSubmitted(Conflict):
    """Only a submitted attempt can be reopened."""

    message = N_("这份答卷还没有交卷，不需要重新打开")


class NotPaused(Conflict):
    """Resume without a pause."""

    message = N_("这份答卷没有暂停")


class AttemptPaused(Locked):
    """No counting and no handing in while paused; what was typed stays in the browser (rule 25)."""

    message = N_("监考员已暂停考试，恢复后再继续。已作答的内容都在")


class TimeIsUp(Conflict):
    """Past deadline and grace: every read says so, whether or not the closer has come (rule 23)."""

    message = N_("时间到，这份答卷不能再修改")


class TakenOver(Conflict):
    """Another page is the writer now (rules 3, 15)."""

    message = N_("考试已在另一个页面或另一台电脑上继续，这一页不再保存。如果不是你，请立即举手")


class ConsentNeeded(Forbidden):
    """The sitting wants the invigilator to agree before an exam goes on elsewhere (rule 4)."""

    message = N_("换电脑或换页面需要监考员同意，请举手")


class NumbersTaken(Conflict):
    """A fork: this page's numbers were used by another page with other answers (rule 6)."""

    message = N_("同一份答卷在两个页面上作答。这一页会换新编号，再上传一次")


class AnswersMissing(Conflict):
    """Handing in with gaps in the sequence: these numbers never arrived (rule 21)."""

    message = N_("还有 %(count)s 条作答没有传到服务器。等上传完再交卷，或者选择不含这些作答交卷")

    def __init__(self, missing: Sequence[int]) -> None:
        self.missing = tuple(missing)
        super().__init__(count=len(self.missing))


class SessionEnded(DomainError):
    """Signed out, expired or revoked: nothing counted, the browser keeps its queue (rule 27)."""

    message = N_("登录已过期。在这里输入密码继续，答案都在。")
    status = 401


class PersonLeft(Forbidden):
    """The account was closed during the exam (rule 27)."""

    message = N_("你的账号已停用，不能继续作答。请联系监考员，这台电脑上未上传的作答不会删除")


class BatchUnreadable(Invalid):
    """The body of a save is no batch at all; single bad events are refused one by one instead."""

    message = N_("无法读取这次上传的内容")


class BatchTooLarge(DomainError):
    """Too many events or bytes in one request; the page sends them in smaller batches."""

    message = N_("一次上传的内容过多，请分批上传")
    status = 413


class BadGrant(Invalid):
    """Time can be given, never taken, and not without bounds."""

    message = N_("延长的时间是 1 到 240 分钟")

    def __init__(self) -> None:
        super().__init__(Problem(self.message, field="minutes"))
