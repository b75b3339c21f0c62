"""The front door of the question bank: one function per use case, gathered from the rooms behind."""

from question_bank.services.browsing import (
    count_own_waiting,
    find_items,
    has_written,
    list_areas_for_choice,
    list_tags,
    list_waiting,
    open_for_edit,
    show_item,
    show_review,
)
from question_bank.services.items import create_item, edit_item, edition_of, save_area
from question_bank.services.reading import list_areas, list_drawable, load_versions, note_usage
from question_bank.services.reviews import answer_blind, approve_item, retire_item, return_item, submit_for_review
from question_bank.services.taking_in import import_items

__all__ = [
    "answer_blind",
    "approve_item",
    "count_own_waiting",
    "create_item",
    "edit_item",
    "edition_of",
    "find_items",
    "has_written",
    "import_items",
    "list_areas",
    "list_areas_for_choice",
    "list_drawable",
    "list_tags",
    "list_waiting",
    "load_versions",
    "note_usage",
    "open_for_edit",
    "retire_item",
    "return_item",
    "save_area",
    "show_item",
    "show_review",
    "submit_for_review",
]
