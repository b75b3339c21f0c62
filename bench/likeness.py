"""How long finding near-duplicates takes: the whole report of 5,000 items, and one item against 200,000.

    python -m bench.likeness [--items 5000] [--beside 195000]

Items are made of a call centre's words by a seed; one in twenty is a rewording of another. Those beside come into the
tables without the services: only their grams count.
"""

import argparse
import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from app import create_app
from foundation.db import db, engines
from foundation.ids import new_id
from foundation.settings import Settings
from question_bank import services
from question_bank.domain import content_hash
from question_bank.domain.sketches import sketch
from question_bank.domain.views import view_of
from question_bank.models import ContentAreaRow, Item, ItemProfile, ItemSketch, ItemVersionRow
from question_bank.services.profiling import METHOD
from tests.factories import House

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
WORDS = " ".join(
    (
        "客户 投诉 资费 套餐 宽带 光猫 断网 携号转网 实名 核身 工单 回访 质检 录音 排班",
        "接通率 话术 安抚 退费 减免 漫游 流量 账单 停机 复机 过户 销户 补卡 密码 重置 装机",
        "移机 测速 网线 路由器 信号 基站 语音 短信 验证码 营销 外呼 静默 转接 班长 升级",
        "时限 小时 工作日 登记 答复 满意度 考核 差错 合规 隐私 泄露 授权 身份证 机主 代办",
        "合约 违约金 赠送 积分 会员 发票 充值 欠费 催缴 分期",
    )
).split(" ")


def content(dice: random.Random) -> dict[str, Any]:
    """A question that nobody would ask, as long as those that people do."""
    stem = "".join(dice.choices(WORDS, k=dice.randint(6, 12))) + dice.choice(
        ("，应当怎样处理？", "，下列正确的是", "，说明什么？")
    )
    options = [{"id": letter, "text": "".join(dice.choices(WORDS, k=dice.randint(2, 5)))} for letter in "ABCD"]
    return {"stem": stem, "options": options, "answer_key": [dice.choice("ABCD")], "explanation": None, "lang": "zh-CN"}


def reworded(dice: random.Random, old: dict[str, Any]) -> dict[str, Any]:
    """The same question with its options shuffled and a word put in."""
    return old | {"stem": "请问" + old["stem"], "options": dice.sample(old["options"], 4)}


def make(n: int, unit_id: UUID, author_id: UUID, dice: random.Random, *, profiled: bool, first: int) -> None:
    """Write items, a thousand at a time; with their profiles where nobody should compare them."""
    last: dict[str, Any] = content(dice)
    for start in range(0, n, 1000):
        items, versions, profiles, sketches = [], [], [], []
        for number in range(start, min(start + 1000, n)):
            last = reworded(dice, last) if number % 20 == 19 else content(dice)
            item_id, said = new_id(), content_hash(last)
            items.append({"id": item_id, "unit_id": unit_id, "created_at": NOW})
            versions.append(
                {
                    **{"id": new_id(), "item_id": item_id, "number": 1, "status": "approved", "latest": True},
                    **{"item_type": "single_choice", "content": last, "content_hash": said, "area_code": "GENERAL"},
                    **{"difficulty": "medium", "pool": "exam", "critical": False, "tags": [], "search_text": ""},
                    **{"author_id": author_id, "writer_ids": [], "created_at": NOW, "saved_at": NOW},
                }
            )
            if profiled:
                grams = sketch(view_of("single_choice", last))
                row = {"number": first + number, "item_id": item_id, "content_hash": said, "method": METHOD}
                profiles.append(row | {"lints": "", "key_place": None, "sketch": list(grams), "made_at": NOW})
                sketches += [{"gram": gram, "profile": first + number} for gram in grams]
        with engines().write.begin() as connection:
            for table, rows in (
                (Item, items),
                (ItemVersionRow, versions),
                (ItemProfile, profiles),
                (ItemSketch, sketches),
            ):
                if rows:
                    connection.execute(insert(table), rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=5000)
    parser.add_argument("--beside", type=int, default=195_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            instance_path=Path(folder),
            database_url=f"sqlite:///{folder}/bench.sqlite3",
            secret_key="bench",
            testing=True,
        )
        with create_app(settings).app_context():
            db.metadata.create_all(engines().write)
            measure(asked.items, asked.beside)


def measure(n_items: int, n_beside: int) -> None:
    """The report first, then one item against all."""
    house, dice = House.build(NOW), random.Random(7)
    with engines().write.begin() as connection:
        row = {"code": "GENERAL", "name_zh": "综合", "name_en": "General", "position": 0}
        connection.execute(insert(ContentAreaRow), [row])
    unit_id, author_id = house.units["north"], house.writer.require_person()
    make(n_items, unit_id, author_id, dice, profiled=False, first=0)
    start, worked = time.perf_counter(), time.process_time()
    while services.profile_items(now=NOW):
        pass
    passed, worked = time.perf_counter() - start, time.process_time() - worked
    print(f"{n_items} items profiled and compared: {passed:.1f} s, CPU {worked:.1f} s")
    report("report, first page", lambda: services.list_groups(house.ben, "", limit=20))
    print("pairs:", services.count_pairs(house.ben))
    make(n_beside, unit_id, author_id, dice, profiled=True, first=n_items + 1)
    probe = content(dice)
    report("one item against all", lambda: services.list_like_items(house.ben, "single_choice", probe, None))
    report("nothing to do", lambda: services.profile_items(now=NOW))
    report("health page", lambda: services.show_health(house.ben, now=NOW))


def report(what: str, act: Any) -> None:
    """The middle of five, on the clock and on the processor."""
    taken = []
    for _again in range(5):
        start, worked = time.perf_counter(), time.process_time()
        act()
        taken.append((time.perf_counter() - start, time.process_time() - worked))
        db.session.remove()
    passed, worked = sorted(taken)[2]
    print(f"{what}: {1000 * passed:.0f} ms, CPU {1000 * worked:.0f} ms")


if __name__ == "__main__":
    main()
