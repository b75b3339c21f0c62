"""Kinds of input that the forms of exams share: exact points, lists of days, bounded counts, choices by label."""

import re
from decimal import Decimal
from typing import Any

from wtforms import (
    IntegerField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from foundation.errors import N_
from foundation.i18n import gettext
from foundation.i18n import lazy as _l
from foundation.score import points, show
from foundation.web.forms import options

NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
WALL_CLOCK = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]  # what browsers send; the second where they show a plain field
DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


class DaysField(StringField):
    """Whole numbers of days with commas between, as people type them; `exact` is what they say."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, validators=[Optional(), Length(max=60)], **kwargs)
        self.exact: tuple[int, ...] = ()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Commas, pauses and spaces of both scripts part them."""
        super().process_formdata(valuelist)
        parts = re.split(r"[\s,，、;；]+", (self.data or "").strip())
        if not all(part.isdecimal() and len(part) <= 4 for part in parts if part):
            raise ValueError(gettext(N_("写天数，用逗号分开，例如 1, 7, 30")))
        self.exact = tuple(int(part) for part in parts if part)


class PointsField(StringField):
    """Exact points, at most two decimals; empty is None."""

    data: Decimal | None

    @property
    def exact(self) -> Decimal:
        """For a required field: what was typed; 0, which the rules then refuse, where it was only spaces."""
        return self.data if self.data is not None else Decimal(0)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return show(self.data) if isinstance(self.data, Decimal) else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            try:
                self.data = points(text)
            except ValueError as error:
                raise ValueError(gettext(N_("分值是数字，最多两位小数，例如 2.5"))) from error


def choices_of(labels: Any) -> list[SelectChoice]:
    return options((value.value, _l(label)) for value, label in labels.items())


def count_field(label: Any, low: int, high: int, **extra: Any) -> IntegerField:
    text = _l(N_("这里是 %(low)s 到 %(high)s 的整数"), low=low, high=high)
    check = NumberRange(low, high, message=text)
    return IntegerField(label, validators=[Optional(), check], render_kw=NUMERIC, **extra)
