"""How far a file on its way into the bank is, and how what it holds stands to what the bank holds. Nothing here reads
or writes.
"""

from dataclasses import dataclass
from enum import StrEnum

from foundation.errors import N_
from question_bank.domain.lifecycle import ItemStatus


class Stage(StrEnum):
    """A small file is `ready` at once; a large one is read, and taken in, by the job process."""

    READY = "ready"
    WAITING = "waiting"  # to be read
    READ = "read"
    QUEUED = "queued"  # to be taken in
    STAGING = "staging"  # being written, seen by nobody yet
    COMMAND = "command"  # the same by the command line: broken off, it leaves nothing
    FINISHING = "finishing"  # visible; what was there before is being changed
    DONE = "done"
    FAILED = "failed"


WRITING = (Stage.STAGING, Stage.COMMAND, Stage.FINISHING)
BY_JOBS = (Stage.WAITING, Stage.QUEUED, *WRITING)
STAGE_LABELS = {
    Stage.WAITING: N_("正在识别文件"),
    Stage.QUEUED: N_("等待写入题库"),
    Stage.STAGING: N_("正在写入题库"),
    Stage.COMMAND: N_("正在写入题库"),
    Stage.FINISHING: N_("正在更新已有的题目"),
}


class Standing(StrEnum):
    """What taking an item in would do. In a conflict the bank's item was changed by hand since it was imported."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"


STANDING_LABELS = {
    Standing.NEW: N_("新题"),
    Standing.CHANGED: N_("有更新"),
    Standing.SAME: N_("相同"),
    Standing.CONFLICT: N_("题库里改过"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """What the bank holds under a file's name for an item: `imported_hash` is what a file gave last."""

    item_type: str
    content_hash: str
    imported_hash: str | None
    status: str


def standing_of(held: Held | None, item_type: str, content_hash: str) -> Standing:
    """How an item of a file stands to the one that the bank holds under its name."""
    if held is None:
        return Standing.NEW
    if (held.item_type, held.content_hash) == (item_type, content_hash):
        return Standing.SAME
    by_hand = held.status == ItemStatus.IN_REVIEW or held.content_hash != held.imported_hash
    return Standing.CONFLICT if by_hand else Standing.CHANGED
