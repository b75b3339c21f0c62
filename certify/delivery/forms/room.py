"""Shape of what an invigilator says with an act: a quick reason or one of their own, minutes, a seat, a note."""

from typing import Any

from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from foundation.errors import N_
from foundation.i18n import gettext
from foundation.i18n import lazy as _l
from foundation.web.forms import BaseForm, options

OTHER = "other"
REASONS = (N_("断电"), N_("断网"), N_("换机"), N_("身体不适"))
AFTERWARDS = (N_("已来电"), N_("网络恢复"), N_("已换好电脑"), N_("身体好转"))
TO_COLLECT = (N_("考生要求交卷"), N_("考生离开考场"), N_("违反考场纪律"))
TO_REOPEN = (N_("误点交卷"), N_("断电"), N_("断网"), N_("收错卷"))
MOST_MINUTES = 240
MOST_REASON = 200


def _quick(texts: tuple[str, ...]) -> RadioField:
    """Reasons by one click. They are stored in Chinese; the reader sees them in their language."""
    choices = options([*((text, _l(text)) for text in texts), (OTHER, _l("其他"))])
    return RadioField(_l("原因"), choices=choices, validators=[Optional()])


class ActForm(BaseForm):
    """An act with its reason."""

    quick = _quick(REASONS)
    reason = StringField(
        _l("补充说明"), validators=[Optional(), Length(max=MOST_REASON)], render_kw={"autocomplete": "off"}
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A reason is chosen, or written."""
        sound = super().validate(extra_validators)
        if not self.said:
            is_other = self.quick.data == OTHER
            field = self.reason if is_other else self.quick
            field.errors = [*field.errors, gettext("写出原因") if is_other else gettext("选一个原因，或者自己写")]
            return False
        return sound

    @property
    def said(self) -> str:
        """The reason as it is recorded: the quick one, what was written, or both."""
        quick = self.quick.data if self.quick.data and self.quick.data != OTHER else ""
        return gettext("：").join(filter(None, (quick, (self.reason.data or "").strip())))


class ResumeForm(ActForm):
    """The clock runs on."""

    quick = _quick(AFTERWARDS)


class CollectForm(ActForm):
    """The paper is taken."""

    quick = _quick(TO_COLLECT)


class WordForm(BaseForm):
    """An act with a word where there is one: letting in, saying no to a reopening."""

    reason = StringField(
        _l("补充说明"), validators=[Optional(), Length(max=MOST_REASON)], render_kw={"autocomplete": "off"}
    )

    @property
    def said(self) -> str:
        """The word, or nothing."""
        return (self.reason.data or "").strip()


class AdmitForm(WordForm):
    """Letting in. A reason makes it an exception: neither latest entry nor the room's network hold the person back."""

    reason = StringField(
        _l("破例原因"),
        validators=[Optional(), Length(max=MOST_REASON)],
        description=_l("只在破例时写：迟到，或者电脑不在考场网段。"),
        render_kw={"autocomplete": "off"},
    )


class ExtendForm(ActForm):
    """Time given."""

    minutes = IntegerField(
        _l("延长多少分钟"),
        default=10,
        validators=[InputRequired(), NumberRange(1, MOST_MINUTES, _l("填 1 到 240 分钟"))],
        render_kw={"inputmode": "numeric"},
    )


class MoveSeatForm(ActForm):
    """Another seat."""

    seat = StringField(_l("新座位"), validators=[InputRequired(), Length(max=16)], render_kw={"autocomplete": "off"})


class NoteForm(BaseForm):
    """A note in the record; nothing happens to anybody."""

    text = TextAreaField(_l("记下什么"), validators=[InputRequired(), Length(max=1000)], render_kw={"rows": "3"})


class ProposeReopeningForm(ExtendForm):
    """So many minutes, from the moment a second person agrees."""

    quick = _quick(TO_REOPEN)


class ConfirmForm(BaseForm):
    """An act that needs no word."""
