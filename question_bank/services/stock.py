"""What is on its way into the bank, for those who plan exams: items in review that no form can draw yet."""

from question_bank.domain import Difficulty, Pool
from question_bank.domain.items import ItemSummary
from question_bank.queries.stock import list_under_review as read_under_review


def list_under_review(unit_path: str, *, pool: str = Pool.EXAM) -> list[ItemSummary]:
    """As assembly would see them once they are approved; blanks and stems are not looked into."""
    return [
        ItemSummary(
            item_id=row.item_id,
            version_id=row.id,
            external_id=None,
            item_type=row.item_type,
            area_code=row.area_code,
            difficulty=Difficulty(row.difficulty),
            critical=row.critical,
            n_blanks=0,
            tags=tuple(row.tags),
            stem="",
            valid_until=row.valid_until,
        )
        for row in read_under_review(unit_path, pool)
    ]
