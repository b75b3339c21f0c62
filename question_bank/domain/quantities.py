"""A typed number held against what is expected: value, tolerance, unit; and why it counts or not, for its author."""

from dataclasses import dataclass
from fractions import Fraction

from foundation.errors import N_
from question_bank.domain.matching import MatchExplanation, normalise
from question_bank.domain.numbers import Tolerance, read_quantity, show_number

NO_TOLERANCE = Tolerance()
UNIT_MODES = ("none", "shown", "optional", "required")


@dataclass(frozen=True, slots=True)
class Expected:
    """A number with its tolerance and the spellings of its unit."""

    value: Fraction
    tolerance: Tolerance = NO_TOLERANCE
    units: tuple[str, ...] = ()
    unit_mode: str = "none"
    numerals: bool = False

    def try_text(self, typed: str) -> MatchExplanation:
        """Whether a typed text counts, and why; `text` is a msgid."""
        if not typed.strip():
            return MatchExplanation(False, N_("没有填写"), {})
        found = read_quantity(typed, numerals=self.numerals)
        if found is None:
            return MatchExplanation(False, N_("不算对：读不出一个数"), {})
        fault = self._unit_fault(found.unit)
        if fault is not None:
            return fault
        params = {"typed": show_number(found.value), "key": show_number(self.value)}
        around = self.tolerance.around(self.value)
        if not self.tolerance.accepts(self.value, found.value):
            params |= {"gap": show_number(abs(found.value - self.value)), "most": show_number(around)}
            return MatchExplanation(
                False, N_("不算对：读作 %(typed)s，与 %(key)s 相差 %(gap)s，最多允许 %(most)s"), params
            )
        if found.value == self.value:
            return MatchExplanation(True, N_("算对：读作 %(typed)s，与答案相等"), params)
        params |= {"gap": show_number(abs(found.value - self.value)), "most": show_number(around)}
        return MatchExplanation(
            True, N_("算对：读作 %(typed)s，与 %(key)s 相差 %(gap)s，在允许的 %(most)s 之内"), params
        )

    def _unit_fault(self, unit: str) -> MatchExplanation | None:
        if not unit:
            if self.unit_mode != "required":
                return None
            return MatchExplanation(False, N_("不算对：没有写单位 %(unit)s"), {"unit": " / ".join(self.units)})
        if self.unit_mode != "none" and unit in {normalise(each) for each in self.units}:
            return None
        wanted = " / ".join(self.units) if self.unit_mode != "none" else "—"
        return MatchExplanation(
            False, N_("不算对：数后面的“%(typed)s”不是可接受的单位 %(unit)s"), {"typed": unit, "unit": wanted}
        )
