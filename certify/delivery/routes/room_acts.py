"""What an invigilator can do, as data: words, form, for whom it fits, and the use case behind it. One entry an act."""

from collections.abc import Callable
from dataclasses import dataclass

from certify.delivery.domain.presence import Need, Presence
from certify.delivery.domain.room import ActReport, Seat
from certify.delivery.forms import (
    ActForm,
    AdmitForm,
    CollectForm,
    ConfirmForm,
    ExtendForm,
    MoveSeatForm,
    NoteForm,
    ProposeReopeningForm,
    ResumeForm,
    WordForm,
)
from certify.delivery.routes import room_doing as doing
from certify.delivery.routes.room_doing import Asked
from certify.delivery.services import room
from foundation.errors import N_

AT_A_TIME = 40
RUNNING = frozenset({Presence.WORKING, Presence.IDLE, Presence.DISCONNECTED})
TO_BE_SEEN = frozenset({Need.ADDRESS, Need.TAKEN_OVER})
TO_COME = frozenset({Presence.EXPECTED, Presence.ADMITTED})


@dataclass(frozen=True, slots=True)
class RoomAct:
    """An act in words: the button that asks, the one that does it, title, effect, and what is said then."""

    name: str
    label: str
    verb: str
    title: str
    effect: str
    done: str
    form: type
    run: Callable[[Asked], ActReport]
    fits: Callable[[Seat], bool] = lambda _seat: True
    unfit: str = N_("不包括 %(n)s 人")
    may_be_all: bool = False
    is_single: bool = False
    is_danger: bool = False
    is_decision: bool = False  # on a proposal that the request names
    title_with_minutes: str = ""
    most: int | None = None  # people at a time, where each is an act of its own


def _is_running(seat: Seat) -> bool:
    return seat.presence in RUNNING


def _is_open(seat: Seat) -> bool:
    return seat.presence in RUNNING or seat.presence is Presence.PAUSED


BAR = (
    RoomAct(
        "admit",
        N_("放行…"),
        N_("放行入场"),
        N_("放行 %(who)s"),
        N_("可以进入并开始答题。在门口被拒过的人，要写明为什么破例。"),
        N_("已放行 %(n)s 人"),
        AdmitForm,
        doing.admit,
        fits=lambda seat: seat.presence in TO_COME,
        unfit=N_("不包括 %(n)s 人：已经开始答题"),
    ),
    RoomAct(
        "identity",
        N_("核对身份…"),
        N_("核对无误"),
        N_("核对身份：%(who)s"),
        N_("在考场记录里写下：证件与本人相符。"),
        N_("已记下 %(n)s 人的身份核对"),
        ConfirmForm,
        doing.check_identity,
        most=AT_A_TIME,
        fits=lambda seat: seat.identity_checked_at is None,
        unfit=N_("不包括 %(n)s 人：已经核对过"),
    ),
    RoomAct(
        "extend",
        N_("延时…"),
        N_("延长时间"),
        N_("为 %(who)s 延时"),
        N_("交卷时间推后。考生页面几秒内显示新的交卷时间和原因。给出的时间收不回来。"),
        N_("已为 %(n)s 人延时"),
        ExtendForm,
        doing.extend,
        title_with_minutes=N_("为 %(who)s 延时 %(n)s 分钟"),
        fits=_is_open,
        unfit=N_("不包括 %(n)s 人：没有在答题"),
        may_be_all=True,
    ),
    RoomAct(
        "pause",
        N_("暂停…"),
        N_("暂停考试"),
        N_("暂停 %(who)s 的考试"),
        N_("计时停止，考生不能作答，页面显示原因。恢复时，停掉的时间全部补回。"),
        N_("已暂停 %(n)s 人"),
        ActForm,
        doing.clock_act(room.pause),
        fits=_is_running,
        unfit=N_("不包括 %(n)s 人：没有在答题"),
        may_be_all=True,
    ),
    RoomAct(
        "resume",
        N_("恢复…"),
        N_("恢复考试"),
        N_("恢复 %(who)s 的考试"),
        N_("计时继续，停掉的时间全部补回。"),
        N_("已恢复 %(n)s 人"),
        ResumeForm,
        doing.clock_act(room.resume),
        fits=lambda seat: seat.presence is Presence.PAUSED,
        unfit=N_("不包括 %(n)s 人：没有暂停"),
        may_be_all=True,
    ),
    RoomAct(
        "move_seat",
        N_("换座…"),
        N_("确认换座"),
        N_("给 %(who)s 换座位"),
        N_("座位表随之改变；试卷、答案和时间不变。"),
        N_("座位已换"),
        MoveSeatForm,
        doing.move_seat,
        fits=lambda seat: seat.presence is not Presence.FINISHED,
        unfit=N_("已经交卷"),
        is_single=True,
    ),
    RoomAct(
        "note",
        N_("记事…"),
        N_("写进记录"),
        N_("记事：%(who)s"),
        N_("只写进考场记录，考生看不到。"),
        N_("已记下"),
        NoteForm,
        doing.note,
        most=AT_A_TIME,
        may_be_all=True,
    ),
    RoomAct(
        "collect",
        N_("收卷…"),
        N_("强制收卷"),
        N_("收 %(who)s 的卷"),
        N_("答卷立即交上，考生不能再作答。服务器已收到的答案都算，没传到的不算。要再打开，需要两个人同意。"),
        N_("已收 %(n)s 人的卷"),
        CollectForm,
        doing.clock_act(room.collect),
        fits=_is_open,
        unfit=N_("不包括 %(n)s 人：没有在答题"),
        may_be_all=True,
        is_danger=True,
    ),
)
OTHERS = (
    RoomAct(
        "consent",
        N_("同意换机…"),
        N_("同意换机"),
        N_("同意 %(who)s 换电脑"),
        N_("考生可以在另一台电脑上继续；原来那台只能看。"),
        N_("已同意换电脑"),
        ActForm,
        doing.consent,
        fits=lambda seat: Need.TAKE_OVER in seat.needs,
        unfit=N_("没有人在等你同意"),
        is_single=True,
    ),
    RoomAct(
        "seen",
        N_("已查看…"),
        N_("记为已查看"),
        N_("已查看：%(who)s"),
        N_("在考场记录里写下：换过的地址或页面已经查看。之后再有变化，还会提醒。"),
        N_("已记下 %(n)s 人"),
        WordForm,
        doing.mark_seen,
        most=AT_A_TIME,
        fits=lambda seat: seat.attempt_id is not None and not TO_BE_SEEN.isdisjoint(seat.needs),
        unfit=N_("不包括 %(n)s 人：没有要查看的"),
    ),
    RoomAct(
        "reopen",
        N_("申请重开…"),
        N_("提出申请"),
        N_("申请重新打开 %(who)s 的答卷"),
        N_("另一个人确认后，考生接着原来的答案作答。你不能确认自己的申请。"),
        N_("已提出，等另一位确认"),
        ProposeReopeningForm,
        doing.propose,
        fits=lambda seat: seat.presence is Presence.FINISHED and Need.REOPENING not in seat.needs,
        unfit=N_("没有交卷，或者已经有人申请"),
        is_single=True,
    ),
    RoomAct(
        "confirm",
        N_("同意重开…"),
        N_("确认重开"),
        N_("重新打开 %(who)s 的答卷"),
        N_("考生马上可以接着原来的答案作答。重新交卷后会再评一次分，原来的评分保留。"),
        N_("已重新打开"),
        ConfirmForm,
        doing.confirm,
        is_single=True,
        is_decision=True,
    ),
    RoomAct(
        "decline",
        N_("不同意…"),
        N_("不予重开"),
        N_("不重新打开 %(who)s 的答卷"),
        N_("答卷保持已交的样子。提出的人可以用这个收回申请。"),
        N_("已记下，答卷不重新打开"),
        WordForm,
        doing.decline,
        is_single=True,
        is_decision=True,
    ),
    RoomAct(
        "sign_off",
        N_("结束签字…"),
        N_("签字结束"),
        N_("结束签字：%(who)s"),
        N_("签字后，这份考场记录就结束了。还有人没交卷，或者还在入场时间内，就还不能签。"),
        N_("已签字"),
        ConfirmForm,
        doing.sign_off,
        may_be_all=True,
    ),
)
ACTS = {each.name: each for each in (*BAR, *OTHERS)}
