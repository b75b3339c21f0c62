"""Shapes of input: sign-in, passwords, set-up."""

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from foundation.i18n import lazy as _l
from foundation.web.forms import BaseForm


class SignInForm(BaseForm):
    """工号 and password; `next` brings back to where one was."""

    login = StringField(
        _l("工号"), validators=[DataRequired()], render_kw={"autocomplete": "username", "autocapitalize": "none"}
    )
    password = PasswordField(_l("密码"), validators=[DataRequired()], render_kw={"autocomplete": "current-password"})
    next = HiddenField()


class SetPasswordForm(BaseForm):
    """A new password, by a sign-in slip."""

    password = PasswordField(
        _l("新密码"),
        description=_l("至少 12 个字符，例如几个不相干的词；不含工号"),
        validators=[DataRequired(), Length(max=200)],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(SetPasswordForm):
    """One's own password."""

    current = PasswordField(
        _l("现在的密码"), validators=[DataRequired()], render_kw={"autocomplete": "current-password"}
    )


class ConfirmPasswordForm(BaseForm):
    """The password once more, before something that somebody at an open screen must not do."""

    password = PasswordField(
        _l("现在的密码"), validators=[DataRequired()], render_kw={"autocomplete": "current-password"}
    )


class SetUpForm(BaseForm):
    """The organisation and its first administrator."""

    organisation = StringField(
        _l("组织名称"), description=_l("最上一级，例如省公司"), validators=[DataRequired(), Length(max=80)]
    )
    name = StringField(_l("姓名"), validators=[DataRequired(), Length(max=80)], render_kw={"autocomplete": "name"})
    login = StringField(_l("工号"), validators=[DataRequired(), Length(max=32)], render_kw={"autocomplete": "username"})
    password = PasswordField(
        _l("密码"),
        description=_l("至少 12 个字符，例如几个不相干的词；不含工号"),
        validators=[DataRequired(), Length(max=200)],
        render_kw={"autocomplete": "new-password"},
    )
