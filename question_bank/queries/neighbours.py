"""The tables of people that the bank's reads join, by name: no relationship crosses packages."""

from sqlalchemy import Date, DateTime, String, Uuid, column, table

ORG_UNIT = table("org_unit", column("id", Uuid()), column("path", String()), column("name", String()))
PERSON = table(
    "person", column("id", Uuid()), column("name", String()), column("login", String()), column("left_on", Date())
)
ROLE_ASSIGNMENT = table(
    "role_assignment",
    column("person_id", Uuid()),
    column("role", String()),
    column("unit_id", Uuid()),
    column("ended_at", DateTime()),
)
