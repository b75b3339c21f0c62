"""The tables of people that the bank's reads join, by name: no relationship crosses packages."""

from sqlalchemy import String, Uuid, column, table

ORG_UNIT = table("org_unit", column("id", Uuid()), column("path", String()), column("name", String()))
PERSON = table("person", column("id", Uuid()), column("name", String()), column("login", String()))
