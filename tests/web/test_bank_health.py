"""Pages of the bank's health: counts equal their lists, the report of pairs and its buttons, enemies on an item's page,
likes beside an item and in an imported paper.
"""

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from question_bank import services
from question_bank.domain.lints import LintKind
from question_bank.domain.statistics import ItemFlag
from tests.bank_desk import CONTENT, changed, make_item
from tests.factories import House, signed_in

PAPER = """一、单选题（每题 1 分）
1、客户来电的第一句话应当是什么？( B )
A、什么事  B、您好，请讲  C、喂
2、客户打进电话，第一句话应该说什么？( A )
A、您好，请讲  B、喂  C、什么事
3、光猫的红灯亮了，先看哪里？( A )
A、光纤  B、电源  C、网线
"""
OTHER = changed(stem="光猫 LOS 灯变红说明什么？", answer_key=["B"], explanation=None)


@pytest.fixture
def ben(app: Flask, house: House) -> FlaskClient:
    """The examiner's browser."""
    return signed_in(app, house.ben)


def counts(page: str) -> dict[str, int]:
    """What each link of the page's count lines says."""
    return {href: int(n) for href, n in re.findall(r'<a href="([^"]+)"[^>]*><b>(\d+)</b>', page.replace("&amp;", "&"))}


def test_every_count_is_as_long_as_its_list(app: Flask, house: House, ben: FlaskClient, now: datetime) -> None:
    make_item(house, now, state="approved")
    make_item(house, now, changed(stem="1. 客户来电的第一句话应当是什么?"))
    make_item(house, now, OTHER)
    assert "刚保存的 3 题还在计算" in ben.get("/bank/health").text
    services.profile_items(now=now)
    found = counts(ben.get("/bank/health").text)
    assert len(found) == 6 + len(LintKind) + len(ItemFlag) + 2
    for href, n in found.items():
        page = ben.get(href).text
        pairs = sum(map(int, re.findall(r'data-pairs="(\d+)"', page)))
        listed = pairs if "pairs?" in href else page.count('<a class="n"')
        assert listed == n, href
    assert found["/bank/health/pairs?show=same"] == 1 and found["/bank/health/items?kind=no_rationale"] == 1
    assert found["/bank/health/items?kind=never_used"] == 1
    assert ben.get("/bank/health/items?kind=nothing").status_code == 404


def test_a_retired_item_counts_no_more(app: Flask, house: House, ben: FlaskClient, now: datetime) -> None:
    item_id = make_item(house, now, OTHER, state="approved")
    services.profile_items(now=now)
    services.retire_item(house.writer, item_id, now=now)
    assert not any(counts(ben.get("/bank/health").text).values())


def test_another_city_sees_nothing(app: Flask, house: House, now: datetime) -> None:
    one, other = make_item(house, now), make_item(house, now, changed(stem="客户来电的第一句话应当是什么"))
    services.profile_items(now=now)
    browser = signed_in(app, house.cleo_staff)
    for url in ("/bank/health", "/bank/health/pairs", "/bank/health/items?kind=no_rationale"):
        page = browser.get(url)
        assert page.status_code == 200 and CONTENT["stem"] not in page.text and not any(counts(page.text).values())
    assert browser.post(f"/bank/health/pairs/{one}/{other}", data={"act": "apart"}).status_code == 404
    assert browser.post(f"/bank/health/pairs/{one}/{other}", data={"act": "retire"}).status_code == 404
    assert browser.post(f"/bank/items/{one}/enemies", data={"other": str(other), "reason": "x"}).status_code == 404
    assert len(services.list_pairs(house.ben, "", limit=9)) == 1


def test_pairs_are_settled_from_the_report(app: Flask, house: House, ben: FlaskClient, now: datetime) -> None:
    one, other = make_item(house, now, state="approved"), make_item(house, now, changed(answer_key=["B"]))
    services.profile_items(now=now)
    page = ben.get("/bank/health/pairs?show=key").text
    assert "问的一样，答案不同" in page and "第一题" in page and page.count("退役这道题") == 1
    url = f"/bank/health/pairs/{other}/{one}"
    assert ben.post(url, data={"act": "apart", "show": "key"}).location.endswith("?show=key")
    assert "<article" not in ben.get("/bank/health/pairs").text
    assert "贝宁" in ben.get("/bank/health/pairs?show=apart").text
    ben.post(url, data={"act": "alike"})
    ben.post(url, data={"act": "enemies"})
    page = ben.get("/bank/health/pairs?show=enemies").text
    assert "问的是同一件事" in page and "<article" in page
    ben.post(url, data={"act": "release"})
    assert "<article" in ben.get("/bank/health/pairs").text
    ben.post(f"/bank/health/pairs/{one}/{other}", data={"act": "retire"})
    assert services.show_item(house.ben, one).version.status == "retired"
    assert "<article" not in ben.get("/bank/health/pairs").text


def test_a_template_is_one_line_and_settled_at_once(app: Flask, house: House, ben: FlaskClient, now: datetime) -> None:
    ids = sorted(
        make_item(house, now, changed(stem=f"客户等了 {n} 分钟，第一句话应当是什么？")) for n in (3, 5, 7, 9, 11)
    )
    make_item(house, now, OTHER)
    services.profile_items(now=now)
    n_pairs = services.count_pairs(house.ben)[""]
    page = ben.get("/bank/health/pairs").text
    assert n_pairs == 10 and page.count("<article") == 1 and f'data-pairs="{n_pairs}"' in page and "5 题" in page
    (url,) = re.findall(r'href="(/bank/health/pairs/groups/[^"]+)"', page)
    group = ben.get(url).text
    assert group.count("<article") == 10 and "10 对都不是重复题" in group
    (mark,) = re.findall(r'name="mark" value="(\w+)"', group)
    assert signed_in(app, house.cleo_staff).get(url).status_code == 404
    assert signed_in(app, house.cleo_staff).post(url, data={"act": "apart", "mark": mark}).status_code == 404
    assert signed_in(app, house.reviewer).post(url, data={"act": "apart", "mark": mark}).status_code == 403
    pair = f"/bank/health/pairs/{ids[0]}/{ids[1]}"
    settled = ben.post(pair, data={"act": "apart", "reason": "两种等待时间", "group": ids[2]})
    assert settled.location.endswith(f"/groups/{ids[2]}") and ben.get(settled.location).text.count("<article") == 9
    assert "两种等待时间" in ben.get("/bank/health/pairs?show=apart").text
    assert "刚有变化" in ben.post(url, data={"act": "enemies", "mark": mark}, follow_redirects=True).text
    (mark,) = re.findall(r'name="mark" value="(\w+)"', ben.get(url).text)
    page = ben.post(url, data={"act": "enemies", "mark": mark, "reason": "同一个模板"}, follow_redirects=True).text
    assert "整组已设为不能同卷" in page and services.count_pairs(house.ben)["enemies"] == 9
    assert services.count_pairs(house.ben)[""] == 0 and services.exclusive_groups(ids)
    url += "?show=enemies"
    assert ben.get(url).text.count("同一个模板") == 9
    (mark,) = re.findall(r'name="mark" value="(\w+)"', ben.get(url).text)
    ben.post(url, data={"act": "release", "mark": mark, "show": "enemies"})
    assert ben.get(url).location == "/bank/health/pairs?show=enemies"
    assert ben.post(url, data={"act": "nothing"}).status_code == 404
    assert services.count_pairs(house.ben)["enemies"] == 0 and services.count_pairs(house.ben)[""] == 9


def test_groups_are_turned_over_by_pages(app: Flask, house: House, ben: FlaskClient, now: datetime) -> None:
    for n in range(8):
        make_item(house, now, changed(stem=f"客户等了 {n} 分钟，第一句话应当是什么？"))
    services.profile_items(now=now)
    (url,) = re.findall(r'href="(/bank/health/pairs/groups/[^"]+)"', ben.get("/bank/health/pairs").text)
    first, second = ben.get(url).text, ben.get(f"{url}?page=2").text
    assert first.count("<article") == 20 and second.count("<article") == 8 and "第 28 对" in second


def test_a_reviewer_reads_the_report_without_buttons(app: Flask, house: House, now: datetime) -> None:
    make_item(house, now, state="in_review"), make_item(house, now, changed(explanation=None))
    services.profile_items(now=now)
    browser = signed_in(app, house.reviewer)
    page = browser.get("/bank/health/pairs").text
    assert "<article" in page and "不是重复题</button>" not in page
    assert "答案　" not in page  # it is theirs to answer blind


def test_enemies_are_declared_on_the_item_page(app: Flask, house: House, ben: FlaskClient, now: datetime) -> None:
    one, other = make_item(house, now), make_item(house, now, OTHER)
    page = ben.get(f"/bank/items/{one}?enemy=光猫").text
    assert f'value="{other}"' in page and "没有找到别的题" in ben.get(f"/bank/items/{one}?enemy=没有这样的字").text
    url = f"/bank/items/{one}/enemies"
    page = ben.post(url, data={"other": str(other), "reason": " "}, follow_redirects=True).text
    assert "要写明原因" in page
    assert "先选一道题" in ben.post(url, data={"reason": "x"}, follow_redirects=True).text
    assert "不能和它自己" in ben.post(url, data={"other": str(one), "reason": "x"}, follow_redirects=True).text
    ben.post(url, data={"other": str(other), "reason": "题干说出了答案"})
    assert "题干说出了答案" in ben.get(f"/bank/items/{other}").text
    assert f'value="{other}"' not in ben.get(f"/bank/items/{one}?enemy=光猫").text
    assert signed_in(app, house.reviewer).post(f"{url}/{other}/release").status_code == 403
    ben.post(f"/bank/items/{other}/enemies/{one}/release")
    assert "题干说出了答案" not in ben.get(f"/bank/items/{one}").text


def test_likes_stand_beside_an_item_and_in_the_editor(app: Flask, house: House, now: datetime) -> None:
    one, other = make_item(house, now), make_item(house, now, changed(stem="客户打进电话，第一句话应该说什么？"))
    services.profile_items(now=now)
    browser = signed_in(app, house.writer)
    for url in (f"/bank/items/{one}", f"/bank/items/{one}/edit"):
        page = browser.get(url).text
        assert "题库里有相似的题" in page and f"/bank/items/{other}" in page


def test_an_imported_paper_tells_what_it_is_like(app: Flask, house: House, now: datetime) -> None:
    one = make_item(house, now)
    services.profile_items(now=now)
    texts = services.read_texts("paper.txt", PAPER.encode(), None)
    import_id = services.upload_paper(house.writer, texts, "GENERAL", now=now)
    page = signed_in(app, house.writer).get(f"/bank/imports/{import_id}").text
    assert page.count("像题库里的：") == 2 and f"/bank/items/{one}" in page
    assert page.count("和本卷的") == 2 and "并排看" in page
