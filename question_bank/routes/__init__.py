"""Pages of the question bank: the desk, items, comments, reviews, imported papers.

/bank: GET desk. /bank/expiring: GET. /bank/items: GET list · GET, POST new · GET <id>, <id>/versions/<n> ·
GET, POST <id>/edit · POST <id>/submit, <id>/suspend, <id>/reinstate, <id>/retire, <id>/dates · POST <id>/comments,
<id>/comments/<thread>/reply, …/settle, …/reopen. /bank/reviews: GET list · GET, POST <id> · POST <id>/answer.
/bank/filters: POST · POST <id>/rename, <id>/delete.
/bank/imports: GET, POST list · GET <id>, <id>/problems, <id>/pictures/<sha256> · POST <id>/items/<ref>, <id>/lines,
<id>/commit, <id>/submit.
/bank/media/<sha256>: GET. /bank/bulk: GET, POST list · GET <id> · POST <id>/plan, <id>/confirm, <id>/undo.
/bank/imports/<id>/strips/<n>: GET, POST. Large files: GET <id>/progress, <id>/state, <id>/items, <id>/items/<ref> ·
POST <id>/large/<ref>, <id>/fields, <id>/queue, <id>/cancel.
"""

from foundation.errors import N_
from foundation.web.nav import NavItem
from people.domain import Permission
from question_bank.domain.words import AUDIT_WORDS
from question_bank.routes import (
    bulk,
    bulk_strips,
    comments,
    desk,
    exports,
    filters,
    health,
    import_lines,
    import_pictures,
    imports,
    intake,
    items,
    media,
    pairs,
    reviews,
)
from question_bank.routes.blueprint import bp
from question_bank.web import names_for_templates

__all__ = [
    "AUDIT_WORDS",
    "NAV",
    "bp",
    "bulk",
    "bulk_strips",
    "comments",
    "desk",
    "exports",
    "filters",
    "health",
    "import_lines",
    "import_pictures",
    "imports",
    "intake",
    "items",
    "media",
    "pairs",
    "reviews",
]

GROUP = N_("题库")
NAV = (
    NavItem("desk", N_("命题台"), "bank.desk", "home", 9, (Permission.VIEW_BANK,), GROUP),
    NavItem("desk", N_("题目"), "bank.list_items", "list", 10, (Permission.VIEW_BANK,), GROUP),
    NavItem("desk", N_("待审核"), "bank.list_reviews", "eye", 11, (Permission.REVIEW_ITEMS,), GROUP),
    NavItem("desk", N_("导入试卷"), "bank.list_imports", "up", 12, (Permission.WRITE_ITEMS,), GROUP),
    NavItem("desk", N_("题库体检"), "bank.health", "check", 14, (Permission.VIEW_BANK,), GROUP),
)
bp.context_processor(names_for_templates)
