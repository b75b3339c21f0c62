"""Short answer: some lines of text, marked by scoring points. A response is the text."""

from decimal import Decimal

from foundation.errors import N_
from question_bank.domain import Specimen
from question_bank.item_types.open_text import OpenText


class ShortAnswer(OpenText):
    """A few sentences."""

    name = "short_answer"
    label = N_("简答题")
    rows = 8

    def specimens(self) -> tuple[Specimen, ...]:
        content = {
            "stem": "客户要求查询家人的通话记录，应当怎样答复？请写出三点。",
            "answer_key": None,
            "marking_guide": "意思对即可，不要求原话。",
            "scoring_points": [
                {"text": "说明只能由机主本人查询", "points": "2"},
                {"text": "说出理由：保护机主的信息", "points": "2"},
                {"text": "给出能做的办法", "points": "2"},
            ],
            "needs_drawing": False,
            "explanation": "拒绝的同时要有出路。",
            "lang": "zh-CN",
        }
        answer = "这项需要机主本人办理，是为了保护机主的信息。\n我可以告诉您通用的查询办法。"
        return self.text_specimens(content, answer, Decimal(6))
