"""`flask bank import`: exactly what "The real input" says, on our own paper always, on the seed where it lies."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from question_bank import services
from question_bank.cli import import_command
from question_bank.domain.items import ItemFilter
from tests.factories import House

ROOT = Path(__file__).resolve().parents[2]
PAPER, KEY = ROOT / "tests/data/papers/hotline.txt", ROOT / "tests/data/papers/hotline-key.txt"


def run(app: Flask, *args: str | Path) -> Any:
    return app.test_cli_runner().invoke(import_command, [*map(str, args), "--format", "paper"])


def as_json(app: Flask, *args: str | Path) -> dict[str, Any]:
    result = run(app, *args, "--dry-run", "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def numbers(items: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(item["type"], item["number"]) for item in items]


def texts(paper: dict[str, Any]) -> str:
    return "\n".join(problem["message"] for problem in paper["problems"])


def test_a_dry_run_needs_no_database_and_makes_none(tmp_path: Path) -> None:
    flask = [sys.executable, "-m", "flask", "--app", str(ROOT / "app.py")]
    options = ["--format", "paper", "--answer-key", str(KEY), "--dry-run", "--json"]
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {"INSTANCE_PATH": str(tmp_path)}
    done = subprocess.run(
        [*flask, "bank", "import", str(PAPER), *options], cwd=tmp_path, env=env, capture_output=True, check=True
    )
    assert len(json.loads(done.stdout)["items"]) == 31
    assert done.stderr == b""
    assert not list(tmp_path.rglob("*.sqlite3*"))


def test_our_own_paper_is_read_with_all_its_traps(app: Flask) -> None:
    paper = as_json(app, PAPER, "--answer-key", KEY)
    assert list(paper) == ["format", "declared", "items", "problems"] and paper["format"] == "paper"
    assert paper["declared"]["total"] == 100 and paper["declared"]["minutes"] == 60
    assert [section["items"] for section in paper["declared"]["sections"]] == [10, 5, 12, 4, 1]
    items = paper["items"]
    assert all(
        list(item)
        == ["type", "section", "number", "stem", "options", "answer_key", "points", "explanation", "problems"]
        for item in items
    )
    kinds = [item["type"] for item in items]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "single_choice": 10,
        "multiple_choice": 5,
        "fill_blank": 12,
        "short_answer": 4,
    }
    assert sum(item["stem"].count("____") for item in items if item["type"] == "fill_blank") == 19
    assert [o["id"] for o in items[7]["options"]] == ["A", "B", "C"]
    without = [i for i in items if i["answer_key"] is None and i["type"] != "short_answer"]
    assert numbers(without) == [("single_choice", "10"), ("fill_blank", "7")]
    assert all(item["problems"] for item in without)
    assert [item["points"] for item in items if item["type"] == "short_answer"] == [6, 6, 6, 7]
    assert [bool("作图" in "".join(i["problems"])) for i in items[-4:]] == [True, False, False, True]
    assert "标明 20 空，找到 19 空" in texts(paper) and "“简单题”读作“简答题”" in texts(paper)
    assert "五、论述题：标明 1 题、共 15 分，没有找到题目" in texts(paper)
    assert {problem["severity"] for problem in paper["problems"]} == {"warning"}


def test_the_seed_paper_is_read_exactly(app: Flask, shared: Path) -> None:
    paper = as_json(app, shared / "seeds/exam-paper.txt", "--answer-key", shared / "seeds/exam-paper-key.txt")
    items = paper["items"]
    kinds = [item["type"] for item in items]
    assert [kinds.count(kind) for kind in ("single_choice", "multiple_choice", "fill_blank", "short_answer")] == [
        20,
        10,
        14,
        4,
    ]
    assert len(items) == 48 and "essay" not in kinds
    by_name = {(item["type"], item["number"]): item for item in items}
    assert len(by_name["single_choice", "10"]["options"]) == 3
    assert sum(i["stem"].count("____") for i in items if i["type"] == "fill_blank") == 19
    assert by_name["fill_blank", "8"]["points"] == 3
    assert by_name["fill_blank", "8"]["answer_key"] == [["门禁"], ["考勤"], ["消费"]]
    assert [by_name["short_answer", n]["points"] for n in "1234"] == [6, 6, 6, 7]
    without = [i for i in items if i["answer_key"] is None and i["type"] != "short_answer"]
    assert numbers(without) == [("single_choice", "20"), ("fill_blank", "6"), ("fill_blank", "7")]
    assert all(item["problems"] for item in without)
    assert sum(item["points"] for item in items if item not in without) == 81
    assert "标明 20 空，找到 19 空" in texts(paper) and "“简单题”读作“简答题”" in texts(paper)
    assert "标明 1 题、共 15 分，没有找到题目" in texts(paper)
    assert not {p["severity"] for p in paper["problems"]} - {"warning"}


def test_without_json_a_report_for_people_comes(app: Flask) -> None:
    result = run(app, PAPER, "--dry-run")
    assert result.exit_code == 0
    assert "一、单选题" in result.stdout and "没有答案" in result.stdout and "第 68 行" in result.stdout


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("一、单选题\n1、能读吗（）A、能 B、不能\n".encode("big5", "replace"), "认不出文件的编码"),
        (b"", "文件是空的"),
        (b"PK\x03\x04" + b"\0" * 40, "Word"),
        ("只是一段说明文字。\n没有题目。\n".encode(), "没有找到题目"),
    ],
)
def test_what_is_no_paper_is_refused_with_file_and_reason(
    app: Flask, tmp_path: Path, content: bytes, told: str
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(content)
    result = run(app, bad, "--dry-run", "--json")
    assert result.exit_code == 2
    answer = json.loads(result.stdout)
    assert answer["items"] == [] and answer["declared"] == {"total": None, "minutes": None, "sections": []}
    assert [problem["severity"] for problem in answer["problems"]] == ["error"]
    assert told in answer["problems"][0]["message"]
    assert "bad.txt" in result.stderr and told in result.stderr


def test_a_missing_file_is_named(app: Flask, tmp_path: Path) -> None:
    result = run(app, tmp_path / "nowhere.txt", "--dry-run")
    assert result.exit_code == 2 and result.stdout == "" and "nowhere.txt" in result.stderr


def test_a_key_that_cannot_be_read_is_named(app: Flask, tmp_path: Path) -> None:
    key = tmp_path / "key.docx"
    key.write_bytes(b"PK\x03\x04" + b"\0" * 40)
    result = run(app, PAPER, "--answer-key", key, "--dry-run")
    assert result.exit_code == 2 and "key.docx" in result.stderr


def test_a_paper_with_errors_is_shown_and_not_taken_in(app: Flask, house: House, tmp_path: Path) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_text("一、单选题(共1题,每题1分,共1分)\n1、只有一个选项的题目是()A、唯一的选项\n")
    result = run(app, broken, "--json", "--as", house.writer.login)
    assert result.exit_code == 2 and json.loads(result.stdout)["items"]
    assert services.find_items(house.writer, ItemFilter(), limit=50).total == 0


def test_a_real_import_writes_drafts_of_the_persons_unit_and_twice_is_the_same_as_once(
    app: Flask, house: House
) -> None:
    for told in ("新写入 31 题", "已有 31 题"):
        result = run(app, PAPER, "--answer-key", KEY, "--as", house.writer.login, "--json")
        assert result.exit_code == 0, result.stderr
        assert told in result.stderr and len(json.loads(result.stdout)["items"]) == 31
    found = services.find_items(house.writer, ItemFilter(), limit=50)
    assert found.total == 31 and found.by_status == {"draft": 31}
    assert {line.version.area_code for line in found.lines} == {"GENERAL"}
    assert services.find_items(house.cleo_staff, ItemFilter(), limit=50).total == 0
    assert len(services.list_imports(house.writer)) == 1


def test_the_key_may_come_later(app: Flask, house: House) -> None:
    assert run(app, PAPER, "--as", house.writer.login).exit_code == 0
    result = run(app, PAPER, "--answer-key", KEY, "--as", house.writer.login)
    assert "更新 25 题，已有 6 题" in result.stderr
    assert services.find_items(house.writer, ItemFilter(), limit=50).total == 31


def test_an_area_is_named_by_code_or_name_and_an_unknown_one_lists_what_there_is(
    app: Flask, house: House, now: datetime
) -> None:
    services.save_area(house.ben, "M3", "投诉处理", "Complaints", now=now)
    refused = run(app, PAPER, "--area", "M9", "--as", house.writer.login)
    assert refused.exit_code == 2 and "M3 投诉处理" in refused.stderr and "GENERAL 综合" in refused.stderr
    assert run(app, PAPER, "--area", "投诉处理", "--as", house.writer.login).exit_code == 0
    assert services.find_items(house.writer, ItemFilter(area="M3"), limit=50).total == 31


def test_who_imports_must_be_known_and_may_write(app: Flask, house: House) -> None:
    assert run(app, PAPER).exit_code == 2
    unknown = run(app, PAPER, "--as", "999999")
    assert unknown.exit_code == 2 and "没有找到这个人" in unknown.stderr
    refused = run(app, PAPER, "--as", house.reviewer.login)
    assert refused.exit_code == 2 and "权限" in refused.stderr
    assert services.find_items(house.writer, ItemFilter(), limit=50).total == 0


def test_ten_thousand_lines_would_be_too_long_a_report(app: Flask, house: House, tmp_path: Path) -> None:
    many = {
        f"question {n}": {"question": f"第 {n} 步？", "option 1": "甲", "option 2": "乙", "answer": "option 1: 甲"}
        for n in range(520)
    }
    file = tmp_path / "many.txt"
    file.write_text(json.dumps(many, ensure_ascii=False))
    for told in ("新写入 520 题", "已有 520 题"):
        done = app.test_cli_runner().invoke(import_command, [str(file), "--as", house.writer.login])
        assert done.exit_code == 0 and told in done.stderr, done.stderr
        assert len(done.stdout.splitlines()) < 20
    many["question 3"]["answer"] = "option 2: 乙"
    file.write_text(json.dumps(many, ensure_ascii=False))
    changed = app.test_cli_runner().invoke(import_command, [str(file), "--as", house.writer.login])
    assert "更新 1 题，已有 519 题" in changed.stderr
    assert services.find_items(house.writer, ItemFilter(), limit=1).total == 520


def test_a_run_that_is_broken_off_leaves_nothing(
    app: Flask, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_given: object) -> None:
        raise KeyboardInterrupt

    file = tmp_path / "some.json"
    file.write_text(json.dumps([{"题目": f"第 {n} 题？", "选项": ["甲", "乙"], "答案": "A"} for n in range(30)]))
    monkeypatch.setattr("question_bank.services.imports.staging._reveal", break_off)
    broken = app.test_cli_runner().invoke(import_command, [str(file), "--as", house.writer.login])
    assert broken.exit_code == 1
    assert services.find_items(house.writer, ItemFilter(), limit=1).total == 0
    assert services.list_imports(house.writer) == []
    monkeypatch.undo()
    assert app.test_cli_runner().invoke(import_command, [str(file), "--as", house.writer.login]).exit_code == 0
    assert services.find_items(house.writer, ItemFilter(), limit=1).total == 30


def test_a_tolerant_run_takes_the_sound_items_and_lists_the_others_by_line(
    app: Flask, house: House, tmp_path: Path
) -> None:
    file = tmp_path / "mixed.csv"
    file.write_text(
        "题型,题干,选项A,选项B,答案\n单选,第一题？,甲,乙,A\n单选,只有一个选项？,甲,,A\n单选,第三题？,甲,乙,B\n"
    )
    strict = app.test_cli_runner().invoke(import_command, [str(file), "--as", house.writer.login])
    assert strict.exit_code == 2 and services.find_items(house.writer, ItemFilter(), limit=1).total == 0
    done = app.test_cli_runner().invoke(import_command, [str(file), "--as", house.writer.login, "--tolerant"])
    assert done.exit_code == 0, done.stderr
    assert "mixed.csv" in done.stderr and ":3" in done.stderr and "有错误的 1 题没有导入" in done.stderr
    assert services.find_items(house.writer, ItemFilter(), limit=1).total == 2


def test_columns_are_mapped_by_hand(app: Flask, house: House, tmp_path: Path) -> None:
    file = tmp_path / "foreign.csv"
    file.write_text("题目,Eins,Zwei,Loesung,题型\n先做什么？,问好,挂断,A,单选\n")
    fields = ("Eins=option:A", "Zwei=option:B", "Loesung=answer")
    options = [part for field in fields for part in ("--map", field)]
    done = app.test_cli_runner().invoke(import_command, [str(file), "--as", house.writer.login, *options])
    assert done.exit_code == 0, done.stderr
    line = services.find_items(house.writer, ItemFilter(), limit=1).lines[0]
    assert line.version.content["answer_key"] == ["A"]
    unknown = app.test_cli_runner().invoke(import_command, [str(file), "--dry-run", "--map", "Drei=answer"])
    assert unknown.exit_code == 2 and "文件里没有这一栏" in unknown.stderr and "Loesung" in unknown.stderr
    assert (
        app.test_cli_runner().invoke(import_command, [str(file), "--dry-run", "--map", "Eins=nonsense"]).exit_code == 2
    )
