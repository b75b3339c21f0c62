"""Shapes of input: exams, their rules, sections and draw table."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from certify.exams.domain import NAVIGATION_LABELS, POINTS_PER_LABELS, SHOW_ANSWERS_LABELS, ExamBlueprint, PointsPer
from certify.exams.domain.editing import is_editable
from certify.exams.domain.retakes import (
    MOST_ATTEMPTS,
    MOST_DAYS,
    NO_REPEAT_LABELS,
    RESULT_RULE_LABELS,
    SCOPE_LABELS,
)
from certify.exams.domain.section_times import MAX_BREAK_MINUTES, MAX_SECTION_MINUTES
from certify.exams.forms.fields import DECIMAL, NUMERIC, DaysField, PointsField, choices_of, count_field
from foundation.errors import N_
from foundation.i18n import lazy as _l
from foundation.web.forms import BaseForm, options
from question_bank.domain import DIFFICULTY_LABELS


class CreateExamForm(BaseForm):
    """A new exam: a name, a place, a total and a duration. `once` makes a second submit harmless."""

    once = HiddenField()
    title = StringField(_l("考试名称"), validators=[DataRequired(), Length(max=120)])
    unit_id = SelectField(_l("所属单位"), description=_l("这个单位和它上级的题目都可以用"), validators=[DataRequired()])
    total = PointsField(_l("总分"), validators=[InputRequired()], render_kw=DECIMAL)
    duration_minutes = IntegerField(
        _l("时长（分钟）"),
        validators=[InputRequired(), NumberRange(1, 600, message=_l("时长是 1 到 600 分钟"))],
        render_kw=NUMERIC,
    )


class PaperExamForm(BaseForm):
    """An exam of an imported paper's approved items; the total is what they sum to."""

    once = HiddenField()
    title = StringField(_l("考试名称"), validators=[DataRequired(), Length(max=120)])
    unit_id = SelectField(_l("所属单位"), validators=[DataRequired()])
    duration_minutes = IntegerField(
        _l("时长（分钟）"),
        validators=[InputRequired(), NumberRange(1, 600, message=_l("时长是 1 到 600 分钟"))],
        render_kw=NUMERIC,
    )
    total_at_least = PointsField(_l("及格线（分）"), validators=[InputRequired()], render_kw=DECIMAL)


class EditRulesForm(BaseForm):
    """What holds for the whole exam."""

    token = HiddenField()
    title = StringField(_l("考试名称"), validators=[DataRequired(), Length(max=120)])
    title_en = StringField(_l("英文名称"), validators=[Length(max=120)])
    total = PointsField(_l("总分"), validators=[InputRequired()], render_kw=DECIMAL)
    duration_minutes = IntegerField(
        _l("时长（分钟）"),
        validators=[InputRequired(), NumberRange(1, 600, message=_l("时长是 1 到 600 分钟"))],
        render_kw=NUMERIC,
    )
    total_at_least = PointsField(_l("及格线（分）"), validators=[InputRequired()], render_kw=DECIMAL)
    area_minimum_percent = count_field(_l("每个模块至少（%）"), 0, 100)
    critical_at_least = count_field(_l("全卷关键题至少（题）"), 0, 300)
    critical_wrong_at_most = count_field(_l("关键题最多答错（题）"), 0, 300)
    show_answers = SelectField(_l("答案和解析"), choices=choices_of(SHOW_ANSWERS_LABELS), validators=[DataRequired()])
    max_attempts = count_field(_l("最多考几次"), 1, MOST_ATTEMPTS, description=_l("空着不限；通过之后重新数"))
    cooldown_days = DaysField(
        _l("没有通过，隔几天再考"), description=_l("按次写，例如 1, 7, 30：第一次之后 1 天，第三次起 30 天；空着不限")
    )
    after_pass_days = count_field(_l("通过之后，隔几天才能再考"), 0, MOST_DAYS, description=_l("空着不限"))
    scope = SelectField(
        _l("再考的范围"),
        choices=choices_of(SCOPE_LABELS),
        default="whole",
        description=_l(
            "没有通过的大题：它自己、它的模块或它的关键题没有达到要求；只差总分的，考整张试卷。其余大题的得分保留"
        ),
    )
    no_repeat = SelectField(_l("再考时的试卷"), choices=choices_of(NO_REPEAT_LABELS), default="off")
    may_repeat = BooleanField(_l("没有新的试卷时，用重复最少的一套"))
    result_rule = SelectField(_l("考了几次，成绩"), choices=choices_of(RESULT_RULE_LABELS), default="best")


class CellForm(Form):
    """One line of a section's draw; a line without a count is left out."""

    area = SelectField(_l("模块"), validators=[Optional()])
    item_type = SelectField(_l("题型"), validators=[Optional()])
    difficulty = SelectField(
        _l("难度"), choices=[*options([("", _l("不限"))]), *choices_of(DIFFICULTY_LABELS)], validators=[Optional()]
    )
    tag = StringField(_l("标签"), validators=[Length(max=40)])
    count = count_field(_l("题数"), 0, 300)
    blanks = count_field(_l("空数"), 0, 6000)
    points_each = PointsField(_l("分值"), validators=[Optional()], render_kw=DECIMAL)


class EditSectionForm(BaseForm):
    """A section: as printed, how it scores, how it is walked through, what it draws."""

    token = HiddenField()
    title = StringField(
        _l("大题标题"), description=_l("照卷面写，例如：一、单选题"), validators=[DataRequired(), Length(max=80)]
    )
    title_en = StringField(_l("英文标题"), validators=[Length(max=120)])
    rule = TextAreaField(_l("卷面说明"), validators=[Length(max=400)], render_kw={"rows": 2})
    rule_en = TextAreaField(_l("英文说明"), validators=[Length(max=400)], render_kw={"rows": 2})
    item_type = SelectField(_l("题型"), validators=[Optional()])
    scoring_rule = SelectField(_l("计分规则"), validators=[Optional()])
    points = PointsField(_l("本题共（分）"), validators=[InputRequired()], render_kw=DECIMAL)
    points_each = PointsField(_l("每题或每空（分）"), validators=[Optional()], render_kw=DECIMAL)
    points_per = SelectField(_l("分值按"), choices=choices_of(POINTS_PER_LABELS), validators=[DataRequired()])
    navigation = SelectField(_l("作答顺序"), choices=choices_of(NAVIGATION_LABELS), validators=[DataRequired()])
    minutes = count_field(
        _l("单独计时（分钟）"),
        1,
        MAX_SECTION_MINUTES,
        description=_l("空着就和别的大题共用时间；单独计时的卷，全部大题都要顺序作答，到点自动进入下一大题"),
    )
    break_minutes = count_field(
        _l("之后休息（分钟）"), 0, MAX_BREAK_MINUTES, description=_l("空着不休息；考生可以提前结束休息")
    )
    shuffle_items = BooleanField(_l("每位考生题序不同"))
    shuffle_options = BooleanField(_l("每位考生选项顺序不同"))
    minimum_percent = count_field(_l("本题至少（%）"), 0, 100)
    minimum_points = PointsField(_l("本题至少（分）"), validators=[Optional()], render_kw=DECIMAL)
    draw = FieldList(FormField(CellForm), max_entries=70)


def section_form(
    areas: Sequence[tuple[str, str]],
    item_types: Sequence[tuple[str, str]],
    rules: Sequence[tuple[str, str]],
    **data: Any,
) -> EditSectionForm:
    """The section's form with its choices; `data` as of `EditSectionForm`."""

    class OfferedCellForm(CellForm):
        area = SelectField(_l("模块"), choices=options([("", "—"), *areas]), validators=[Optional()])
        item_type = SelectField(_l("题型"), choices=options([("", _l("同大题")), *item_types]), validators=[Optional()])

    class OfferedSectionForm(EditSectionForm):
        item_type = SelectField(
            _l("题型"), choices=options([("", _l("几种题型")), *item_types]), validators=[Optional()]
        )
        scoring_rule = SelectField(
            _l("计分规则"), choices=options([("", _l("按题型")), *rules]), validators=[Optional()]
        )
        draw = FieldList(FormField(OfferedCellForm), max_entries=70)

    return OfferedSectionForm(data=data) if data else OfferedSectionForm()


class ChooseItemsForm(BaseForm):
    """Given items of a section; the points of each stand in `p-<version id>` beside its box."""

    token = HiddenField()
    version_ids = SelectMultipleField(_l("题目"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())


def draw_table_form(blueprint: ExamBlueprint, areas: Sequence[str]) -> BaseForm:
    """The draw table's form: `n-<section>-<area>` items and `b-<section>-<area>` blanks for each editable cell."""
    fields: dict[str, Any] = {"token": HiddenField(), "act": HiddenField(), "once": HiddenField()}
    values: dict[str, int | None] = {}
    for number, section in enumerate(blueprint.sections, 1):
        for area in (area for area in areas if is_editable(section, area)):
            name = f"{number}-{area}"
            label = f"{area} {section.title}"
            fields[f"n-{name}"] = count_field(label, 0, 300)
            cells = [cell for cell in section.draw if cell.area == area]
            values[f"n-{name}"] = cells[0].count if cells else None
            if section.points_per is PointsPer.BLANK:
                fields[f"b-{name}"] = count_field(_l(N_("%(cell)s 空数"), cell=label), 0, 6000)
                values[f"b-{name}"] = cells[0].blanks if cells else None
    form_class = type("DrawTableForm", (BaseForm,), fields)
    form: BaseForm = form_class(data=values)
    return form
