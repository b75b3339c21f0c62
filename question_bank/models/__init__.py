"""Tables of the question bank, gathered from the rooms behind."""

from question_bank.models.bulk import BulkEdit, BulkEditItem
from question_bank.models.imports import PaperImport, PaperImportItem, PaperImportPart
from question_bank.models.items import ContentAreaRow, Item, ItemUsage, ItemVersionRow
from question_bank.models.likeness import ItemBond, ItemLikeness, ItemProfile, ItemSketch
from question_bank.models.media import MediaHolding, MediaRow
from question_bank.models.reviews import AnswerProposalRow, ItemComment, Review
from question_bank.models.search import ItemMark, SavedFilter, SearchEntry
from question_bank.models.statistics import ItemStatistics

__all__ = [
    "AnswerProposalRow",
    "BulkEdit",
    "BulkEditItem",
    "ContentAreaRow",
    "Item",
    "ItemBond",
    "ItemComment",
    "ItemLikeness",
    "ItemMark",
    "ItemProfile",
    "ItemSketch",
    "ItemStatistics",
    "ItemUsage",
    "ItemVersionRow",
    "MediaHolding",
    "MediaRow",
    "PaperImport",
    "PaperImportItem",
    "PaperImportPart",
    "Review",
    "SavedFilter",
    "SearchEntry",
]
