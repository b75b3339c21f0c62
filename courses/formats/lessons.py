"""Reads a folder of lessons: `modules.yaml` and one YAML file a lesson, `<module>/<lesson>.yaml`.

A lesson kept in the database is read back by the same rules (`lesson_of`), so that what was stored is what was checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from courses.domain import CourseModule, Lesson, problems_of
from foundation.errors import N_, Invalid, Problem

CONTENT = Path(__file__).resolve().parent.parent / "content"
MODULES = "modules.yaml"

NOT_READABLE = N_("%(file)s：无法读取")
WRONG_SHAPE = N_("%(file)s：内容不符合课文的格式")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Course:
    """Modules in order, and lessons in the order of the course."""

    modules: tuple[CourseModule, ...]
    lessons: tuple[Lesson, ...]


def read_course(folder: Path = CONTENT) -> Course:
    """The course in a folder; raises Invalid with the problems of all files."""
    problems: list[Problem] = []
    modules = _read(folder / MODULES, tuple[CourseModule, ...], problems, folder) or ()
    found = [_read(path, Lesson, problems, folder) for path in sorted(folder.glob("*/*.yaml"))]
    if problems:
        raise Invalid(*problems)
    place = {module.code: module.order for module in modules}
    lessons = sorted((x for x in found if x is not None), key=lambda x: (place.get(x.module, -1), x.order))
    problems = problems_of(modules, lessons)
    if problems:
        raise Invalid(*problems)
    return Course(tuple(sorted(modules, key=lambda module: module.order)), tuple(lessons))


def _read(path: Path, shape: type[T], problems: list[Problem], folder: Path) -> T | None:
    name = str(path.relative_to(folder))
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return msgspec.convert(data, shape)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        problems.append(Problem(NOT_READABLE, {"file": name}, found=str(error)[:200]))
    except msgspec.ValidationError as error:
        problems.append(Problem(WRONG_SHAPE, {"file": name}, found=str(error)))
    return None


def content_of(lesson: Lesson) -> dict[str, Any]:
    """The lesson as plain JSON values, the form in which it is stored and hashed."""
    plain: dict[str, Any] = msgspec.to_builtins(lesson)
    return plain


def lesson_of(content: Mapping[str, Any]) -> Lesson:
    """The lesson that `content_of` wrote."""
    return msgspec.convert(content, Lesson)
