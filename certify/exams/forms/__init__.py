"""The forms of exams, gathered from the rooms behind."""

from certify.exams.forms.assembly import AssembleForm, EditConstraintsForm, SwapItemForm
from certify.exams.forms.blueprints import (
    ChooseItemsForm,
    CreateExamForm,
    EditRulesForm,
    EditSectionForm,
    PaperExamForm,
    draw_table_form,
    section_form,
)
from certify.exams.forms.sittings import AddPeopleForm, EditSittingForm, GrantTimeForm, PlanSittingForm

__all__ = [
    "AddPeopleForm",
    "AssembleForm",
    "ChooseItemsForm",
    "CreateExamForm",
    "EditConstraintsForm",
    "EditRulesForm",
    "EditSectionForm",
    "EditSittingForm",
    "GrantTimeForm",
    "PaperExamForm",
    "PlanSittingForm",
    "SwapItemForm",
    "draw_table_form",
    "section_form",
]
