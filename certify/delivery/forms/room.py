"""Shape of what an invigilator says with an act: a quick reason or one of their own, minutes, a seat, a note."""

from typing import Any

from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from foundation.errors import N_
from foundation.i18n import gettext
from foundation.i18n import lazy as _l
from foundation.web.forms import BaseForm

OTHER = "other"
REASONS = (N_("断电"), N_("断网"), N_("换机"), N_("身体不适"))
MOST_MINUTES = 240
MOST_REASON = 200


class ActForm(BaseForm):
    """An act with its reason. A quick reason is stored as its Chinese text; the reader sees it in their language."""

    quick = RadioField(
        _l("原因"),
        choices=[*((text, _l(text)) for text in REASONS), (OTHER, _l("其他"))],
        validators=[Optional()],
    )
    reason = StringField(
        _l("说明"), validators=[Optional(), Length(max=MOST_REASON)], render_kw={"autocomplete": "off"}
    )
    needs_reason = True

    def validate(self, extra_validators: Any = None) -> bool:
        """A reason is chosen, or written."""
        sound = super().validate(extra_validators)
        if self.needs_reason and not self.said:
            field = self.reason if self.quick.data == OTHER else self.quick
            text = gettext("写出原因") if self.quick.data == OTHER else gettext("选一个原因，或者自己写")
            field.errors = [*field.errors, text]
            return False
        return sound

    @property
    def said(self) -> str:
        """The reason as it is recorded: the quick one, what was written, or both."""
        quick = self.quick.data if self.quick.data in REASONS else ""
        return "：".join(filter(None, (quick, (self.reason.data or "").strip())))


class CheckForm(ActForm):
    """Letting in and checking an identity: a word is recorded where there is one."""

    needs_reason = False


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


class ConfirmForm(BaseForm):
    """An act that needs no word."""


class DecideForm(BaseForm):
    """The second person says why not; whoever proposed may take it back without a word."""

    reason = StringField(
        _l("说明"), validators=[Optional(), Length(max=MOST_REASON)], render_kw={"autocomplete": "off"}
    )

    @property
    def said(self) -> str:
        """The reason, or nothing."""
        return (self.reason.data or "").strip()
