"""Importing a paper through the services: corrections beside the source, once, all or nothing; sections for an exam."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from foundation.errors import Invalid, NotFound
from people.domain import Role
from question_bank import services
from question_bank.domain.items import GENERAL, ItemFilter
from question_bank.services.imports import AlreadyTakenIn, Preview
from tests.factories import House, make_person

PAPERS = Path(__file__).resolve().parents[1] / "data/papers"
PAPER, KEY = (PAPERS / "hotline.txt").read_bytes(), (PAPERS / "hotline-key.txt").read_bytes()
ESSAY = {"stem": "谈谈怎样安抚情绪激动的客户。", "marking_guide": "先情绪，后事情。", "lang": "zh-CN"}


def uploaded(house: House, now: datetime, key: bytes | None = KEY) -> UUID:
    return services.upload_paper(house.writer, services.read_texts("hotline.txt", PAPER, key), GENERAL.code, now=now)


def preview(house: House, import_id: UUID) -> Preview:
    return services.show_import(house.writer, import_id).preview


def ref_of(house: House, import_id: UUID, item_type: str, number: str) -> str:
    items = preview(house, import_id).items
    return next(item.ref for item in items if (item.item_type, item.number) == (item_type, number))


def messages(house: House, import_id: UUID) -> str:
    return "\n".join(problem.message % dict(problem.params) for problem in preview(house, import_id).problems)


def correct(house: House, import_id: UUID, ref: str, item_type: str, content: dict[str, Any], **more: Any) -> None:
    given = {"points_typed": "", "item_type": item_type, "content": content} | more
    services.correct_item(house.writer, import_id, ref, **given)


def test_a_preview_shows_announced_against_found_and_problems_first(house: House, now: datetime) -> None:
    import_id = uploaded(house, now)
    seen = preview(house, import_id)
    assert [(s.title, s.announced_items, len(s.items), s.n_blanks) for s in seen.sections] == [
        ("一、单选题", 10, 10, 0),
        ("二、多选题", 5, 5, 0),
        ("三、填空题", 12, 12, 19),
        ("四、简单题", 4, 4, 0),
        ("五、论述题", 1, 0, 0),
    ]
    assert (len(seen.taken), seen.n_ready, seen.points) == (31, 25, Decimal(84))
    assert seen.problems[0].severity == "error" and seen.problems[0].fix_ref == "new-4-1"
    without_key = next(problem for problem in seen.problems if problem.message == "没有答案")
    assert [seen.find(ref).number for ref in without_key.refs] == ["10", "7"]  # type: ignore[union-attr]  # they are there
    assert services.find_items(house.writer, ItemFilter(), limit=50).total == 0


def test_the_same_upload_is_found_again_with_its_corrections(house: House, now: datetime) -> None:
    import_id = uploaded(house, now)
    services.drop_item(house.writer, import_id, ref_of(house, import_id, "fill_blank", "7"), now=now)
    assert uploaded(house, now) == import_id
    assert len(preview(house, import_id).taken) == 30
    assert uploaded(house, now, key=None) != import_id


def test_corrections_change_type_key_and_points_and_settle_problems(house: House, now: datetime) -> None:
    import_id = uploaded(house, now)
    ref = ref_of(house, import_id, "single_choice", "10")
    content = dict(preview(house, import_id).find(ref).content)  # type: ignore[union-attr]  # it is there
    content["answer_key"] = ["B", "C"]
    with pytest.raises(Invalid):
        correct(house, import_id, ref, "single_choice", content, now=now)
    correct(house, import_id, ref, "multiple_choice", content, points_typed="4", now=now)
    item = preview(house, import_id).find(ref)
    assert item is not None and item.is_ready and item.corrected and item.points == 4
    correct(house, import_id, "new-4-1", "essay", ESSAY, points_typed="15", now=now)
    seen = preview(house, import_id)
    assert (len(seen.taken), seen.points) == (32, Decimal(101))
    assert "五、论述题" not in messages(house, import_id) and "合计 101 分" in messages(house, import_id)
    services.reset_item(house.writer, import_id, ref, now=now)
    services.reset_item(house.writer, import_id, "new-4-1", now=now)
    assert preview(house, import_id).points == 84 and "五、论述题" in messages(house, import_id)


def test_a_dropped_item_can_be_taken_back(house: House, now: datetime) -> None:
    import_id = uploaded(house, now)
    ref = ref_of(house, import_id, "short_answer", "1")
    services.drop_item(house.writer, import_id, ref, now=now)
    assert "标明 4 题，找到 3 题" in messages(house, import_id)
    services.restore_item(house.writer, import_id, ref, now=now)
    assert "找到 3 题" not in messages(house, import_id)


@pytest.mark.parametrize("typed", ["-1", "0", "1.234", "viel", "99999"])
def test_points_are_exact_and_above_zero(house: House, now: datetime, typed: str) -> None:
    import_id = uploaded(house, now)
    with pytest.raises(Invalid) as refused:
        correct(house, import_id, "new-4-1", "essay", ESSAY, points_typed=typed, now=now)
    assert [problem.field for problem in refused.value.problems] == ["points"]


@pytest.mark.parametrize("ref", ["new-9-1", "1-1", "../etc", "new-4", ""])
def test_only_items_of_the_paper_can_be_corrected(house: House, now: datetime, ref: str) -> None:
    import_id = uploaded(house, now)
    with pytest.raises(NotFound):
        correct(house, import_id, ref, "essay", ESSAY, now=now)


def test_a_paper_is_taken_in_once(house: House, now: datetime) -> None:
    import_id = uploaded(house, now)
    first = services.commit_import(house.writer, import_id, now=now)
    assert (first["created"], first["ready"]) == (31, 25)
    assert services.commit_import(house.writer, import_id, now=now) == first
    assert services.find_items(house.writer, ItemFilter(), limit=50).total == 31
    with pytest.raises(AlreadyTakenIn):
        services.drop_item(house.writer, import_id, "8-1", now=now)


def test_an_item_with_faults_keeps_the_whole_paper_out_until_it_is_mended_or_dropped(
    house: House, now: datetime
) -> None:
    text = "一、单选题(共2题,每题1分)\n1、只有一个选项()A、唯一\n2、两个选项()A、甲 B、乙\n答案：1.A 2.B\n"
    texts = services.read_texts("kurz.txt", text, None)
    import_id = services.upload_paper(house.writer, texts, GENERAL.code, now=now)
    assert [item.number for item in preview(house, import_id).faulty] == ["1"]
    with pytest.raises(Invalid):
        services.commit_import(house.writer, import_id, now=now)
    assert services.find_items(house.writer, ItemFilter(), limit=50).total == 0
    services.drop_item(house.writer, import_id, preview(house, import_id).faulty[0].ref, now=now)
    assert services.commit_import(house.writer, import_id, now=now)["created"] == 1


def test_nothing_left_to_import_is_said(house: House, now: datetime) -> None:
    texts = services.read_texts("eine.txt", "一、判断题\n1、先核身再查询。(√)\n", None)
    import_id = services.upload_paper(house.writer, texts, GENERAL.code, now=now)
    services.drop_item(house.writer, import_id, preview(house, import_id).items[0].ref, now=now)
    with pytest.raises(Invalid, match="需要改正"):
        services.commit_import(house.writer, import_id, now=now)


def test_the_same_question_twice_in_a_paper_makes_two_items(house: House, now: datetime) -> None:
    text = "一、判断题\n1、先核身再查询。(√)\n2、先核身再查询。(√)\n"
    texts = services.read_texts("zwei.txt", text, None)
    import_id = services.upload_paper(house.writer, texts, GENERAL.code, now=now)
    assert services.commit_import(house.writer, import_id, now=now)["created"] == 2


def test_an_import_belongs_to_whoever_uploaded_it(house: House, now: datetime) -> None:
    import_id = uploaded(house, now)
    for other in (house.ben, house.cleo_staff):
        for refused in (
            lambda other=other: services.show_import(other, import_id),
            lambda other=other: services.drop_item(other, import_id, "8-1", now=now),
            lambda other=other: services.commit_import(other, import_id, now=now),
            lambda other=other: services.submit_import(other, import_id, now=now),
        ):
            with pytest.raises(NotFound):
                refused()


def test_complete_items_go_to_review_in_one_act_and_the_sections_follow_the_bank(house: House, now: datetime) -> None:
    import_id = uploaded(house, now)
    services.commit_import(house.writer, import_id, now=now)
    done = services.submit_import(house.writer, import_id, now=now)
    assert (done.sent, done.left) == (25, 6)
    second = services.submit_import(house.writer, import_id, now=now)
    assert (second.sent, second.left) == (0, 6)
    for section in services.paper_sections(import_id):
        for entry in section.entries:
            if entry.status == "in_review":
                services.approve_item(house.reviewer, entry.item_id, now=now)
    sections = services.paper_sections(import_id)
    assert [(s.title, s.item_type, s.scoring_rule, len(s.entries)) for s in sections] == [
        ("一、单选题", "single_choice", "exact", 10),
        ("二、多选题", "multiple_choice", "exact", 5),
        ("三、填空题", "fill_blank", "per_blank", 12),
        ("四、简单题", "short_answer", None, 4),
    ]
    assert "漏选、多选均不得分" in sections[1].rule_text
    usable = [entry for section in sections for entry in section.entries if entry.version_id is not None]
    assert len(usable) == 25 and sum(entry.points or 0 for entry in usable) == Decimal(56)
    assert {v.id for v in services.load_versions(e.version_id for e in usable if e.version_id).values()} == {
        entry.version_id for entry in usable
    }


def test_examiners_choose_from_the_papers_of_their_units(house: House, now: datetime) -> None:
    import_id = uploaded(house, now)
    assert services.list_papers(house.ben) == []
    services.commit_import(house.writer, import_id, now=now)
    assert [(paper.name, paper.n_items, paper.minutes) for paper in services.list_papers(house.ben)] == [
        ("hotline.txt", 31, 60)
    ]
    assert services.get_paper(house.ben, import_id).import_id == import_id
    assert services.list_papers(house.cleo_staff) == []
    with pytest.raises(NotFound):
        services.get_paper(house.cleo_staff, import_id)


def test_what_the_bank_knows_of_an_item_outweighs_the_paper(house: House, now: datetime) -> None:
    services.save_area(house.ben, "M3", "投诉处理", "Complaints", now=now)
    first = uploaded(house, now)
    services.commit_import(house.writer, first, now=now)
    texts = services.read_texts("kopie.txt", PAPER, KEY)
    again = services.upload_paper(house.ben, texts, "M3", now=now)
    outcome = services.commit_import(house.ben, again, now=now)
    assert (outcome["created"], outcome["same"]) == (0, 31)
    assert services.find_items(house.writer, ItemFilter(area="GENERAL"), limit=50).total == 31


def test_a_writer_of_another_city_has_a_bank_of_their_own(house: House, now: datetime) -> None:
    services.commit_import(house.writer, uploaded(house, now), now=now)
    south = make_person("300301", "汀州命题", house.units["south"], Role.ITEM_WRITER, now=now)
    import_id = services.upload_paper(south, services.read_texts("h.txt", PAPER, KEY), GENERAL.code, now=now)
    assert services.commit_import(south, import_id, now=now)["created"] == 31
    assert services.find_items(south, ItemFilter(), limit=50).total == 31
