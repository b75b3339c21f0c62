"""What other packages may know of persons."""

from uuid import UUID

from people import queries
from people.domain import Holder, Role
from people.models import Person


def holder_of(person: Person, unit_names: str) -> Holder:
    """The person as other packages see them."""
    return Holder(
        person_id=person.id,
        login=person.login,
        name=person.name,
        phone=person.phone,
        unit_id=person.unit_id,
        unit_path=person.unit.path,
        unit_names=unit_names,
        job_role=person.job_role.code if person.job_role else None,
        active=person.left_on is None,
    )


def get_holder(person_id: UUID) -> Holder:
    """What other packages may know of a person; the caller has checked that the actor may. Raises UnknownPerson."""
    row = queries.get_holder(person_id)
    return Holder(
        person_id=row.person_id,
        login=row.login,
        name=row.name,
        phone=row.phone,
        unit_id=row.unit_id,
        unit_path=row.unit_path,
        unit_names=queries.unit_names(row.unit_path),
        job_role=row.job_role,
        active=row.left_on is None,
    )


def list_holders(
    scopes: tuple[str, ...], *, role: Role | None = None, words: str = "", unit_path: str | None = None
) -> list[Holder]:
    """Active persons under the given unit paths, by 工号, for rosters and tables."""
    persons = queries.list_persons(
        scopes, role=role.value if role else None, words=words, unit_path=unit_path, limit=100_000
    )
    names = queries.unit_names_by_path({person.unit.path for person in persons})
    return [holder_of(person, " / ".join(names[person.unit.path])) for person in persons]
