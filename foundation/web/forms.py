"""Forms: Flask-WTF with our messages in the reader's language, and domain errors shown where they belong."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.fields.choices import SelectChoice

from foundation.errors import Conflict, DomainError, Invalid, Locked
from foundation.i18n import explain, gettext


class _Messages:
    """WTForms' own messages, looked up in our catalogue (their msgids are English, so zh has entries too)."""

    ZH = {
        "This field is required.": "请填写这一项",
        "Not a valid choice.": "请从列表中选择",
        "Not a valid choice": "请从列表中选择",
        "Not a valid integer value.": "请填写整数",
        "Not a valid decimal value.": "请填写数字",
        "Not a valid date value.": "日期写成 2026-11-22 的样子",
        "Not a valid datetime value.": "时间写成 2026-11-22 10:30 的样子",
        "Not a valid time value.": "时间写成 10:30 的样子",
        "Invalid input.": "这一项需要改正",
        "Invalid value, must be one of: %(values)s.": "请从列表中选择",
        "CSRF token missing": "表单已过期，请再提交一次，内容都在",
        "The CSRF token has expired.": "表单已过期，请再提交一次，内容都在",
        "The CSRF token is invalid.": "表单已过期，请再提交一次，内容都在",
    }

    def gettext(self, string: str) -> str:
        return gettext(self.ZH.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return gettext(self.ZH.get(singular if n == 1 else plural, singular if n == 1 else plural))


def options(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """What a select field of a form class offers: values with their labels."""
    return [SelectChoice(value, label) for value, label in pairs]


class BaseForm(FlaskForm):
    """Base of all forms: verb-first names, shape of input only."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> _Messages:
            return _Messages()

    @contextmanager
    def explain(self) -> Iterator[None]:
        """Run a service; what it refuses becomes this form's errors (at the field that a problem names, or on top)."""
        try:
            yield
        except (Invalid, Conflict, Locked) as error:
            self.take(error)

    def take(self, error: DomainError) -> None:
        """Put a domain error's problems on their fields, what has no field on top of the form."""
        problems = error.problems if isinstance(error, Invalid) else ()
        for problem in problems:
            field: Field | None = self._fields.get(problem.field or "")
            if field is None:
                self.form_errors.append(explain(problem))
            else:
                field.errors = [*field.errors, explain(problem)]
        if not problems:
            self.form_errors.append(explain(error))

    @property
    def is_sound(self) -> bool:
        """Nothing refused so far: neither by the form's own shape nor by a service."""
        return not self.form_errors and not any(field.errors for field in self._fields.values())
