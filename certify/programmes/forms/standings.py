"""Shapes of input: enrolling people, deciding, taking back."""

from wtforms import HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from foundation.i18n import NC_
from foundation.i18n import lazy as _l
from foundation.web.forms import BaseForm, options


class EnrolPeopleForm(BaseForm):
    """Put several people on the way of one programme."""

    programme_id = SelectField(_l("认证方案"), validators=[DataRequired()])
    person_ids = SelectMultipleField(
        _l("人员"), validators=[DataRequired()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


class ApproveForm(BaseForm):
    """The decision itself carries nothing but who and what, both in the address."""

    confirm = HiddenField(default="1")


class ChangeStandingForm(BaseForm):
    """Suspend, reinstate, revoke: each with a reason for the ledger."""

    step = SelectField(
        _l("处理"),
        choices=options(
            [("suspend", _l(NC_("证书", "暂停"))), ("reinstate", _l(NC_("证书", "恢复"))), ("revoke", _l("撤销证书"))]
        ),
    )
    reason = TextAreaField(_l("原因"), validators=[DataRequired(), Length(max=500)])
