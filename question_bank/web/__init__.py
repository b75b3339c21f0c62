"""How the bank's pages see things; nothing here decides or writes. Templates get these names through the blueprint's
context.
"""

from typing import Any

from foundation import clock
from foundation.calendar import local_day
from people.web import actor
from question_bank import item_types, services
from question_bank.domain import COGNITIVE_LEVEL_LABELS, DIFFICULTY_LABELS, POOL_LABELS, STATUS_LABELS, ItemStatus
from question_bank.domain.hits import hits
from question_bank.domain.intake import STANDING_LABELS
from question_bank.domain.items import USAGE_LABELS
from question_bank.domain.lints import lints
from question_bank.domain.media import lacks_transcript
from question_bank.formats.paper.boundaries import SECTION_TYPES
from question_bank.forms import measures
from question_bank.services.bulk_keys import TARGETS
from question_bank.services.imports import item_ids
from question_bank.web.areas import area_choices, area_name, type_label
from question_bank.web.intake import item_label, problem_line, problem_text
from question_bank.web.items import (
    candidate_view,
    changes,
    described_key,
    described_response,
    is_right,
    proposals,
    rule_text,
)
from question_bank.web.searching import (
    FILTER_NAMES,
    PAGE_SIZES,
    Page,
    active_filters,
    item_filter,
    kept_filter,
    search_url,
    writers,
)

__all__ = [
    "FILTER_NAMES",
    "Page",
    "active_filters",
    "area_choices",
    "area_name",
    "changes",
    "described_key",
    "item_filter",
    "kept_filter",
    "names_for_templates",
    "problem_line",
    "search_url",
    "type_label",
]

STATUS_TAGS = {  # tone and shape of the tag
    ItemStatus.DRAFT: ("neutral", "ring"),
    ItemStatus.IN_REVIEW: ("info", "half"),
    ItemStatus.APPROVED: ("success", ""),
    ItemStatus.SUSPENDED: ("warning", "tri"),
    ItemStatus.RETIRED: ("neutral", "none"),
}


def names_for_templates() -> dict[str, Any]:
    """What the bank's templates may use."""
    return {
        **measures.names_for_templates(),
        "all_item_types": item_types.ALL,
        "boundary_types": SECTION_TYPES,
        "type_label": type_label,
        "rule_text": rule_text,
        "area_name": area_name,
        "area_choices": area_choices,
        "described_key": described_key,
        "described_response": described_response,
        "candidate_view": candidate_view,
        "is_right": is_right,
        "item_label": item_label,
        "key_strip_types": frozenset(TARGETS),
        "n_items": lambda row: (row.outcome or {}).get("items") or len(item_ids(row)),
        "problem_text": problem_text,
        "standing_labels": STANDING_LABELS,
        "proposals": proposals,
        "lacks_transcript": lacks_transcript,
        "ids_on_forms": services.on_forms,
        "today": lambda: local_day(clock.now()),
        "lints": lints,
        "hits": hits,
        "kept_filter": kept_filter,
        "saved_filters": lambda: services.list_filters(actor()),
        "search_url": search_url,
        "item_measures": lambda rows: services.list_measures(actor(), rows),
        "usage_labels": USAGE_LABELS,
        "writers": writers,
        "status_labels": STATUS_LABELS,
        "status_tags": STATUS_TAGS,
        "pool_labels": POOL_LABELS,
        "difficulty_labels": DIFFICULTY_LABELS,
        "level_labels": COGNITIVE_LEVEL_LABELS,
        "page_sizes": PAGE_SIZES,
    }
