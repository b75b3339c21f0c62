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
from question_bank.services.imports.model import ImportItem, Preview, PreviewProblem, PreviewSection
from question_bank.services.imports.preview import make_preview
from question_bank.services.imports.uploads import (
    AlreadyTakenIn,
    ImportSheet,
    Texts,
    area_code_of,
    check_readable,
    list_imports,
    map_fields,
    read_texts,
    show_import,
    upload_paper,
)

__all__ = [
    "AlreadyTakenIn",
    "ImportItem",
    "ImportSheet",
    "ImportedPaper",
    "PaperEntry",
    "PaperSection",
    "Preview",
    "PreviewProblem",
    "PreviewSection",
    "Submitted",
    "Texts",
    "area_code_of",
    "check_readable",
    "commit_import",
    "correct_item",
    "decide_order",
    "drop_item",
    "get_paper",
    "import_paper",
    "item_ids",
    "list_imports",
    "list_papers",
    "make_preview",
    "map_fields",
    "move_boundary",
    "paper_sections",
    "read_texts",
    "reset_item",
    "restore_item",
    "show_import",
    "submit_import",
    "undo_boundary",
    "upload_paper",
]
