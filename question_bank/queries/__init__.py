"""The named reads of the bank, gathered from the rooms behind; all lists are within unit paths."""

from question_bank.queries.imports import (
    find_committed_import,
    find_open_import,
    get_committed_import,
    get_import,
    list_committed_imports,
    list_imports,
)
from question_bank.queries.items import (
    UnknownItem,
    count_usage,
    find_by_external_id,
    get_latest,
    get_version,
    list_approved,
    list_areas,
    list_by_ids,
    list_drawable,
    list_latest,
    list_versions,
    person_names,
)
from question_bank.queries.lists import count_by_status, list_items, list_tags, list_waiting
from question_bank.queries.neighbours import ORG_UNIT, PERSON
from question_bank.queries.reviews import (
    APPROVED,
    REINSTATED,
    RETURNED,
    SUSPENDED,
    find_blind_answer,
    list_decisions,
    round_of,
)

__all__ = [
    "APPROVED",
    "ORG_UNIT",
    "PERSON",
    "REINSTATED",
    "RETURNED",
    "SUSPENDED",
    "UnknownItem",
    "count_by_status",
    "count_usage",
    "find_blind_answer",
    "find_by_external_id",
    "find_committed_import",
    "find_open_import",
    "get_committed_import",
    "get_import",
    "get_latest",
    "get_version",
    "list_approved",
    "list_areas",
    "list_by_ids",
    "list_committed_imports",
    "list_decisions",
    "list_drawable",
    "list_imports",
    "list_items",
    "list_latest",
    "list_tags",
    "list_versions",
    "list_waiting",
    "person_names",
    "round_of",
]
