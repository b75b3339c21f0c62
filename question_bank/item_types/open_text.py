"""What short answer and essay share: a text that a person marks by a guide and scoring points. There is never a key."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from foundation.errors import N_, Problem
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
)
from question_bank.domain.media import MOST_PICTURES, SHA256
from question_bank.domain.typed_text import readable
from question_bank.item_types.base import Plain
from question_bank.item_types.checking import NOT_ANSWERED, TEXT_LENGTH, Checker, quoted
from question_bank.item_types.scoring_points import check_scoring_points

MARKING_GUIDE = N_("评分说明")
NO_KEY_HERE = N_("这类题没有标准答案，请写评分说明")
NOT_A_FLAG = N_("是否需要画图应当是 true 或 false")
NO_GUIDE = N_("还没有评分说明，也没有得分点")
ATTACHED = N_("附图")


class OpenText(Plain):
    """A written answer; only a marker gives it points."""

    name: str
    rows: int  # height of the candidate's text box, in lines
    default_scoring_rule = "manual"
    allowed_scoring_rules: tuple[str, ...] = ("manual",)
    rule_texts: Mapping[str, str] = {}

    def validate(self, content: Content) -> dict[str, Any]:
        checker = Checker(content, ("answer_key", "marking_guide", "scoring_points", "needs_drawing"))
        normal = checker.common()
        given_key, drawing = checker.content.get("answer_key"), checker.content.get("needs_drawing", False)
        if given_key is not None:
            checker.problem(NO_KEY_HERE, "answer_key", found=quoted(given_key), expected="null")
        if not isinstance(drawing, bool):
            checker.problem(NOT_A_FLAG, "needs_drawing", found=quoted(drawing), expected="true, false")
        normal |= {
            "answer_key": None,
            "marking_guide": checker.text("marking_guide", MARKING_GUIDE),
            "scoring_points": check_scoring_points(checker),
            "needs_drawing": drawing,
        }
        return checker.finish(normal)

    def complete_problems(self, content: Content) -> tuple[Problem, ...]:
        if content["marking_guide"] or content["scoring_points"]:
            return ()
        return (Problem(NO_GUIDE, field="marking_guide"),)

    def candidate_view(self, content: Content, option_order: Sequence[str] | None = None) -> dict[str, Any]:
        return {
            "type": self.name,
            "lang": content["lang"],
            "stem": content["stem"],
            "needs_drawing": content["needs_drawing"],
            "pictures": MOST_PICTURES if content["needs_drawing"] else 0,
            "max_length": TEXT_LENGTH,
            "rows": self.rows,
        }

    def response_shape(self, content: Content) -> Shape:
        return Shape(max_length=TEXT_LENGTH, pictures=MOST_PICTURES if content["needs_drawing"] else 0)

    def parse_response(self, shape: Shape, value: object) -> ParsedResponse:
        if value is None or value == "":
            return Response(None)
        if isinstance(value, dict) and shape.pictures:
            return self._with_pictures(shape, value)
        if not isinstance(value, str):
            return Malformed(Fault.WRONG_KIND)
        text = readable(value)
        if text is None:
            return Malformed(Fault.UNREADABLE)
        if len(text) > shape.max_length:
            return Malformed(Fault.TOO_LONG)
        return Response(text or None)

    def _with_pictures(self, shape: Shape, value: dict[str, Any]) -> ParsedResponse:
        """A text and the hashes of pictures beside it; without pictures it is the text alone."""
        text, files = self.parse_response(shape, value.get("text")), value.get("files")
        if isinstance(text, Malformed):
            return text
        if value.keys() != {"text", "files"} or not isinstance(text.value, str | None) or not isinstance(files, list):
            return Malformed(Fault.WRONG_KIND)
        if not all(isinstance(name, str) and SHA256.fullmatch(name) for name in files) or len(files) > shape.pictures:
            return Malformed(Fault.WRONG_KIND)
        return Response({"files": files, "text": text.value or ""}) if files else text

    def read_form(self, values: Sequence[str]) -> Any:
        return values[0] if values else None

    def is_blank(self, value: Any) -> bool:
        return value is None or (isinstance(value, str) and not value.strip())

    def judge(self, content: Content, value: Any) -> tuple[Part, ...] | None:
        return None

    def describe_response(
        self,
        content: Content,
        value: Any,
        translate: Callable[[str], str] = str,
        option_order: Sequence[str] | None = None,
    ) -> str:
        if isinstance(value, dict):
            return f"{value['text']}\n〔{translate(ATTACHED)} × {len(value['files'])}〕".lstrip()
        return translate(NOT_ANSWERED) if self.is_blank(value) else str(value)

    def describe_key(
        self, content: Content, translate: Callable[[str], str] = str, option_order: Sequence[str] | None = None
    ) -> str:
        lines = [content["marking_guide"]] if content["marking_guide"] else []
        for point in content["scoring_points"]:
            lines.append(f"{point['text']} ({point['points']})")
            lines += [f"　{level['points']}　{level['text']}" for level in point.get("levels", ())]
        return "\n".join(lines) or translate(NO_GUIDE)

    def text_specimens(self, content: Content, answer: str, total: Decimal) -> tuple[Specimen, ...]:
        """The specimens of a type that nothing but a marker scores: whatever was written waits."""
        waiting = (OutcomeStatus.AWAITING_MARKER, None)
        cases = (
            (SpecimenKind.RIGHT, answer, waiting),
            (SpecimenKind.WRONG, "不知道", waiting),
            (SpecimenKind.BLANK, " \n", (OutcomeStatus.BLANK, Decimal(0))),
            (SpecimenKind.MALFORMED, {"text": answer}, (OutcomeStatus.MALFORMED, None)),
            (SpecimenKind.MALFORMED, "字" * (TEXT_LENGTH + 1), (OutcomeStatus.MALFORMED, None)),
        )
        return tuple(Specimen(kind, content, value, total, {"manual": outcome}) for kind, value, outcome in cases)
