"""The form of a programme: its names, and its conditions as rows that the kinds of requirement describe themselves.

Adding, removing and moving a row rewrites what was posted, so that everything typed stays as it was typed.
"""

from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from certify.programmes import requirement_kinds
from certify.programmes.domain import DraftRow, KindForm, KindInput, Offer, in_order
from foundation.errors import N_, DomainError, Invalid, Problem
from foundation.i18n import content_text, explain, gettext
from foundation.i18n import lazy as _l
from foundation.web.forms import BaseForm

MOST_ROWS = 40
LABEL_MAX = 120
INPUTS: dict[str, KindInput] = {given.name: given for kind in requirement_kinds.ALL for given in kind.form.inputs}


def form_of(kind: str) -> KindForm:
    """What a kind asks its author; raises UnknownPlugin."""
    return requirement_kinds.get(kind).form


class _RowForm(Form):
    """One condition; what its kind lets choose is added below, for all kinds."""

    key = HiddenField()
    kind = HiddenField()
    inside = SelectField(_l("放在"), validate_choice=False, validators=[Optional()])
    label_zh = StringField(_l("名称"), validators=[Length(max=LABEL_MAX)])
    label_en = StringField(_l("英文名称"), validators=[Length(max=LABEL_MAX)])

    @property
    def asks(self) -> KindForm:
        """The form of this row's kind."""
        return form_of(str(self.kind.data))

    @property
    def inputs(self) -> list[Field]:
        """The fields that this row's kind asks for."""
        return [self[given.name] for given in self.asks.inputs]


def _input(given: KindInput) -> Field:
    if given.many:
        boxes: dict[str, Any] = {"widget": ListWidget(prefix_label=False), "option_widget": CheckboxInput()}
        return SelectMultipleField(_l(given.label), description=_l(given.help), validate_choice=False, **boxes)
    return SelectField(_l(given.label), validate_choice=False, validators=[Optional()])


RowForm: type[_RowForm] = type("RowForm", (_RowForm,), {name: _input(given) for name, given in INPUTS.items()})


class ConditionsForm(BaseForm):
    """Rows of conditions, and how long a certificate is valid."""

    validity_months = IntegerField(
        _l("有效期（月）"),
        validators=[InputRequired(), NumberRange(1, 120, message=_l("有效期是 1 到 120 个月"))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    rows = FieldList(FormField(RowForm), max_entries=MOST_ROWS)

    def offer(self, offer: Offer) -> None:
        """Fill in what can be chosen: modules, exams, the groups of this very form."""
        groups = [
            (row.key.data, row.label_zh.data or gettext(row.asks.title)) for row in self.lines if row.asks.holds_others
        ]
        for row in self.lines:
            row.inside.choices = [("", gettext("最外层")), *(group for group in groups if group[0] != row.key.data)]
            for given in row.asks.inputs:
                named = [(c.value, content_text(c.zh, c.en)) for c in offer.get(given.source, ())]
                row[given.name].choices = named if given.many else [("", "—"), *named]

    @property
    def lines(self) -> list[_RowForm]:
        """The rows' own forms."""
        return [entry.form for entry in self.rows]

    def draft(self) -> list[DraftRow]:
        """What was typed, as rows of the domain."""
        return [
            DraftRow(
                key=str(row.key.data),
                kind=str(row.kind.data),
                label_zh=row.label_zh.data or "",
                label_en=row.label_en.data or "",
                inside=row.inside.data or "",
                params={given.name: row[given.name].data for given in row.asks.inputs},
            )
            for row in self.lines
        ]

    def require_rows(self) -> bool:
        """Approval alone is no programme: at least one condition of the author's own."""
        if not self.lines:
            self.form_errors.append(gettext(N_("至少加一项条件，例如学完课程或通过考试")))
        return bool(self.lines)

    def take(self, error: DomainError) -> None:
        """A problem of a row goes to its field there, and to the summary with the row's number."""
        rest: list[Problem] = []
        for problem in error.problems if isinstance(error, Invalid) else ():
            if problem.line is None:
                rest.append(problem)
                continue
            field = self.lines[problem.line - 1]._fields.get(problem.field or "")
            if field is not None:
                field.errors = [*field.errors, explain(problem)]
            self.form_errors.append(gettext(N_("第 %(n)s 项：%(text)s"), n=problem.line, text=explain(problem)))
        if rest or not isinstance(error, Invalid):
            super().take(Invalid(*rest) if rest else error)


class CreateProgrammeForm(ConditionsForm):
    """A new programme. `once` makes a second submit harmless."""

    once = HiddenField()
    title_zh = StringField(_l("名称"), validators=[DataRequired(), Length(max=120)])
    title_en = StringField(_l("英文名称"), validators=[DataRequired(), Length(max=120)])
    code = StringField(
        _l("编号"),
        description=_l("字母、数字和短横，例如 10000-1-theory；以后不能改"),
        validators=[DataRequired(), Length(max=32)],
    )
    level_zh = StringField(_l("级别"), description=_l("例如 一级"), validators=[Length(max=40)])
    level_en = StringField(_l("英文级别"), description=_l("例如 Level 1"), validators=[Length(max=40)])
    certificate_zh = StringField(
        _l("证书名称"),
        description=_l("印在证书上，例如 理论部分合格证明：写明证明了什么，不要多写"),
        validators=[DataRequired(), Length(max=80)],
    )
    certificate_en = StringField(_l("证书英文名称"), validators=[DataRequired(), Length(max=80)])
    unit_id = SelectField(_l("颁发单位"), validators=[DataRequired()])
    job_role = SelectField(_l("岗位"), validators=[Optional()])


class PublishVersionForm(ConditionsForm):
    """New conditions of a programme; `based_on` is the version that the author started from."""

    based_on = IntegerField(validators=[InputRequired()], widget=HiddenField.widget)


Rows = list[dict[str, list[str]]]


def posted_rows(posted: MultiDict[str, str]) -> Rows:
    """The rows of a posted form: their fields by name, in order."""
    found: dict[int, dict[str, list[str]]] = {}
    for name in posted:
        part, _dash, rest = name.partition("-")
        at, _dash, field = rest.partition("-")
        if part == "rows" and field and at.isdecimal():
            found.setdefault(int(at), {})[field] = posted.getlist(name)
    return [found[at] for at in sorted(found)][:MOST_ROWS]


def arranged(posted: MultiDict[str, str], act: str = "") -> MultiDict[str, str]:
    """What was posted with the act done (`add:<kind>`, `remove:<n>`, `up:<n>`, `down:<n>`), rows in reading order."""
    verb, _colon, argument = act.partition(":")
    rows = [row for row in posted_rows(posted) if not form_of(_first(row, "kind")).always]
    for number, row in enumerate(rows):
        row["key"] = [_first(row, "key") or f"r{number + 1}"]
    if verb in ACTS:
        rows = ACTS[verb](rows, argument)
    rest = [(name, value) for name, value in posted.items(multi=True) if not name.startswith("rows-")]
    lines = [
        (f"rows-{at}-{field}", value)
        for at, row in enumerate(_ordered(rows))
        for field, values in row.items()
        for value in values
    ]
    return MultiDict([*rest, *lines])


def _first(row: dict[str, list[str]], name: str) -> str:
    return next(iter(row.get(name, ())), "")


def _ordered(rows: Rows) -> Rows:
    by_key = {_first(row, "key"): row for row in rows}
    drafts = [DraftRow(key, _first(row, "kind"), inside=_first(row, "inside")) for key, row in by_key.items()]
    return [{**by_key[draft.key], "inside": [draft.inside]} for draft in in_order(drafts, form_of)]


def _add(rows: Rows, kind: str) -> Rows:
    if form_of(kind).always or len(rows) >= MOST_ROWS:
        return rows
    taken = {_first(row, "key") for row in rows}
    key = next(f"r{n}" for n in range(1, MOST_ROWS + 2) if f"r{n}" not in taken)
    return [*rows, {"key": [key], "kind": [kind]}]


def _remove(rows: Rows, at: str) -> Rows:
    return [row for number, row in enumerate(rows) if str(number) != at]


def _move(step: int) -> Callable[[Rows, str], Rows]:
    """Swap a row with its neighbour in the same group."""

    def move(rows: Rows, at: str) -> Rows:
        if not at.isdecimal() or int(at) >= len(rows):
            return rows
        here = int(at)
        beside = _neighbour(rows, here, range(here + step, -1 if step < 0 else len(rows), step))
        swapped = list(rows)
        swapped[here], swapped[beside] = rows[beside], rows[here]
        return swapped

    return move


def _neighbour(rows: Rows, here: int, way: Iterable[int]) -> int:
    group = _first(rows[here], "inside")
    return next((there for there in way if _first(rows[there], "inside") == group), here)


ACTS: dict[str, Callable[[Rows, str], Rows]] = {"add": _add, "remove": _remove, "up": _move(-1), "down": _move(1)}
