"""Shapes of input: units, posts, the filter of the audit log."""

from wtforms import DateField, Form, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from foundation.i18n import lazy as _l
from foundation.web.forms import BaseForm


class RenameUnitForm(BaseForm):
    """Another name."""

    name = StringField(_l("名称"), validators=[DataRequired(), Length(max=80)], render_kw={"autocomplete": "off"})


class AddUnitForm(RenameUnitForm):
    """A unit below another; its kind follows from the level."""


class RenamePostForm(BaseForm):
    """A post's names in both languages."""

    name_zh = StringField(_l("中文名称"), validators=[DataRequired(), Length(max=80)])
    name_en = StringField(_l("英文名称"), validators=[DataRequired(), Length(max=80)], render_kw={"lang": "en"})


class AddPostForm(RenamePostForm):
    """A new post."""

    code = StringField(
        _l("代码"),
        description=_l("短而不变，认证方案用它指岗位"),
        validators=[DataRequired(), Length(max=32)],
        render_kw={"autocapitalize": "none"},
    )


class FilterAuditForm(Form):
    """All optional; it lives in the address."""

    action = SelectField(_l("做了什么"), validators=[Optional()])
    login = StringField(_l("谁（工号）"), validators=[Optional(), Length(max=64)])
    subject = StringField(_l("对谁（工号或编号）"), validators=[Optional(), Length(max=64)])
    since = DateField(_l("从"), validators=[Optional()])
    until = DateField(_l("到"), validators=[Optional()])
