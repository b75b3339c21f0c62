"""The bench paper (54 slots: 20 single, 10 multiple, 20 one-blank, 4 essay) and what each candidate answers.

The answer plan is a function of (candidate, item) and says itself what the answer earns, from the generator's own
knowledge of the key: the check compares the app's scores with it and shares no code with the app's scoring.
"""

import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

AREAS = ("B1", "B2", "B3", "B4")
OPTIONS = ("A", "B", "C", "D")
SAID = "客户来电反映家里的宽带从昨晚开始时断时续，已经按提示重启过光猫和路由器，指示灯正常，仍然打不开网页。"
DONE = "先回应感受，再核对身份和地址，查询障碍单，说明原因和预计时间，征得同意后登记，并约定回复的方式。"


@dataclass(frozen=True, slots=True)
class BenchItem:
    """One generated item: how many of the options are right and which, or the accepted texts of its blank."""

    number: int
    item_type: str
    area: str
    points: Decimal | None  # None: a person gives them
    key: tuple[str, ...]

    @property
    def external_id(self) -> str:
        """Its name in the bank."""
        return f"BENCH-{self.number:02}"

    def content(self) -> dict[str, Any]:
        """What the bank stores."""
        stem = f"第 {self.number} 号测量题。{SAID}"
        if self.item_type == "fill_blank":
            return {"stem": f"{stem}这时应当先____。", "answer_key": [list(self.key)], "explanation": DONE}
        if self.item_type == "essay":
            points = [{"text": "流程完整", "points": "5"}, {"text": "有下一步和时间", "points": "5"}]
            body: dict[str, Any] = {"marking_guide": DONE, "scoring_points": points, "needs_drawing": False}
            return {"stem": f"{stem}请写出处理全过程并说明理由。", "answer_key": None, "explanation": None, **body}
        options = [{"id": name, "text": f"做法{self.number}{name}：{DONE[: 20 + place]}", "rationale": None}
                   for place, name in enumerate(OPTIONS)]  # fmt: skip
        return {"stem": f"{stem}合适的做法是", "options": options, "answer_key": list(self.key), "explanation": DONE}


@dataclass(frozen=True, slots=True)
class Planned:
    """An answer and what it earns; None: it waits for a marker."""

    value: Any
    points: Decimal | None


def make_items() -> tuple[BenchItem, ...]:
    """The 54 items, always the same."""
    kinds = ["single_choice"] * 20 + ["multiple_choice"] * 10 + ["fill_blank"] * 20 + ["essay"] * 4
    return tuple(_item(number, kind) for number, kind in enumerate(kinds, 1))


def _item(number: int, kind: str) -> BenchItem:
    dice = random.Random(f"item {number}")
    keys: dict[str, tuple[str, ...]] = {
        "single_choice": (dice.choice(OPTIONS),),
        "multiple_choice": tuple(sorted(dice.sample(OPTIONS, dice.choice((2, 3))))),
        "fill_blank": (f"核对{number}号单", f"CHECK {number}"),
        "essay": (),
    }
    points = {"multiple_choice": Decimal(2), "essay": None}.get(kind, Decimal(1))
    return BenchItem(number, kind, AREAS[number % len(AREAS)], points, keys[kind])


def answer(candidate: int, item: BenchItem) -> Planned:
    """What this candidate answers: about six in ten right, the rest wrong in the ways that people are wrong."""
    dice = random.Random(f"candidate {candidate}, item {item.number}")
    is_right = dice.random() < 0.6
    points = None if item.points is None else item.points if is_right else Decimal(0)
    return Planned(_VALUES[item.item_type](dice, item, is_right), points)


def _one(dice: random.Random, item: BenchItem, is_right: bool) -> str:
    return item.key[0] if is_right else dice.choice([name for name in OPTIONS if name not in item.key])


def _several(dice: random.Random, item: BenchItem, is_right: bool) -> list[str]:
    """Wrong: one missing, one too many, or one exchanged."""
    chosen, others = list(item.key), [name for name in OPTIONS if name not in item.key]
    dice.shuffle(chosen)
    if not is_right:
        way = dice.choice(("missing", "extra", "exchanged"))
        if way != "extra":
            chosen.pop()
        if way != "missing":
            chosen.append(dice.choice(others))
    return chosen


def _blank(dice: random.Random, item: BenchItem, is_right: bool) -> list[str]:
    return [dice.choice(item.key) if is_right else f"挂断{item.number}号单"]


def _text(dice: random.Random, item: BenchItem, is_right: bool) -> str:
    return f"第 {item.number} 题。" + (SAID if is_right else "") + DONE * dice.randint(2, 6)


_VALUES = {"single_choice": _one, "multiple_choice": _several, "fill_blank": _blank, "essay": _text}
