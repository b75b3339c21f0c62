"""The search on the database at hand: it finds what a plain look through all texts finds, and its index misses no
writer.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update

from foundation.db import db, engines, transaction
from foundation.errors import Invalid
from foundation.ids import new_id
from foundation.text import fold
from question_bank import item_types, queries, services
from question_bank.domain import Difficulty, Pool
from question_bank.domain.items import ItemFilter, Usage
from question_bank.models import Item, ItemVersionRow
from question_bank.models.search import ItemMark, SearchEntry
from question_bank.queries import search
from question_bank.services import search_index
from tests.bank_desk import DRAFT, changed, make_item
from tests.factories import House

STEMS = (
    "客户投诉套餐资费怎么办？",
    "投 诉要在几小时内答复",
    "５Ｇ套餐 ５０％ 优惠_说明",
    "诉说情况时先投其所好",
    "宽带报障：光猫红灯 LOS",
    "客户投诉处理时限",
    "CPU 与 cpu 有何区别",
    "😀表情也算一个字",
    "投诉投诉投诉",
    "a/b 测试 100%",
)
WORDS = (
    "投诉",
    "诉",
    "投 诉",
    "套餐 5g",
    "50%",
    "%",
    "_",
    "cpu",
    "客户投诉处理",
    "投诉处理时",
    "😀",
    "😀表",
    "a/b",
    "LOS",
    "没有",
    "诉投",
)


@pytest.fixture(autouse=True)
def _clean(house: House) -> None:
    """What earlier tests left in SQLite's full-text table is gone: they empty the tables that SQLAlchemy knows."""
    with transaction() as session:
        search_index.rebuild(session.connection())


def faults() -> list[str]:
    return services.reindex(repair=False)[0]


def found(house: House, **wanted: Any) -> list[UUID]:
    page = services.find_items(house.writer, ItemFilter(**wanted), limit=50)
    assert page.total == len(page.lines) and not page.more
    return [line.version.item_id for line in page.lines]


def test_it_finds_exactly_what_holds_every_word(house: House, now: datetime) -> None:
    ids = {fold(stem): make_item(house, now, changed(stem=stem, options=DRAFT.content["options"])) for stem in STEMS}
    everything = [fold(row) for row in db.session.scalars(select(ItemVersionRow.search_text))]
    for words in WORDS:
        holding = {stem for stem in ids if all(word in stem for word in fold(words).split())}
        assert set(found(house, words=words)) == {ids[stem] for stem in holding}, words
    assert len(everything) == len(STEMS) and faults() == []


def test_every_way_of_writing_is_followed(house: House, now: datetime) -> None:
    north = house.units["north"]
    first = make_item(house, now, replace(DRAFT, tags=("开场", "礼 仪")), state="approved")
    second, third = (make_item(house, now, changed(stem=stem)) for stem in STEMS[:2])
    services.edit_item(house.writer, first, changed(stem="新的问法"), now=now)
    services.edit_item(house.ben, second, replace(changed(stem="改过的草稿"), difficulty=Difficulty.HARD), now=now)
    services.submit_for_review(house.writer, third, now=now)
    drafts = [replace(changed(stem=stem), external_id=stem[:3]) for stem in STEMS[3:]]
    services.import_items(house.writer, north, drafts, now=now)
    services.import_items(house.writer, north, [replace(drafts[0], content=changed(stem="又来").content)], now=now)
    services.note_usage([services.show_item(house.writer, first, 1).version.id], form_id=first, now=now)
    assert faults() == []
    assert found(house, words="新的问法") == [first] and found(house, words="改过") == [second]
    assert found(house, usage=Usage.USED) == [first] and first not in found(house, usage=Usage.NEVER)
    assert first not in found(house, unused_since=now) and first in found(house, unused_since=now + timedelta(1))
    services.edit_item(house.writer, first, changed(stem="第三种问法"), now=now)
    assert found(house, usage=Usage.USED) == [first] and faults() == []


def test_statements_beside_the_session_are_followed_too(house: House, now: datetime) -> None:
    gone, stays = (make_item(house, now, changed(stem=stem)) for stem in STEMS[:2])
    with transaction() as session:
        session.execute(update(ItemVersionRow).where(ItemVersionRow.item_id == stays).values(area_code="GENERAL"))
        session.execute(
            update(ItemVersionRow).where(ItemVersionRow.item_id == stays).values(search_text="别的", status="retired")
        )
        session.execute(delete(ItemVersionRow).where(ItemVersionRow.item_id == gone))
    assert faults() == []
    assert found(house, words="别的", status="retired") == [stays] and found(house) == [stays]


def test_a_writer_that_the_index_missed_would_be_seen_and_mended(app: Flask, house: House, now: datetime) -> None:
    item_id = make_item(house, now, changed(stem=STEMS[0]))
    with transaction() as session:
        session.connection().execute(update(ItemVersionRow).values(search_text="绕过去写的", status="retired"))
    assert faults() and found(house, words="绕过") == []
    assert app.test_cli_runner().invoke(args=["bank", "reindex", "--check"]).exit_code == 2
    told, n_items = services.reindex(repair=True)
    assert app.test_cli_runner().invoke(args=["bank", "reindex", "--check"]).exit_code == 0
    assert told and n_items == 1 and faults() == [] and found(house, words="绕过") == [item_id]


def test_what_fails_leaves_the_index_as_it_was(house: House, now: datetime) -> None:
    make_item(house, now)
    with pytest.raises(ZeroDivisionError), transaction():
        make_item(house, now, changed(stem=STEMS[0]))
        db.session.flush()
        raise ZeroDivisionError
    assert faults() == [] and found(house, words="投诉") == []


def test_the_last_saved_stands_first_and_a_review_moves_nothing(house: House, now: datetime) -> None:
    first, second = (make_item(house, now, changed(stem=stem)) for stem in ("甲题目", "乙题目"))
    assert found(house, words="题目") == [second, first]
    services.edit_item(house.writer, first, changed(stem="甲题目改"), now=now + timedelta(minutes=1))
    assert found(house, words="题目") == [first, second]
    services.submit_for_review(house.writer, second, now=now + timedelta(minutes=2))
    assert found(house, words="题目") == [first, second]


def test_filters_and_words_together(house: House, now: datetime) -> None:
    tagged = make_item(house, now, replace(changed(stem="客户投诉"), tags=("礼仪",)), state="approved")
    other = make_item(house, now, replace(changed(stem="客户投诉"), tags=("礼仪 2",), pool=Pool.PRACTICE))
    bens = services.create_item(house.ben, house.units["north"], changed(stem="客户来电"), now=now)
    assert found(house, words="投诉", tag="礼仪") == [tagged]
    assert found(house, words="投诉", pool="practice") == [other]
    assert found(house, words="客户", writer_id=house.ben.person_id) == [bens]
    assert found(house, words="客户", item_type="essay") == []
    page = services.find_items(house.writer, ItemFilter(words="投诉", status="approved"), limit=50)
    assert (page.total, page.by_status) == (1, {"approved": 1, "draft": 1})
    assert services.list_tags(house.writer) == ["开场", "礼仪", "礼仪 2"]


def test_nobody_finds_what_lies_in_another_citys_bank(house: House, now: datetime) -> None:
    make_item(house, now, changed(stem="北边的投诉"))
    services.create_item(house.cleo_staff, house.units["south"], changed(stem="南边的投诉"), now=now)
    assert len(found(house, words="投诉")) == 1
    south = services.find_items(house.cleo_staff, ItemFilter(words="投诉"), limit=50)
    assert [line.version.content["stem"] for line in south.lines] == ["南边的投诉"] and south.total == 1
    assert services.find_items(house.cleo_staff, ItemFilter(), limit=50).total == 1
    assert len(found(house)) == 1


def test_what_an_import_is_still_writing_is_not_found(house: House, now: datetime) -> None:
    staged, ready = (make_item(house, now, changed(stem=stem)) for stem in STEMS[:2])
    with transaction() as session:
        session.execute(update(Item).where(Item.id == staged).values(staged_by=ready))
    assert found(house) == [ready] and found(house, words="客户") == []
    with transaction() as session:
        session.execute(update(Item).values(staged_by=None))
    assert len(found(house)) == 2 and found(house, words="客户") == [staged]


def test_counts_say_where_they_stop(house: House, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        make_item(house, now, changed(stem=f"投诉 {number}"))
    monkeypatch.setattr(search, "MOST_COUNTED", 3)
    monkeypatch.setattr(queries, "MOST_COUNTED", 3)
    page = services.find_items(house.writer, ItemFilter(words="投诉"), limit=2, offset=2)
    assert page.more and len(page.lines) == 1
    assert services.find_items(house.writer, ItemFilter(), limit=2).total == 5
    assert not services.find_items(house.writer, ItemFilter(words="投诉 4"), limit=2).more


def test_places_are_never_given_twice(house: House, now: datetime) -> None:
    make_item(house, now)
    (last,) = db.session.scalars(select(SearchEntry.place))
    with transaction() as session:
        session.execute(delete(ItemVersionRow))
    make_item(house, now, changed(stem="后来的"))
    (place,) = db.session.scalars(select(SearchEntry.place))
    assert place > last


def test_a_rare_status_among_many_hits_is_counted_by_itself(
    house: House, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    rare = make_item(house, now, changed(stem="投诉 老题"), state="approved")
    for number in range(5):
        make_item(house, now, changed(stem=f"投诉 {number}"))
    monkeypatch.setattr(search, "MOST_COUNTED", 3)
    monkeypatch.setattr(queries, "MOST_COUNTED", 3)
    page = services.find_items(house.writer, ItemFilter(words="投诉", status="approved"), limit=2)
    assert (page.total, page.more, page.more_by_status) == (1, False, True)
    assert [line.version.item_id for line in page.lines] == [rare]


@pytest.mark.parametrize(
    ("item_type", "words"),
    [("matching", "红灯"), ("inline_choice", "反问"), ("transcript_audit", "重启过"), ("composite", "退费")],
)
def test_what_can_be_placed_or_marked_is_found_too(house: House, now: datetime, item_type: str, words: str) -> None:
    content = item_types.get(item_type).specimens()[0].content
    item_id = make_item(house, now, replace(DRAFT, item_type=item_type, content=dict(content)))
    assert found(house, words=words) == [item_id]


def test_a_row_that_is_deleted_or_used_again_is_followed(house: House, now: datetime) -> None:
    item_id, other = make_item(house, now), make_item(house, now, changed(stem="第二题？"))
    version_id = services.show_item(house.writer, item_id).version.id
    for minutes in (0, 5):
        services.note_usage([version_id], form_id=other, now=now + timedelta(minutes=minutes))
    assert faults() == []
    with transaction() as session:
        session.delete(services.show_item(house.writer, other).version)
    assert faults() == [] and found(house) == [item_id]


def test_a_bank_of_many_units_is_one_question(house: House, now: datetime) -> None:
    make_item(house, now)
    units = tuple(new_id() for _ in range(3000))
    asked = search.matching(select(SearchEntry.place), units, ItemFilter(words="客户 来电"))
    assert db.session.scalars(asked).all() == []
    assert db.session.scalars(search.matching(select(SearchEntry.place), (), ItemFilter())).all() == []


def test_two_windows_save_or_rename_filters_to_one_name(app: Flask, house: House, now: datetime) -> None:
    other = services.save_filter(house.writer, "别的", {"words": "丙"}, now=now)
    windows = Barrier(4)

    def window(number: int) -> str:
        with app.app_context():
            windows.wait()
            try:
                if number:
                    services.save_filter(house.writer, "一样的", {"words": f"{number}"}, now=now)
                else:
                    services.rename_filter(house.writer, other, "一样的", now=now)
                return "done"
            except Invalid:
                return "told"
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(window, range(4)))
    db.session.rollback()
    names = [row.name for row in services.list_filters(house.writer)]
    assert told[1:] == ["done"] * 3 and sorted(names) in (["一样的"], ["一样的", "别的"])


def test_postgresql_keeps_the_tokens_out_of_the_row(house: House, now: datetime) -> None:
    if engines().is_sqlite:
        pytest.skip("PostgreSQL only: SQLite keeps no tokens in the row")
    make_item(house, now, changed(stem="".join(chr(0x4E00 + number) for number in range(300))))
    options = db.session.scalar(text("SELECT reloptions FROM pg_class WHERE relname = 'item_search'"))
    assert options == ["toast_tuple_target=512", "parallel_workers=0"]
    beside = text("SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE relname = 'item_search'")
    assert (db.session.scalar(beside) or 0) > 0


def test_a_filter_offers_what_some_item_carries_and_no_more(app: Flask, house: House, now: datetime) -> None:
    one, other = (make_item(house, now, replace(DRAFT, tags=("投诉", tag))) for tag in ("独一份", "礼仪"))
    assert set(services.list_tags(house.writer)) == {"投诉", "独一份", "礼仪"}
    services.edit_item(house.writer, one, replace(DRAFT, tags=("投诉",)), now=now)
    assert set(services.list_tags(house.writer)) == {"投诉", "礼仪"}
    services.edit_item(house.writer, other, replace(DRAFT, tags=("新的",)), now=now)
    assert set(services.list_tags(house.writer)) == {"投诉", "新的"}
    with transaction() as session:
        session.execute(update(ItemVersionRow).where(ItemVersionRow.item_id == one).values(tags=[]))
    assert set(services.list_tags(house.writer)) == {"新的"}
    make_item(house, now, replace(DRAFT, tags=("投诉",)))
    assert set(services.list_tags(house.writer)) == {"投诉", "新的"} and services.reindex(repair=False)[0] == []


def test_what_was_offered_amiss_is_told_and_mended(app: Flask, house: House, now: datetime) -> None:
    make_item(house, now, replace(DRAFT, tags=("投诉",)))
    with transaction() as session:
        session.add(ItemMark(unit_id=house.units["north"], kind="tag", value="没有了"))
    assert services.reindex(repair=True)[0] == ["tag 没有了: offered amiss"]
    assert set(services.list_tags(house.writer)) == {"投诉"} and services.reindex(repair=False)[0] == []
