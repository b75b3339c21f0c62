"""Shapes of input: a handed-in check and the reader's place. The answers' own fields are the item types' business."""

from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from foundation.i18n import lazy as _l
from foundation.web.forms import BaseForm


class SubmitCheckForm(BaseForm):
    """Which try this is, and of which items; the answers stand in q1, q2, …"""

    number = IntegerField(validators=[DataRequired(), NumberRange(1, 100_000)], widget=HiddenInput())
    fingerprint = HiddenField(validators=[DataRequired(), Length(max=64)])


class KeepPlaceForm(BaseForm):
    """The id of the passage on the screen."""

    place = StringField(validators=[DataRequired(), Length(max=32)])


class LoadContentForm(BaseForm):
    """Whose bank gets the items of the knowledge checks."""

    unit_id = SelectField(
        _l("自测题归哪个单位"),
        description=_l("这个单位和下级的学员能做自测；选最上面的一级"),
        validators=[DataRequired()],
    )
