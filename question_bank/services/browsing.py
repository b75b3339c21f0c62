"""What the bank's own pages show: lists, one item with its history, what waits for a reviewer. Changes nothing."""

from dataclasses import dataclass
from uuid import UUID

from foundation.errors import Problem
from people.domain import Actor, Permission
from question_bank import item_types, queries
from question_bank.domain import ItemStatus, problems_before_review
from question_bank.domain.items import GENERAL, ContentArea, ItemFilter
from question_bank.models import ItemVersionRow, Review
from question_bank.services.access import SEEING, reach_latest, require_sight
from question_bank.services.items import edition_of
from question_bank.services.reviews import NotUnderReview, require_other_hand

EDITABLE = (ItemStatus.DRAFT, ItemStatus.APPROVED, ItemStatus.SUSPENDED, ItemStatus.RETIRED)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One row of a list: the latest version, who saved it, and which version is in use."""

    version: ItemVersionRow
    author: str
    approved_number: int | None = None


@dataclass(frozen=True, slots=True)
class FoundItems:
    """A page of a search; `by_status` counts all that fit but for the status, `total` what the filter asks for. Where
    there are `more`, by status or altogether, these are the least that there are. `reach`: so many can be turned over.
    """

    lines: tuple[ItemLine, ...]
    total: int
    by_status: dict[str, int]
    more_by_status: bool = False
    more: bool = False
    reach: int = queries.MOST_COUNTED


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """One version with the item's history, and what the actor may do next."""

    version: ItemVersionRow
    previous: ItemVersionRow | None
    versions: tuple[ItemVersionRow, ...]
    names: dict[UUID, str]
    decisions: tuple[tuple[Review, int, str], ...]
    n_forms: int
    missing: tuple[Problem, ...]
    may_write: bool
    may_review: bool
    hides_key: bool

    @property
    def is_latest(self) -> bool:
        """Whether this is the version that work goes on with."""
        return self.version.latest

    @property
    def in_use(self) -> ItemVersionRow | None:
        """The approved version, which forms may draw."""
        return next((row for row in self.versions if row.status == ItemStatus.APPROVED), None)

    @property
    def suspended(self) -> ItemVersionRow | None:
        """The version that waits for somebody to find it sound, or not."""
        return next((row for row in self.versions if row.status == ItemStatus.SUSPENDED), None)

    @property
    def why_suspended(self) -> tuple[Review, int, str] | None:
        """The last suspension: its row, the version's number, and who suspended."""
        return next((each for each in self.decisions if each[0].decision == queries.SUSPENDED), None)

    @property
    def may_edit(self) -> bool:
        """Drafts are rewritten; an approved or retired version gets a new one beside it."""
        return self.may_write and self.is_latest and self.version.status in EDITABLE

    @property
    def may_submit(self) -> bool:
        """A complete draft may go to review."""
        return self.may_write and self.is_latest and self.version.status == ItemStatus.DRAFT

    @property
    def may_retire(self) -> bool:
        """Only what is in use, or was until it was suspended, can be retired."""
        return (self.in_use or self.suspended) is not None and (self.may_write or self.may_review)

    @property
    def was_returned(self) -> bool:
        """A draft that came back from a review with comments."""
        return self.version.status == ItemStatus.DRAFT and any(
            number == self.version.number for _review, number, _name in self.decisions
        )


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A version under review as its reviewer sees it; `answered` is their blind answer once given, `in_use` the version
    that it would replace.
    """

    version: ItemVersionRow
    in_use: ItemVersionRow | None
    author: str
    answered: Review | None
    decisions: tuple[tuple[Review, int, str], ...]


def find_items(actor: Actor, wanted: ItemFilter, *, limit: int, offset: int = 0) -> FoundItems:
    """A page of the items within the actor's units that fit, last saved first. Nobody turns more than
    `queries.MOST_COUNTED` of them over: whoever wants the rest asks more closely.
    """
    units = queries.owners(seeing_scopes(actor))
    counts = queries.count_by_status(units, wanted)
    total, more = sum(counts.by_status.values()) - counts.more, counts.more
    if wanted.status:
        total, more = counts.by_status.get(wanted.status, 0), False
        if counts.more:  # the newest of all were counted; of this status there may be others
            total, more = queries.count_matching(units, wanted)
    limit = max(0, min(limit, queries.MOST_COUNTED - offset))
    few = not counts.more and wanted != ItemFilter()
    rows = queries.list_items(units, wanted, limit=limit, offset=offset, few=few) if limit else []
    lines = tuple(ItemLine(*row) for row in rows)
    return FoundItems(lines, total, counts.by_status, counts.more, more, queries.MOST_COUNTED)


def seeing_scopes(actor: Actor) -> tuple[str, ...]:
    """The units whose bank the actor has any part in."""
    return tuple(sorted({path for permission in SEEING for path in actor.scopes(permission)}))


def list_tags(actor: Actor) -> list[str]:
    """The tags that items of the actor's units carry or carried."""
    return queries.list_marks(seeing_scopes(actor), "tag")


def list_writers(actor: Actor) -> list[tuple[UUID, str]]:
    """Who had a hand in items of the actor's units, by name."""
    ids = [UUID(value) for value in queries.list_marks(seeing_scopes(actor), "writer")]
    return sorted(queries.person_names(ids).items(), key=lambda pair: pair[1])


def show_item(actor: Actor, item_id: UUID, number: int | None = None) -> ItemSheet:
    """The item at its latest version, or at another one. Raises UnknownItem."""
    latest, path = queries.get_latest(item_id)
    require_sight(actor, path)
    versions = queries.list_versions(item_id)
    version = latest if number is None else next((row for row in versions if row.number == number), None)
    if version is None:
        raise queries.UnknownItem()
    may_review = actor.may(Permission.REVIEW_ITEMS, path)
    return ItemSheet(
        version=version,
        previous=next((row for row in versions if row.number == version.number - 1), None),
        versions=tuple(versions),
        names=queries.person_names({one for row in versions for one in (row.author_id, row.reviewer_id) if one}),
        decisions=tuple(queries.list_decisions(item_id)),
        n_forms=queries.count_usage(item_id),
        missing=problems_before_review(item_types.get(version.item_type), version.content),
        may_write=actor.may(Permission.WRITE_ITEMS, path),
        may_review=may_review,
        hides_key=may_review and must_answer_first(actor, version),
    )


def must_answer_first(actor: Actor, version: ItemVersionRow) -> bool:
    """Whoever may come to review it doesn't see the key before they answered it themselves."""
    if version.status != ItemStatus.IN_REVIEW or actor.person_id is None or has_written(actor, version):
        return False
    return queries.find_blind_answer(version, actor.person_id) is None


def has_written(actor: Actor, version: ItemVersionRow) -> bool:
    """Whether the actor had a hand in the version."""
    return str(actor.person_id) in version.writer_ids


def open_for_edit(actor: Actor, item_id: UUID) -> tuple[ItemVersionRow, str]:
    """The latest version to write on, and its edition for `edit_item`. Raises UnknownItem, MissingPermission."""
    row, _path = reach_latest(actor, Permission.WRITE_ITEMS, item_id)
    return row, edition_of(row)


def count_own_waiting(actor: Actor) -> int:
    """How many of the actor's own versions wait for somebody else."""
    wanted = ItemFilter(status=ItemStatus.IN_REVIEW.value, writer_id=actor.require_person())
    units = queries.owners(seeing_scopes(actor))
    return queries.count_by_status(units, wanted).by_status.get(ItemStatus.IN_REVIEW.value, 0)


def show_review(actor: Actor, item_id: UUID) -> ReviewSheet:
    """The version under review. Raises UnknownItem, MissingPermission, AuthorCannotReview, NotUnderReview."""
    row, _path = reach_latest(actor, Permission.REVIEW_ITEMS, item_id)
    require_other_hand(actor, row)
    if row.status != ItemStatus.IN_REVIEW:
        raise NotUnderReview()
    return ReviewSheet(
        version=row,
        in_use=queries.list_approved([item_id]).get(item_id),
        author=queries.person_names([row.author_id])[row.author_id],
        answered=queries.find_blind_answer(row, actor.require_person()),
        decisions=tuple(queries.list_decisions(item_id)),
    )


def list_areas_for_choice() -> list[ContentArea]:
    """All content areas to choose from; the general one is there even before it is first used."""
    areas = [ContentArea(row.code, row.name_zh, row.name_en) for row in queries.list_areas()]
    return areas if any(area.code == GENERAL.code for area in areas) else [*areas, GENERAL]
