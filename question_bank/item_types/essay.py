"""Essay: a longer text, marked by a guide or rubric. A response is the text."""

from decimal import Decimal

from foundation.errors import N_
from question_bank.domain import Specimen
from question_bank.item_types.open_text import OpenText


class Essay(OpenText):
    """One worked-out argument or plan."""

    name = "essay"
    label = N_("论述题")
    rows = 16

    def specimens(self) -> tuple[Specimen, ...]:
        content = {
            "stem": "一位客户因宽带多次中断第三次来电，情绪激动。\n请写出你处理这通电话的全过程，并说明理由。",
            "answer_key": None,
            "marking_guide": "按流程、同理、解决、合规、闭环五项给分。",
            "scoring_points": [{"text": "流程完整", "points": "5"}, {"text": "有明确的下一步和时间", "points": "10"}],
            "needs_drawing": False,
            "explanation": None,
            "lang": "zh-CN",
        }
        answer = "先听完，再复述事实和影响，致歉，核对身份，查障碍单，约定答复时间并登记。"
        levels = [
            {"text": "步骤完整，先后合理", "points": "5"},
            {"text": "缺一两步", "points": "3"},
            {"text": "没有流程", "points": "0"},
        ]
        second = {"text": "有明确的下一步和时间", "points": "10"}
        rubric = {
            **content,
            "stem": "写出一次投诉的处理全过程。",
            "marking_guide": None,
            "scoring_points": [{"text": "流程完整", "points": "5", "levels": levels}, second],
        }
        return (
            *self.text_specimens(content, answer, Decimal(15)),
            *self.text_specimens(rubric, answer, Decimal(15)),
        )
