"""The formats that items can be exported in, in one explicit tuple; what each loses, `interchange.losses` finds out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from foundation.errors import N_, Problem
from foundation.registry import Registry
from question_bank.domain.items import ItemDraft
from question_bank.formats import aiken, gift, moodle, native
from question_bank.formats.interchange.losses import losses
from question_bank.formats.model import Paper
from question_bank.formats.qti import version12, version21, version30


class Writer(Protocol):
    """What a format offers that is written and read back."""

    @property
    def SUFFIX(self) -> str: ...
    @property
    def MIME(self) -> str: ...
    @property
    def WRITERS(self) -> Mapping[str, Any]: ...

    def write(self, items: Sequence[ItemDraft]) -> bytes: ...
    def read(self, data: bytes, name: str, **options: Any) -> Paper: ...


@dataclass(frozen=True)
class Export:
    """One format to choose: `name` for machines, `label` (a msgid) for people."""

    name: str
    label: str
    writer: Writer

    @property
    def suffix(self) -> str:
        """How its files' names end."""
        return self.writer.SUFFIX

    @property
    def mime(self) -> str:
        """Its media type."""
        return self.writer.MIME

    def write(self, items: Sequence[ItemDraft]) -> bytes:
        """The file."""
        return self.writer.write(items)

    def losses(self, items: Sequence[ItemDraft], label: str) -> list[Problem]:
        """What would not come back."""
        return losses(self.writer, label, items)


ALL: tuple[Export, ...] = (
    Export("json", N_("本系统的 JSON（完整）"), native),
    Export("qti30", N_("QTI 3.0 内容包"), version30),
    Export("qti21", N_("QTI 2.1 内容包"), version21),
    Export("qti12", N_("QTI 1.2 内容包（Canvas）"), version12),
    Export("moodle", N_("Moodle XML"), moodle),
    Export("gift", N_("GIFT 文本"), gift),
    Export("aiken", N_("Aiken 文本"), aiken),
)
EXPORTS: Registry[Export] = Registry(N_("导出格式"), ALL)
