"""Forms of marking: points on each criterion, a comment, a reason. Shape only; what the points may be is a rule."""

from uuid import UUID

from flask import request
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import UUID as IsUuid
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from certify.delivery.domain.late import MOST_REASON, Verdict
from certify.marking.domain import COMMENT_LENGTH, REASON_LENGTH
from foundation.i18n import lazy
from foundation.web.forms import BaseForm

HALF = "0.5"


class HeldForm(BaseForm):
    """What every act on a script carries: the lease that permits it."""

    lease = HiddenField(validators=[InputRequired(), IsUuid()])

    @property
    def lease_id(self) -> UUID:
        """The lease, once the form is validated."""
        return UUID(str(self.lease.data))


class SaveMarkForm(HeldForm):
    """Fields `points-0` … and check boxes `half-0` …, one for each criterion of the script."""

    comment = TextAreaField(lazy("评语"), validators=[Length(max=COMMENT_LENGTH)])

    def given(self) -> list[str | None]:
        """Points as typed or chosen, half points added; as many as the page had criteria."""
        n = sum(1 for name in request.form if name.startswith("criterion-"))
        return [self._one(number) for number in range(min(n, 100))]

    @staticmethod
    def _one(number: int) -> str | None:
        whole = request.form.get(f"points-{number}", "").strip()
        if request.form.get(f"half-{number}") == HALF and whole.isdecimal():
            return f"{whole}.5"
        return whole or None


class PutAsideForm(HeldForm):
    """Why a script is skipped or flagged."""

    reason = StringField(lazy("原因"), validators=[InputRequired(), Length(max=REASON_LENGTH)])


class DecideLateForm(BaseForm):
    """A choice `late-<slot>` for each late answer (accept, decline, or none yet), or one for all; and why.

    `answer-<slot>` names the very answer that the page showed, as "epoch-sequence".
    """

    round = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    reason = TextAreaField(lazy("理由"), validators=[InputRequired(), Length(max=MOST_REASON)])

    def verdicts(self) -> list[Verdict]:
        """What was chosen; a slot left open is not among them."""
        for_all = request.form.get("all")
        found = (self._one(name, text, for_all) for name, text in request.form.items() if name.startswith("answer-"))
        return [verdict for verdict in found if verdict is not None]

    @staticmethod
    def _one(name: str, text: str, for_all: str | None) -> Verdict | None:
        slot, (epoch, _dash, sequence) = name.removeprefix("answer-"), text.partition("-")
        choice = for_all or request.form.get(f"late-{slot}")
        if choice not in ("accept", "decline") or not all(part.isdecimal() for part in (slot, epoch, sequence)):
            return None
        return Verdict(int(slot), (int(epoch), int(sequence)), choice == "accept")
