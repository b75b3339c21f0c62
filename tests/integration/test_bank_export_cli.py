"""`flask bank export`: the file, what is told on stderr, exit codes; and the way back through `flask bank import`."""

from datetime import datetime
from pathlib import Path

from flask import Flask

from question_bank.cli import export_command, import_command
from tests.bank_desk import make_item
from tests.factories import House


def test_there_and_back(app: Flask, house: House, now: datetime, tmp_path: Path) -> None:
    make_item(house, now)
    runner, file = app.test_cli_runner(), tmp_path / "items.zip"
    made = runner.invoke(export_command, ["--format", "qti30", "-o", str(file), "--as", house.writer.login])
    assert made.exit_code == 0 and "导出 1 题" in made.stderr
    back = runner.invoke(import_command, [str(file), "--as", house.writer.login])
    assert back.exit_code == 0 and "已有 1 题" in back.stderr


def test_what_does_not_fit_is_told(app: Flask, house: House, now: datetime, tmp_path: Path) -> None:
    make_item(house, now)
    file = tmp_path / "items.txt"
    arguments = ["--format", "aiken", "-o", str(file), "--as", house.writer.login]
    made = app.test_cli_runner().invoke(export_command, arguments)
    assert made.exit_code == 0 and "放不下" in made.stderr and "ANSWER" in file.read_text()


def test_nothing_to_export_and_nobody_who_may(app: Flask, house: House, now: datetime, tmp_path: Path) -> None:
    make_item(house, now)
    runner, file = app.test_cli_runner(), tmp_path / "items.json"
    arguments = ["--format", "json", "-o", str(file), "--as"]
    assert runner.invoke(export_command, [*arguments, house.ada.login]).exit_code == 2
    assert runner.invoke(export_command, [*arguments, house.writer.login, "--tag", "没有"]).exit_code == 2
    drafts = runner.invoke(export_command, [*arguments, house.writer.login, "--status", "draft"])
    assert drafts.exit_code == 0, drafts.stderr
    assert file.exists()
