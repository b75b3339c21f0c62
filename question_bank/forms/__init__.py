"""Shapes of input of the bank: an item's content by type (`shapes`), an item with what stands beside it, a correction
in an imported paper, an upload, a review.
"""

from functools import cache
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from foundation.i18n import lazy as _l
from foundation.web.forms import BaseForm, options
from question_bank import item_types
from question_bank.domain import (
    COGNITIVE_LEVEL_LABELS,
    DIFFICULTY_LABELS,
    POOL_LABELS,
    CognitiveLevel,
    Difficulty,
    Pool,
)
from question_bank.domain.items import ItemDraft
from question_bank.domain.validity import ItemDates
from question_bank.forms.fields import Needed
from question_bank.forms.shapes import SHAPES, ItemShape

__all__ = [
    "SHAPES",
    "ChangeDatesForm",
    "CommentForm",
    "CorrectItemForm",
    "DecideReviewForm",
    "EditItemForm",
    "ItemShape",
    "SubmitItemForm",
    "SuspendItemForm",
    "UploadPaperForm",
    "correct_item_form",
    "edit_item_form",
]

Choices = list[tuple[str, Any]]


class EditItemForm(ItemShape, BaseForm):
    """An item with its place in the bank; `edition` says what the page was made from."""

    area_code = SelectField(_l("所属模块"), validators=[Needed()])
    level = SelectField(
        _l("认知层次"),
        validators=[Needed()],
        choices=options([("", _l("未定")), *((v.value, _l(t)) for v, t in COGNITIVE_LEVEL_LABELS.items())]),
    )
    difficulty = SelectField(
        _l("难度"), validators=[Needed()], choices=options((v.value, _l(t)) for v, t in DIFFICULTY_LABELS.items())
    )
    pool = SelectField(
        _l("用途"), validators=[Needed()], choices=options((v.value, _l(t)) for v, t in POOL_LABELS.items())
    )
    critical = BooleanField(_l("关键题"), description=_l("答错会触及合规或安全；考试可限定最多错几道"))
    tags = StringField(_l("标签"), description=_l("用逗号分开"))
    valid_until = DateField(
        _l("失效日"), validators=[Optional()], description=_l("从这天起新试卷不再用它；资费、政策一类的题要写")
    )
    review_by = DateField(_l("复核日"), validators=[Optional()], description=_l("到这天之前再看一遍内容还对不对"))
    edition = HiddenField()
    media = FileField(
        _l("图片或录音"),
        description=_l("图片最大 2 MB：PNG、JPEG、WebP、GIF。录音最大 10 MB：MP3、M4A、AAC、OGG、Opus、WAV"),
        render_kw={"accept": ".png,.jpg,.jpeg,.webp,.gif,.mp3,.m4a,.aac,.ogg,.opus,.wav"},
    )
    media_label = StringField(
        _l("文字说明"),
        description=_l("图片里有什么，看不到图的人靠它；录音写一个名称"),
        render_kw={"maxlength": "300", "autocomplete": "off"},
    )
    media_transcript = TextAreaField(
        _l("录音的文字稿"),
        description=_l("考生会在录音下面看到；考听力的题不写，审题人会看到提醒"),
        render_kw={"rows": 2, "maxlength": "4000"},
    )

    @property
    def has_file(self) -> bool:
        """A picture or a sound was chosen and is not in the text yet."""
        return bool(self.media.data and getattr(self.media.data, "filename", ""))

    def put_in(self, reference: str) -> None:
        """Its place is the end of the stem; from there it can be moved like any text."""
        stem = (self.stem.data or "").rstrip()
        self.stem.data = f"{stem}\n{reference}".lstrip()
        self.media.data = None
        self.media_label.data = self.media_transcript.data = ""

    def draft(self) -> ItemDraft:
        """What was typed, as an item's draft."""
        typed = (self.tags.data or "").replace("，", ",").replace("、", ",").replace("；", ",").replace(";", ",")
        tags = dict.fromkeys(tag.strip() for tag in typed.split(",") if tag.strip())
        return ItemDraft(
            item_type=self.item_type,
            content=self.content(),
            area_code=self.area_code.data,
            pool=Pool(self.pool.data),
            difficulty=Difficulty(self.difficulty.data),
            level=CognitiveLevel(self.level.data).value if self.level.data else None,
            critical=bool(self.critical.data),
            tags=tuple(tags),
            dates=ItemDates(self.valid_until.data, self.review_by.data),
        )


class CorrectItemForm(ItemShape, BaseForm):
    """One item of an imported paper, mended in place; another type may be chosen for it (`item_type` in the page names
    the type whose fields are shown).
    """

    as_type = SelectField(
        _l("题型"), validators=[Needed()], choices=options((kind.name, _l(kind.label)) for kind in item_types.ALL)
    )
    points = StringField(_l("分值"), description=_l("整题合计"), render_kw={"inputmode": "decimal"})


@cache
def edit_item_form(item_type: str) -> type[EditItemForm]:
    """The editor's form for a type."""
    shape = SHAPES[item_type]
    return type(f"Edit{shape.__name__}", (shape, EditItemForm), {"__doc__": EditItemForm.__doc__})


@cache
def correct_item_form(item_type: str) -> type[CorrectItemForm]:
    """The import page's form for a type."""
    shape = SHAPES[item_type]
    return type(f"Correct{shape.__name__}", (shape, CorrectItemForm), {"__doc__": CorrectItemForm.__doc__})


class UploadPaperForm(BaseForm):
    """A paper as a file or as pasted text, perhaps with a key, and where its items belong."""

    paper = FileField(
        _l("试卷文件"),
        validators=[Needed()],
        description=_l(
            "文本、Markdown、Word（.docx）、PDF、Excel（.xlsx）、CSV、JSON 等，格式按内容识别；"
            "文本最多 8 MB，其他最多 16 MB"
        ),
        render_kw={"required": False},  # for the browser: pasted text does as well
    )
    text = TextAreaField(
        _l("或者粘贴试卷文字"), description=_l("Word 里的试卷可以全选、复制、粘贴到这里"), render_kw={"rows": 5}
    )
    answer_key = FileField(_l("答案文件"), description=_l("没有也可以：没有答案的题先留作草稿"))
    area_code = SelectField(_l("所属模块"), validators=[Needed()])


class DecideReviewForm(BaseForm):
    """The reviewer's word on a version."""

    comment = TextAreaField(_l("意见"), description=_l("退回时必填：说出哪里、为什么、怎么改"), render_kw={"rows": 3})


class SubmitItemForm(BaseForm):
    """Until when a review is wished, and of whom; both may stay open."""

    due_on = DateField(_l("审核期限"), validators=[Optional()], description=_l("不写就是 7 天"))
    reviewer_id = SelectField(
        _l("请谁审核"), validators=[Optional()], description=_l("只是请求：别的审核人也可以审"), default="", choices=[]
    )


class ChangeDatesForm(BaseForm):
    """Other dates for the version in use, and why."""

    valid_until = DateField(_l("失效日"), validators=[Optional()], description=_l("空着：一直有效"))
    review_by = DateField(_l("复核日"), validators=[Optional()])
    reason = TextAreaField(_l("依据"), validators=[Needed()], render_kw={"rows": 2, "maxlength": "4000"})


class CommentForm(BaseForm):
    """A remark on a place, or an answer to one."""

    place = HiddenField()
    text = TextAreaField(_l("意见"), validators=[Needed()], render_kw={"rows": 2, "maxlength": "2000"})


class SuspendItemForm(BaseForm):
    """Why an item is taken out of use for now, or put back."""

    comment = TextAreaField(_l("原因"), validators=[Needed()], render_kw={"rows": 2, "maxlength": "4000"})
