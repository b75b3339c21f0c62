"""Shapes of input: sittings, rosters, rights to more time."""

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from certify.exams.domain.safe_browser import MODE_LABELS
from certify.exams.forms.fields import DECIMAL, WALL_CLOCK, PointsField, choices_of, count_field
from foundation.i18n import lazy as _l
from foundation.web.forms import BaseForm


class PlanSittingForm(BaseForm):
    """A sitting: what, where, when."""

    once = HiddenField()
    exam_version_id = SelectField(_l("考试"), validators=[DataRequired()])
    title = StringField(_l("场次名称"), validators=[DataRequired(), Length(max=120)])
    unit_id = SelectField(_l("单位"), validators=[DataRequired()])
    room = StringField(_l("考场"), validators=[Length(max=80)])
    opens_at = DateTimeLocalField(_l("开始"), validators=[InputRequired()], format=WALL_CLOCK)
    closes_at = DateTimeLocalField(
        _l("结束"), validators=[InputRequired()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    )
    latest_entry_minutes = count_field(_l("开始后几分钟内可入场"), 0, 90000, description=_l("空着：结束前都可以入场"))

    earliest_leave_minutes = count_field(_l("开始后几分钟起可交卷"), 0, 600, description=_l("空着：随时可以交卷"))
    networks = TextAreaField(
        _l("考场网段"),
        description=_l("每行一个，例如 10.20.3.0/24。空着：在哪里都可以开始"),
        validators=[Length(max=1000)],
        render_kw={"rows": 2, "autocomplete": "off", "spellcheck": "false"},
    )
    requires_admission = BooleanField(_l("监考员核对身份并放行后才能开始"))
    take_over_consent = BooleanField(_l("换电脑要监考员同意"))
    safe_browser = SelectField(
        "Safe Exam Browser", choices=choices_of(MODE_LABELS), default="off", validators=[DataRequired()]
    )
    exam_keys = TextAreaField(
        "Browser Exam Key",
        description=_l("每行一个，限定可用的 Safe Exam Browser 版本。空着：哪个版本都可以"),
        validators=[Length(max=4000)],
        render_kw={"rows": 2, "autocomplete": "off", "spellcheck": "false"},
    )


class EditSittingForm(PlanSittingForm):
    """A draft sitting; exam and unit stay."""

    form_ids = SelectMultipleField(
        _l("试卷"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validators=[DataRequired()]
    )


class AddPeopleForm(BaseForm):
    """People to put on a roster: the ticked ones, or a whole unit."""

    person_ids = SelectMultipleField(_l("考生"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    unit_id = SelectField(_l("整个单位"), validators=[Optional()])
    skip_clashing = BooleanField(_l("跳过不能加的人：同一时间另有考试，或还不能再考"))


class GrantTimeForm(BaseForm):
    """More time for a person."""

    once = HiddenField()
    login = StringField(_l("工号"), validators=[DataRequired(), Length(max=32)])
    time_factor = PointsField(
        _l("时间倍数"), description=_l("例如 1.25：多四分之一的时间"), validators=[InputRequired()], render_kw=DECIMAL
    )
    from_day = DateField(_l("从"), validators=[InputRequired()])
    until_day = DateField(_l("到"), validators=[Optional()])
    reason = TextAreaField(_l("依据"), validators=[DataRequired(), Length(max=300)], render_kw={"rows": 2})
