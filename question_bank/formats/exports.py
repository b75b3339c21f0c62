"""The formats that items can be exported in, in one explicit tuple; what each loses, `interchange.losses` finds out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from foundation.errors import N_, Problem
from foundation.registry import Registry
from question_bank.domain.items import ItemDraft
from question_bank.formats import aiken, gift, moodle, native
from question_bank.formats.interchange import messages
from question_bank.formats.interchange.losses import losses
from question_bank.formats.interchange.media_out import Media
from question_bank.formats.model import Paper
from question_bank.formats.printed import paper_of, write_pdf, write_word
from question_bank.formats.qti import version12, version21, version30
from question_bank.formats.sheets_out import CSV, WORKBOOK


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
    """One format to choose: `name` for machines, `label` (a msgid) for people, how its files' names end, media type;
    what makes the file of the items and of their media by name, what says what would not come back (told the label),
    and which of the media go along: `pictures` and `sounds`.
    """

    name: str
    label: str
    suffix: str
    mime: str
    write: Callable[[Sequence[ItemDraft], Media], bytes]
    losses: Callable[[Sequence[ItemDraft], str], list[Problem]]
    pictures: bool = False
    sounds: bool = False


class MediaWriter(Writer, Protocol):
    """One that also takes along what the items show and play."""

    def write(self, items: Sequence[ItemDraft], media: Media = ...) -> bytes: ...


def _kept(name: str, label: str, writer: Writer) -> Export:
    """A format that is read back."""
    return Export(
        name,
        label,
        writer.SUFFIX,
        writer.MIME,
        lambda items, _media: writer.write(items),
        lambda items, shown: losses(writer, shown, items),
    )


def _whole(name: str, label: str, writer: MediaWriter) -> Export:
    """The same with pictures and sounds."""
    return replace(_kept(name, label, writer), write=writer.write, pictures=True, sounds=True)


def _printed(name: str, label: str, suffix: str, mime: str, write: Callable[..., bytes]) -> Export:
    """A paper for people, with its pictures."""
    return Export(
        name,
        label,
        suffix,
        mime,
        lambda items, media: write(paper_of(items), pictures=media.get),
        lambda _items, _shown: [_NO_WAY_BACK],
        pictures=True,
    )


_NO_WAY_BACK = Problem(messages.NO_WAY_BACK, severity="warning")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ALL: tuple[Export, ...] = (
    _whole("json", N_("本系统的 JSON（完整）"), native),
    _whole("qti30", N_("QTI 3.0 内容包"), version30),
    _whole("qti21", N_("QTI 2.1 内容包"), version21),
    _whole("qti12", N_("QTI 1.2 内容包（Canvas）"), version12),
    _whole("moodle", N_("Moodle XML"), moodle),
    _kept("gift", N_("GIFT 文本"), gift),
    _kept("aiken", N_("Aiken 文本"), aiken),
    _kept("xlsx", N_("Excel 表格"), WORKBOOK),
    _kept("csv", N_("CSV 表格"), CSV),
    _printed("docx", N_("Word 试卷"), ".docx", _WORD, write_word),
    _printed("docx-key", N_("Word 答案"), ".key.docx", _WORD, partial(write_word, key=True)),
    _printed("pdf", N_("PDF 试卷"), ".pdf", "application/pdf", write_pdf),
    _printed("pdf-key", N_("PDF 答案"), ".key.pdf", "application/pdf", partial(write_pdf, key=True)),
)
EXPORTS: Registry[Export] = Registry(N_("导出格式"), ALL)
