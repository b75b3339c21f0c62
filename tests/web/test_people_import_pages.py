"""Import pages: upload, look, commit once, slips. Everything else about reading and committing is tested below them."""

import io
import re

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from foundation import clock
from foundation.i18n import LOCALES, catalogue
from people import services
from people.domain import Role
from people.domain.importing import COLUMN_LABELS
from tests.factories import House, make_person, signed_in

HEADER = "工号,姓名,单位,岗位\n"
GOOD = HEADER + "200901,张一,岚州一中心,10000\n200902,张二,岚州二中心,\n"
BAD = HEADER + "200901,张一,岚州一中心,10000\n,<b>无号</b>,月球,\n"


@pytest.fixture
def hr(app: Flask, house: House) -> FlaskClient:
    return signed_in(app, house.hr)


def upload(browser: FlaskClient, content: str | bytes, name: str = "新员工.csv") -> TestResponse:
    data = content if isinstance(content, bytes) else content.encode()
    return browser.post("/people/imports", data={"file": (io.BytesIO(data), name)})


def test_a_table_is_looked_at_then_imported_once(hr: FlaskClient, house: House) -> None:
    reply = upload(hr, GOOD)
    assert reply.status_code == 302
    page = hr.get(reply.location).text
    assert "导入 2 人" in page and "张一" in page
    assert hr.post(f"{reply.location}/commit").status_code == 302
    done = hr.get(reply.location).text
    assert "导入了 2 人" in done and "/commit" not in done
    again = hr.post(f"{reply.location}/commit")
    assert again.status_code == 409 and "不能再导一遍" in again.text
    assert services.actor_of_login("200901").grants[0].role is Role.AGENT
    assert "新员工.csv" in hr.get("/people/imports").text


def test_problems_stand_at_their_cells_and_nothing_is_imported(hr: FlaskClient) -> None:
    where = upload(hr, BAD).location
    page = hr.get(where).text
    assert "没有填工号" in page and "没有这个单位" in page and "月球" in page and "C3" in page
    assert "<b>无号" not in page
    assert "/commit" not in page
    reply = hr.post(f"{where}/commit")
    assert reply.status_code == 409 and "什么都没有导入" in reply.text
    assert "200901" not in hr.get("/people").text
    assert hr.get(f"{where}?kind=bad").status_code == hr.get(f"{where}?kind=nonsense").status_code == 200


def test_problems_as_a_file_without_formulas(hr: FlaskClient) -> None:
    where = upload(hr, HEADER + "200901,=1+1,@SUM(A1),\n").location
    reply = hr.get(f"{where}/problems.csv")
    text = reply.data.decode("utf-8-sig")
    assert reply.mimetype == "text/csv" and "B2" in text and "'=1+1" in text and "'@SUM" in text
    assert not re.search(r"(^|,)[=@]", text, re.MULTILINE)


def test_problems_are_told_in_the_readers_language(hr: FlaskClient) -> None:
    where = upload(hr, BAD).location
    hr.set_cookie("lang", "en")
    page = hr.get(where).text
    assert "No staff number" in page and "There is no such unit" in page and "Row 3" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"%PDF-1.4 \x00\xff", "CSV"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, ".xls"),
        (b"PK\x03\x04 broken", "坏的"),
        ("姓名,电话\n张一,1\n".encode(), "没有找到表头"),
    ],
)
def test_files_that_are_no_tables_are_refused(hr: FlaskClient, content: bytes, words: str) -> None:
    reply = upload(hr, content)
    assert reply.status_code == 422 and words in reply.text
    assert "还没有导入过" in reply.text


def test_no_file_is_said(hr: FlaskClient) -> None:
    assert "请填写这一项" in hr.post("/people/imports", data={}).text
    assert hr.post("/people/imports", data={"file": (io.BytesIO(b"x"), "")}).status_code == 422


def test_a_changed_name_is_confirmed_by_a_tick(hr: FlaskClient) -> None:
    where = upload(hr, "工号,姓名\n200825,林小文\n").location
    assert "姓名不同的 1 人" in hr.get(where).text
    reply = hr.post(f"{where}/commit")
    assert reply.status_code == 409 and "核对后打勾" in reply.text
    assert hr.post(f"{where}/commit", data={"names_confirmed": "y"}).status_code == 302


def test_slips_are_shown_once_as_sheet_or_csv(hr: FlaskClient, client: FlaskClient) -> None:
    where = upload(hr, GOOD).location
    hr.post(f"{where}/commit")
    sheet = hr.post(f"{where}/slips", data={"format": "sheet"})
    old = re.findall(r"data-copy>(http://localhost[^<]+)<", sheet.text)
    assert sheet.status_code == 200 and len(old) == 2 and sheet.text.count("<svg class") >= 0
    table = hr.post(f"{where}/slips", data={"format": "csv"})
    assert table.mimetype == "text/csv" and table.headers["Cache-Control"] == "no-store"
    new = re.findall(r"http://localhost\S+?(?=,)", table.data.decode("utf-8-sig"))
    assert len(new) == 2
    assert client.get(old[0].removeprefix("http://localhost")).status_code == 409
    assert client.get(new[0].removeprefix("http://localhost")).status_code == 200
    token = new[0].rsplit("/", 1)[1]
    assert token not in hr.get(where).text and "发过一次" in hr.get(where).text


def test_the_template_fits_the_reader_and_the_reach(hr: FlaskClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(hr.get("/people/imports/template.xlsx").data))
    assert [cell.value for cell in book.worksheets[0][1]] == ["工号", "姓名", "电话", "单位", "岗位", "入职日期"]
    units = [row[0].value for row in book.worksheets[1].iter_rows(min_row=2) if row[0].value]
    assert "江岚省 / 岚州市 / 岚州一中心" in units and not any("汀州" in name for name in units)
    hr.set_cookie("lang", "en")
    book = openpyxl.load_workbook(io.BytesIO(hr.get("/people/imports/template.xlsx").data))
    assert [cell.value for cell in book.worksheets[0][1]][:2] == ["Staff number", "Name"]


@pytest.mark.parametrize("language", LOCALES)
def test_a_filled_template_is_imported_in_every_language(hr: FlaskClient, language: str) -> None:
    """What a reader downloads comes back in their language, with the texts that the file offers to choose from."""
    hr.set_cookie("lang", language)
    book = openpyxl.load_workbook(io.BytesIO(hr.get("/people/imports/template.xlsx").data))
    page, offered = book.worksheets
    post = {"zh": "营业员"}.get(language, "Shop assistant")
    assert post in [cell.value for cell in offered["B"]]
    assert [cell.value for cell in page[1]] == [
        catalogue(language).get(label, label) for label in COLUMN_LABELS.values()
    ]
    page.append(["200901", "张一", 13800000901, "江岚省 / 岚州市 / 岚州一中心", post, "2026-01-05"])
    buffer = io.BytesIO()
    book.save(buffer)
    where = upload(hr, buffer.getvalue(), "people.xlsx").location
    assert hr.post(f"{where}/commit").status_code == 302
    hr.set_cookie("lang", "zh")
    shown = hr.get(f"/people/{services.actor_of_login('200901').require_person()}").text
    for text in ("张一", "13800000901", "江岚省 / 岚州市 / 岚州一中心", "2026-01-05", "营业员"):
        assert text in shown


def test_an_import_is_its_makers_only(app: Flask, hr: FlaskClient, house: House) -> None:
    where = upload(hr, GOOD).location
    colleague = signed_in(app, make_person("100500", "同事", house.units["north"], Role.HR, now=clock.now()))
    for browser in (colleague, signed_in(app, house.cleo_staff)):
        assert browser.get(where).status_code == 404
        assert browser.get(f"{where}/problems.csv").status_code == 404
        for act in ("commit", "check", "discard", "slips"):
            assert browser.post(f"{where}/{act}").status_code == 404, act
    assert "新员工.csv" not in colleague.get("/people/imports").text


def test_checking_again_and_throwing_away(hr: FlaskClient, house: House) -> None:
    where = upload(hr, HEADER + "200901,张一,新中心,\n").location
    services.add_unit_below(house.admin, house.units["north"], "新中心", now=clock.now())
    assert hr.post(f"{where}/check").status_code == 302
    assert "导入 1 人" in hr.get(where).text
    assert hr.post(f"{where}/discard").status_code == 302
    assert hr.get(where).status_code == 404


@pytest.mark.parametrize("key", ["ada", "ben", "marker"])
def test_others_import_nobody(app: Flask, house: House, key: str) -> None:
    browser = signed_in(app, house.cast[key])
    assert browser.get("/people/imports").status_code == upload(browser, GOOD).status_code == 403


def test_a_visitor_is_sent_to_the_door(client: FlaskClient) -> None:
    assert client.get("/people/imports").location.startswith("/sign-in")


def test_the_command_line_imports_in_somebodys_name(
    app: Flask, house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("tables")
    good, bad = folder / "good.csv", folder / "bad.csv"
    good.write_text(GOOD)
    bad.write_text(BAD)
    runner = app.test_cli_runner()
    dry = runner.invoke(args=["people", "import", str(good), "--as", "100106", "--dry-run"])
    assert dry.exit_code == 0 and "新增 2" in dry.stdout and "200901" not in str(services.list_holders(("/",)))
    refused = runner.invoke(args=["people", "import", str(bad), "--as", "100106"])
    assert refused.exit_code == 2 and "没有填工号" in refused.stderr and "表里第 3 行" in refused.stderr
    assert runner.invoke(args=["people", "import", str(good), "--as", "nobody"]).exit_code == 2
    assert runner.invoke(args=["people", "import", str(good), "--as", "200825"]).exit_code == 2
    done = runner.invoke(args=["people", "import", str(good), "--as", "100106"])
    assert done.exit_code == 0 and "/people/imports/" in done.stdout
    assert services.actor_of_login("200902").name == "张二"
