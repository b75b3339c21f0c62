"""Shape of input: the filter of the table; it lives in the address, so a view can be sent to a colleague."""

from wtforms import Form, SelectField, StringField
from wtforms.validators import Optional

from foundation.i18n import lazy as _l


class FilterRecordsForm(Form):
    """All optional; choices are filled by the route."""

    words = StringField(_l("姓名 / 工号"), validators=[Optional()])
    unit = SelectField(_l("单位"), validators=[Optional()])
    job_role = SelectField(_l("岗位"), validators=[Optional()])
    programme = SelectField(_l("认证方案"), validators=[Optional()])
    status = SelectField(_l("状态"), validators=[Optional()])
    expiring = SelectField(_l("到期"), validators=[Optional()])
