"""What tests of courses share: a course cut to a few lessons, a bank filled by two people, answers by item type."""

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import yaml

from courses import services
from courses.domain import Lesson
from courses.formats.lessons import CONTENT, MODULES, read_course
from courses.services.asking import Check
from tests.factories import House


def cut(folder: Path, *codes: str) -> Path:
    """A copy of the course with these lessons only (L3.1, …) and their modules."""
    files = {code: CONTENT / code.split(".")[0].replace("L", "m").lower() for code in codes}
    modules = yaml.safe_load((CONTENT / MODULES).read_text(encoding="utf-8"))
    wanted = {f"M{code[1]}" if code.startswith("L") else code.split(".")[0] for code in codes}
    kept = [module for module in modules if module["code"] in wanted]
    folder.mkdir(exist_ok=True)
    (folder / MODULES).write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    for code, source in files.items():
        (folder / source.name).mkdir(exist_ok=True)
        name = code.lower().replace(".", "-") + ".yaml"
        shutil.copy(source / name, folder / source.name / name)
    return folder


def load(house: House, folder: Path, now: datetime, *, unit: str = "north") -> services.LoadResult:
    """Load the course into a unit, written and approved by the house's two people."""
    return services.load_content(house.writer, house.units[unit], reviewer=house.reviewer, folder=folder, now=now)


def lessons(folder: Path) -> dict[str, Lesson]:
    """The lessons of a folder by code."""
    return {lesson.id: lesson for lesson in read_course(folder).lessons}


def answers(lesson: Lesson, check: Check, *, wrong: Iterable[int] = ()) -> dict[int, list[str]]:
    """The page's fields by position: right answers, but wrong ones at the given positions."""
    return {
        asked.position: _values(item.type, item.answer_key, [o.id for o in item.options], asked.position in set(wrong))
        for asked, item in zip(check.items, lesson.check, strict=True)
    }


def _values(item_type: str, answer_key: object, options: list[str], wrong: bool) -> list[str]:
    if isinstance(answer_key, bool):
        return [str(answer_key is not wrong).lower()]
    assert isinstance(answer_key, list)
    if item_type == "fill_blank":
        return ["这不是答案" if wrong else variants[0] for variants in answer_key]
    return [name for name in options if name not in answer_key][:1] if wrong else list(answer_key)


def form(lesson: Lesson, check: Check, *, wrong: Iterable[int] = ()) -> dict[str, object]:
    """The same as what a browser sends."""
    fields: dict[str, object] = {f"q{n}": values for n, values in answers(lesson, check, wrong=wrong).items()}
    return {"number": check.number, "fingerprint": check.fingerprint, **fields}
