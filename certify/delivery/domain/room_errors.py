"""What the room refuses, in words for candidate and invigilator."""

import math
from collections.abc import Sequence
from datetime import datetime

from certify.delivery.domain.safe_browser import Proof
from foundation.errors import N_, Conflict, Forbidden


class OutsideRoom(Conflict):
    """The sitting names its room's networks, and this computer is in none of them."""

    message = N_("这台电脑不在考场网段里，不能在这里开始。请到考场，或请监考员放行")


class SafeBrowserNeeded(Conflict):
    """The sitting is begun in Safe Exam Browser with its own settings; `proof` is what the request showed instead."""

    message = N_("这场考试要在 Safe Exam Browser 里开始，从本页的链接打开它。打不开，请举手，监考员可以放行")

    def __init__(self, proof: Proof = Proof.NONE) -> None:
        self.proof = proof
        super().__init__()


class NotAdmitted(Conflict):
    """The sitting wants the invigilator to check and admit everyone first."""

    message = N_("等监考员放行：请出示证件，监考员核对后再点一次")


class TooSoonToLeave(Conflict):
    """Handing in is possible from a moment on; `from_at` is that moment."""

    message = N_("还不能交卷，%(minutes)s 分钟后可以交。可以继续检查")

    def __init__(self, from_at: datetime, now: datetime) -> None:
        self.from_at = from_at
        super().__init__(minutes=max(1, math.ceil((from_at - now).total_seconds() / 60)))


class NotStarted(Conflict):
    """An act on somebody's paper who has not begun."""

    message = N_("还没有开始答题")


class AlreadyStarted(Conflict):
    """Admitting somebody who is already writing."""

    message = N_("已经开始答题")


class ReasonNeeded(Conflict):
    """Somebody was refused at the door; admitting them is an exception that needs its reason."""

    message = N_("入场被拒过，放行要写明原因")


class PausedAlone(Conflict):
    """Resuming everyone leaves those who were paused one by one."""

    message = N_("是单独暂停的，要单独恢复")


class RoomNotPaused(Conflict):
    """Resume all, and nobody is paused."""

    message = N_("考场没有暂停")


class ResultOut(Conflict):
    """What was released is not changed by writing on."""

    message = N_("成绩已经发布，不能重新打开。有异议请走成绩复核")


class AlreadyProposed(Conflict):
    """One open proposal an attempt."""

    message = N_("已经有人申请重新打开，等第二人决定")


class AlreadyDecided(Conflict):
    """A proposal is decided once."""

    message = N_("这个申请已经有人决定")


class SecondPersonNeeded(Forbidden):
    """Whoever proposes doesn't confirm (rule 24)."""

    message = N_("重新打开要由另一个人确认")


class NobodyToAllow(Conflict):
    """Consent to a take-over where the sitting asks for none."""

    message = N_("这个场次换电脑不需要同意")


class StillSitting(Conflict):
    """The record is signed once everybody is out; `names` says who is not."""

    message = N_("还有 %(n)s 人没有交卷：%(names)s")

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(n=len(names), names=self.names[:20])


class StillExpected(Conflict):
    """The door is still open for some."""

    message = N_("还在入场时间内，%(n)s 人还可以来：%(names)s")

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(n=len(names), names=self.names[:20])


class AlreadySigned(Conflict):
    """A record is signed once."""

    message = N_("考场记录已经签字")
