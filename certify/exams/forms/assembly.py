"""Shapes of input: what a draw must keep, and making forms."""

from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import UUID, DataRequired, Length

from certify.exams.domain.constraints import FALLBACK_LABELS, MOST_DAYS, MOST_FORMS, MOST_SHARED
from certify.exams.forms.fields import choices_of, count_field
from foundation.i18n import lazy as _l
from foundation.web.forms import BaseForm


class AssembleForm(BaseForm):
    """Draw a form, or several of equal difficulty."""

    once = HiddenField()
    n_forms = count_field(_l("套数"), 1, 40, default=1, description=_l("几套一起组：难度、题量、字数相当，分数可比"))
    without_repeats = BooleanField(_l("不用已有试卷里的题"), default=True)
    only_tag = StringField(_l("只用带这个标签的题"), validators=[Length(max=40)])


class SwapItemForm(BaseForm):
    """Put another item into a slot."""

    token = HiddenField(validators=[DataRequired()])
    version_id = HiddenField(_l("换成的题"), validators=[DataRequired(), UUID()])


class EditConstraintsForm(BaseForm):
    """What every draw must keep, and what happens where it can't."""

    token = HiddenField()
    exclusive = SelectField(
        _l("互斥的题不同卷"),
        choices=choices_of(FALLBACK_LABELS),
        validators=[DataRequired()],
        description=_l("题库里标为互斥的题、问同一件事的题，一套卷里最多一道"),
    )
    exposure_percent = count_field(
        _l("超过多少考生看过就不用（%）"), 0, 100, description=_l("空着不限；按考过本单位及上下级单位考试的人算")
    )
    exposure_forms = count_field(_l("上过几套冻结的卷就不用"), 1, MOST_FORMS, description=_l("空着不限"))
    exposure_days = count_field(_l("只看最近多少天"), 1, MOST_DAYS, default=365)
    exposure_fallback = SelectField(
        _l("曝光上限做不到时"), choices=choices_of(FALLBACK_LABELS), default="strict", validators=[DataRequired()]
    )
    overlap_items = count_field(
        _l("两套卷最多相同几题"), 0, MOST_SHARED, description=_l("空着不限；和这门考试的每一套卷比，固定题目不算")
    )
    overlap_percent = count_field(_l("最多相同百分之几"), 0, 100, description=_l("题数也填时，取较小的"))
    overlap_fallback = SelectField(
        _l("重复上限做不到时"), choices=choices_of(FALLBACK_LABELS), default="strict", validators=[DataRequired()]
    )
