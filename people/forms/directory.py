"""Shapes of input: finding people, their data, roles, leaving, imports."""

from wtforms import BooleanField, DateField, FileField, Form, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from foundation.i18n import lazy as _l
from foundation.web.forms import BaseForm


class FilterPeopleForm(Form):
    """All optional; it lives in the address, so a view can be sent to a colleague. Choices are filled by the route."""

    words = StringField(_l("姓名 / 工号"), validators=[Optional()])
    unit = SelectField(_l("单位"), validators=[Optional()])
    role = SelectField(_l("角色"), validators=[Optional()])
    state = SelectField(_l("状态"), validators=[Optional()])


class EditPersonForm(BaseForm):
    """A person's data; `version` is what the page showed, so that two editors notice each other."""

    version = HiddenField()
    name = StringField(_l("姓名"), validators=[DataRequired(), Length(max=80)], render_kw={"autocomplete": "off"})
    phone = StringField(
        _l("电话"), validators=[Optional(), Length(max=24)], render_kw={"autocomplete": "off", "inputmode": "tel"}
    )
    unit = SelectField(_l("单位"), validators=[DataRequired()])
    post = SelectField(_l("岗位"), validators=[Optional()])
    hired_on = DateField(_l("入职日期"), validators=[Optional()])


class CreatePersonForm(EditPersonForm):
    """A new account."""

    login = StringField(
        _l("工号"),
        validators=[DataRequired(), Length(max=32)],
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )
    is_agent = BooleanField(_l("客服代表：可以学习、参加考试"), default=True)


class AssignRoleForm(BaseForm):
    """A role on a unit."""

    role = SelectField(_l("角色"), validators=[DataRequired()])
    unit = SelectField(_l("在哪个单位（含下级）"), validators=[DataRequired()])


class LeaveForm(BaseForm):
    """The last day of work."""

    last_day = DateField(_l("最后一天"), validators=[InputRequired()])


class UploadPeopleForm(BaseForm):
    """A table of people."""

    file = FileField(
        _l("人员表"),
        validators=[InputRequired()],
        description=_l("Excel（.xlsx）或 CSV，最多 5000 行、5 MB"),
        render_kw={
            "accept": ".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        },
    )


class CommitImportForm(BaseForm):
    """Import what was looked at."""

    names_confirmed = BooleanField(_l("姓名变更已逐一核对，是同一个人"))


class PageForm(Form):
    """Which page of a list, how many rows on it, in what order."""

    page = IntegerField(validators=[Optional()])
    size = IntegerField(validators=[Optional()])
    sort = StringField(validators=[Optional()])
