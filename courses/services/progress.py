"""How far a person has come, for the person's own pages and for the floors above (who ask for whom they may).

These reads take a person's id and check no actor; no route gives them anyone's id but the reader's own.
"""

from datetime import datetime
from uuid import UUID

from courses import queries
from courses.domain import CourseProgress, ModuleProgress, ModuleSummary, TrainingHours, module_progress


def list_modules() -> list[ModuleSummary]:
    """All modules with their lessons, in order."""
    return queries.list_modules()


def progress_of(person_id: UUID) -> CourseProgress:
    """The person's whole way: modules and lessons with their states, minutes booked, the lesson to go on with."""
    steps = queries.list_steps(person_id)
    modules = tuple(module_progress(module, steps) for module in queries.list_modules())
    return CourseProgress(modules, queries.training_minutes(person_id))


def module_progress_of(person_id: UUID, code: str) -> ModuleProgress:
    """One module of it; raises UnknownModule."""
    return module_progress(queries.get_module(code), queries.list_steps(person_id))


def module_completed(person_id: UUID, code: str) -> datetime | None:
    """When the person finished the module's last lesson; None while one is open. Raises UnknownModule."""
    return module_progress_of(person_id, code).completed_at


def training_minutes(person_id: UUID) -> int:
    """The minutes booked for the person."""
    return queries.training_minutes(person_id)


def list_training_hours(person_id: UUID) -> list[TrainingHours]:
    """The person's ledger, oldest first."""
    return queries.list_training_hours(person_id)
