"""What the types of several parts share: a response with an answer, or "", for each place; how it is read and judged.

Matching and inline choice are such types; what the places are called, and what may stand there, is their own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from foundation.errors import Problem
from question_bank.domain import (
    Content,
    Fault,
    Malformed,
    OutcomeStatus,
    ParsedResponse,
    Part,
    Response,
    Shape,
    Specimen,
    SpecimenKind,
    Verdict,
)
from question_bank.domain.tallies import Made, Place
from question_bank.item_types.base import Plain
from question_bank.item_types.checking import NO_KEY, NOT_ANSWERED


class Placed(Plain):
    """A type whose response lists an option id for each place, in the places' order."""

    name: str
    default_scoring_rule = "per_blank"
    allowed_scoring_rules: tuple[str, ...] = ("per_blank", "all_blanks")
    rule_texts: Mapping[str, str] = {}

    def places(self, content: Content) -> Iterable[tuple[str, Mapping[str, str]]]:
        """Each place: what people call it, and the texts that may stand there by id."""
        raise NotImplementedError

    def response_shape(self, content: Content) -> Shape:
        choices = tuple(tuple(texts) for _label, texts in self.places(content))
        return Shape(blanks=len(choices), choices=choices)

    def parse_response(self, shape: Shape, value: object) -> ParsedResponse:
        if value is None:
            return Response(None)
        if not isinstance(value, list):
            return Malformed(Fault.WRONG_KIND)
        if len(value) != len(shape.choices):
            return Malformed(Fault.WRONG_NUMBER_OF_BLANKS)
        if not all(isinstance(given, str | None) for given in value):
            return Malformed(Fault.WRONG_KIND)
        if not all(not given or given in allowed for given, allowed in zip(value, shape.choices, strict=True)):
            return Malformed(Fault.UNKNOWN_OPTION)
        return Response([given or "" for given in value] if any(value) else None)

    def read_form(self, values: Sequence[str]) -> Any:
        return list(values) or None

    def is_blank(self, value: Any) -> bool:
        return value is None or not any(value)

    def complete_problems(self, content: Content) -> tuple[Problem, ...]:
        return () if content["answer_key"] else (Problem(NO_KEY, field="answer_key"),)

    def judge(self, content: Content, value: Any) -> tuple[Part, ...] | None:
        if not content["answer_key"]:
            return None
        return tuple(_judged(key, given) for key, given in zip(content["answer_key"], value, strict=True))

    def choice_places(self, content: Content) -> tuple[Place, ...]:
        places = list(self.places(content))
        keys = content["answer_key"] or [""] * len(places)
        return tuple(
            Place(label, texts, frozenset({key} if key else ()))
            for (label, texts), key in zip(places, keys, strict=True)
        )

    def choices_made(self, content: Content, value: Any) -> Made:
        given = value or [""] * len(list(self.places(content)))
        return tuple((name,) if name else () for name in given)

    def describe_response(
        self,
        content: Content,
        value: Any,
        translate: Callable[[str], str] = str,
        option_order: Sequence[str] | None = None,
    ) -> str:
        if self.is_blank(value):
            return translate(NOT_ANSWERED)
        return self._lines(content, value, translate)

    def describe_key(
        self, content: Content, translate: Callable[[str], str] = str, option_order: Sequence[str] | None = None
    ) -> str:
        key = content["answer_key"]
        return self._lines(content, key, translate) if key else translate(NO_KEY)

    def _lines(self, content: Content, value: Sequence[str], translate: Callable[[str], str]) -> str:
        pairs = zip(self.places(content), value, strict=True)
        return "\n".join(f"{label} → {texts.get(given) or translate(NOT_ANSWERED)}" for (label, texts), given in pairs)


def _judged(key: str, given: str) -> Part:
    if not given:
        return Part(Verdict.BLANK, "")
    return Part(Verdict.RIGHT if given == key else Verdict.WRONG, given)


def placed_specimens(
    content: Content, *, right: Any, partly: Sequence[tuple[Any, int]], wrong: Any, malformed: Sequence[Any]
) -> tuple[Specimen, ...]:
    """The specimens of a type of several places worth a point each."""
    n = len(right)
    total, none = Decimal(n), Decimal(0)
    cases: list[tuple[SpecimenKind, Any, OutcomeStatus, Decimal | None]] = [
        (SpecimenKind.RIGHT, right, OutcomeStatus.SCORED, total),
        *((SpecimenKind.PARTLY_RIGHT, value, OutcomeStatus.SCORED, Decimal(points)) for value, points in partly),
        (SpecimenKind.WRONG, wrong, OutcomeStatus.SCORED, none),
        (SpecimenKind.BLANK, [""] * n, OutcomeStatus.BLANK, none),
        *((SpecimenKind.MALFORMED, value, OutcomeStatus.MALFORMED, None) for value in malformed),
    ]
    return tuple(
        Specimen(
            kind,
            content,
            value,
            total,
            {"per_blank": (status, points), "all_blanks": (status, _all(points, total))},
        )
        for kind, value, status, points in cases
    )


def _all(points: Decimal | None, total: Decimal) -> Decimal | None:
    return points if points in (None, total) else Decimal(0)
