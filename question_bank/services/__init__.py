"""The front door of the question bank: one function per use case, gathered from the rooms behind."""

from question_bank.services.items import create_item, edit_item, import_items, save_area
from question_bank.services.reading import list_areas, list_drawable, load_versions, note_usage
from question_bank.services.reviews import approve_item, retire_item, return_item, submit_for_review

__all__ = [
    "approve_item",
    "create_item",
    "edit_item",
    "import_items",
    "list_areas",
    "list_drawable",
    "load_versions",
    "note_usage",
    "retire_item",
    "return_item",
    "save_area",
    "submit_for_review",
]
