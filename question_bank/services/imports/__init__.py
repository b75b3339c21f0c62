"""Importing papers: upload (`uploads`), correct (`correcting`), see what would come in (`preview`, `problems`), take
it in (`committing`). Reading a paper is the format's business.
"""

from question_bank.services.imports.committing import (
    ImportedPaper,
    PaperEntry,
    PaperSection,
    Submitted,
    commit_import,
    get_paper,
    import_paper,
    item_ids,
    list_papers,
    paper_sections,
    submit_import,
)
from question_bank.services.imports.correcting import (
    correct_item,
    decide_order,
    drop_item,
    move_boundary,
    reset_item,
    restore_item,
    undo_boundary,
)
from question_bank.services.imports.large import (
    LargeSheet,
    cancel_import,
    correct_large_item,
    get_large_item,
    map_large_fields,
    settle_large_item,
    show_large,
)
from question_bank.services.imports.model import ImportItem, Preview, PreviewProblem, PreviewSection
from question_bank.services.imports.preview import make_preview, read
from question_bank.services.imports.receiving import upload_file
from question_bank.services.imports.staging import Teller
from question_bank.services.imports.uploads import (
    AlreadyTakenIn,
    ImportSheet,
    Texts,
    area_code_of,
    check_readable,
    get_upload,
    keep_texts,
    list_imports,
    map_fields,
    read_texts,
    show_import,
    upload_paper,
)
from question_bank.services.imports.working import take_up, work_on

__all__ = [
    "AlreadyTakenIn",
    "ImportItem",
    "ImportSheet",
    "ImportedPaper",
    "LargeSheet",
    "PaperEntry",
    "PaperSection",
    "Preview",
    "PreviewProblem",
    "PreviewSection",
    "Submitted",
    "Teller",
    "Texts",
    "area_code_of",
    "cancel_import",
    "check_readable",
    "commit_import",
    "correct_item",
    "correct_large_item",
    "decide_order",
    "drop_item",
    "get_large_item",
    "get_paper",
    "get_upload",
    "import_paper",
    "item_ids",
    "keep_texts",
    "list_imports",
    "list_papers",
    "make_preview",
    "map_fields",
    "map_large_fields",
    "move_boundary",
    "paper_sections",
    "read",
    "read_texts",
    "reset_item",
    "restore_item",
    "settle_large_item",
    "show_import",
    "show_large",
    "submit_import",
    "take_up",
    "undo_boundary",
    "upload_file",
    "upload_paper",
    "work_on",
]
