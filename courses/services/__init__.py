"""The front door of courses: one function per use case, gathered from the rooms behind."""

from courses.services.checks import open_check, submit_check
from courses.services.content import LoadResult, ModuleContent, compare_content, load_content
from courses.services.lessons import LessonPage, get_lesson, keep_place, mark_read
from courses.services.progress import (
    list_modules,
    list_training_hours,
    module_completed,
    module_progress_of,
    progress_of,
    training_minutes,
)
from courses.services.results import CheckResult, get_result

__all__ = [
    "CheckResult",
    "LessonPage",
    "LoadResult",
    "ModuleContent",
    "compare_content",
    "get_lesson",
    "get_result",
    "keep_place",
    "list_modules",
    "list_training_hours",
    "load_content",
    "mark_read",
    "module_completed",
    "module_progress_of",
    "open_check",
    "progress_of",
    "submit_check",
    "training_minutes",
]
