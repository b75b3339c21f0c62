"""Items and queries for `bench.search`: Chinese texts with the words of a call centre, as unevenly frequent as in life.

Words are ranked and drawn by Zipf's law; the first ranks are words of the trade, the others are made of common
characters. Everything comes from a seed.
"""

import random
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

TRADE = """
客户 服务 投诉 业务 套餐 宽带 办理 处理 用户 号码 流量 资费 故障 账单 查询 受理 回访 工单 话务 坐席
来电 答复 核实 身份 信息 安全 规范 流程 情绪 安抚 解释 说明 道歉 退费 扣费 欠费 停机 复机 销户 过户
携号 转网 合约 违约 到期 续约 优惠 活动 光猫 路由 断网 网速 装维 上门 预约 改约 催单 派单 障碍 测速
信号 基站 覆盖 漫游 国际 短信 彩铃 增值 订购 退订 二次 确认 录音 质检 话术 开场 结束 倾听 同理 复述
满意 评价 时限 承诺 升级 班长 专席 知识 系统 登录 权限 保密 泄露 诈骗 防范 实名 证件 机主 授权 代办
老年 残障 绿色 通道 应急 预案 大面积 公告 排队 接通 放弃 转接 语音 导航 按键 自助 渠道 营业 网厅 客户端
发票 充值 余额 抵扣 月租 套外 副卡 主卡 亲情 家庭 融合 政企 专线 云盘 监控 电视 机顶盒 遥控 点播 会员
积分 兑换 礼品
""".split()  # noqa: SIM905 - as a list of quoted words it would be three pages long
CHARACTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相"
    "全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果"
    "料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任"
    "取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场"
    "身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低"
)  # fmt: skip
N_WORDS = 9_000
TYPES = (("single_choice", 45), ("multiple_choice", 25), ("true_false", 20), ("fill_blank", 8), ("short_answer", 2))
AREAS = tuple(f"M{number}" for number in range(1, 13))
STATUSES = (("approved", 78), ("draft", 12), ("retired", 7), ("in_review", 2.8), ("suspended", 0.2))
DIFFICULTIES = (("medium", 55), ("easy", 30), ("hard", 15))
POOLS = (("exam", 70), ("practice", 30))


def _pick(dice: random.Random, weighted: tuple[tuple[str, float], ...]) -> str:
    return dice.choices([name for name, _ in weighted], [weight for _, weight in weighted])[0]


class Writer:
    """Writes items."""

    def __init__(self, seed: int) -> None:
        self.dice = dice = random.Random(seed)
        made = {"".join(dice.choices(CHARACTERS, k=dice.choice((2, 2, 2, 3)))) for _ in range(2 * N_WORDS)}
        self.words = [*TRADE, *sorted(made - set(TRADE))][: len(TRADE) + N_WORDS]
        rest = self.words[len(TRADE) :]
        dice.shuffle(rest)
        self.words[len(TRADE) :] = rest
        self.weights = list(accumulate(1 / (rank + 8) for rank in range(len(self.words))))
        self.tags = self.words[:400:2]

    def text(self, length: int) -> str:
        """About so many characters."""
        drawn = self.dice.choices(self.words, cum_weights=self.weights, k=length // 2)
        for place in range(6, len(drawn), 7):
            drawn[place] += "，"
        return "".join(drawn)[:length]

    def item(self) -> dict[str, Any]:
        """Columns of an item version that its text and its place in the bank are in."""
        options = [{"id": name, "text": self.text(self.dice.randint(6, 14)), "rationale": None} for name in "ABCD"]
        content = {
            "stem": self.text(self.dice.randint(30, 60)) + "？",
            "options": options,
            "answer_key": ["A"],
            "explanation": self.text(self.dice.randint(15, 45)),
            "lang": "zh-CN",
        }
        return {
            "item_type": _pick(self.dice, TYPES),
            "area_code": self.dice.choice(AREAS),
            "status": _pick(self.dice, STATUSES),
            "difficulty": _pick(self.dice, DIFFICULTIES),
            "pool": _pick(self.dice, POOLS),
            "tags": self.dice.sample(self.tags, self.dice.choice((0, 1, 1, 2))),
            "content": content,
        }


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: a kind for the table, the filter's fields, how far down, by somebody of one city only."""

    kind: str
    wanted: dict[str, Any]
    offset: int = 0
    city: bool = False


def queries(writer: Writer, seed: int, n: int) -> list[Query]:
    """A mix of this many; six of ten are two characters long."""
    dice = random.Random(seed)
    return [_query(writer, dice, dice.random()) for _ in range(n)]


def _query(writer: Writer, dice: random.Random, share: float) -> Query:
    two = [word for word in writer.words if len(word) == 2]
    common, middling, rare = dice.choice(two[:40]), dice.choice(two[40:1000]), dice.choice(two[3000:])
    anything = writer.text(30).replace("，", "")
    start = dice.randrange(20)
    some_filter = dice.choice(
        (
            {"item_type": _pick(dice, TYPES)},
            {"area": dice.choice(AREAS)},
            {"difficulty": _pick(dice, DIFFICULTIES), "pool": _pick(dice, POOLS)},
            {"status": _pick(dice, STATUSES)},
            {"tag": dice.choice(writer.tags)},
            {"item_type": "short_answer", "area": dice.choice(AREAS), "difficulty": "hard"},
            {"usage": dice.choice(("never", "used"))},
        )
    )
    low = dice.choice((None, 0, 200, 400, 600))
    measured = dice.choice(
        (
            {"facility_from": low, "facility_to": dice.choice((950, 700, 600 if low is None else None))},
            {"item_rest_from": dice.choice((None, 200)), "item_rest_to": dice.choice((100, 300, 1000))},
            {"flag": dice.choice(("check_key", "too_hard", "too_easy", "omitted"))},
            {"facility_to": 400, "answers": dice.choice((30, 100, 250))},
        )
    )
    order = {"order": dice.choice(("facility", "-facility", "item_rest", "-n_answers"))}
    kinds = (
        (0.05, Query("measures alone", measured)),
        (0.05, Query("2 characters with measures", {"words": dice.choice((common, middling)), **measured})),
        (0.02, Query("measures, one city", measured, city=True)),
        (0.02, Query("sorted by a measure", order)),
        (0.04, Query("2 characters, sorted", {"words": dice.choice((common, middling, rare)), **order})),
        (0.02, Query("measures, sorted", {**measured, **order})),
        (0.10, Query("2 characters, common", {"words": common})),
        (0.09, Query("2 characters, middling", {"words": middling})),
        (0.07, Query("2 characters, rare", {"words": rare})),
        (0.12, Query("2 characters with a filter", {"words": dice.choice((common, middling)), **some_filter})),
        (0.06, Query("2 characters, one city", {"words": dice.choice((common, middling, rare))}, city=True)),
        (0.08, Query("1 character", {"words": dice.choice(anything)})),
        (0.10, Query("4 to 6 characters", {"words": anything[start : start + dice.randint(4, 6)]})),
        (0.04, Query("4 characters, common", {"words": dice.choice(two[:12]) + dice.choice(two[:12])})),
        (0.06, Query("two words", {"words": f"{common} {middling}"})),
        (0.06, Query("filters alone", {**some_filter, "area": dice.choice(AREAS)})),
        (0.03, Query("page 150", {"words": common}, offset=149 * 50)),
        (0.03, Query("no condition", {}, city=dice.random() < 0.5)),
    )
    for part, query in kinds:
        share -= part
        if share < 0:
            return query
    return kinds[0][1]
