"""A search from the URL and back, pages of a list, the filters that are on, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from werkzeug.datastructures import MultiDict

from foundation.calendar import zone
from foundation.i18n import gettext
from foundation.web.shell import per_request
from people.domain import Actor
from people.web import actor
from question_bank import item_types, services
from question_bank.domain import (
    DIFFICULTY_LABELS,
    POOL_LABELS,
    Difficulty,
    ItemStatus,
    Pool,
)
from question_bank.domain.items import USAGE_LABELS, ItemFilter, Usage
from question_bank.forms import measures
from question_bank.web.areas import area_name, type_label

PAGE_SIZES = (50, 100, 200)
FILTER_NAMES = (  # of a search in the URL
    *("words", "type", "area", "status", "pool", "difficulty", "tag", "mine", "author", "usage", "since"),
    *measures.NAMES,
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list."""

    number: int
    size: int
    total: int = 0
    more: bool = False  # there are more than the total
    reach: int | None = None  # rows that can be turned over, where that is fewer

    @classmethod
    def from_args(cls, args: MultiDict[str, str]) -> "Page":
        """`page` and `size` of the URL, as far as they make sense."""
        size = args.get("size", PAGE_SIZES[0], type=int)
        return cls(max(1, min(args.get("page", 1, type=int), 100_000)), size if size in PAGE_SIZES else PAGE_SIZES[0])

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.number - 1) * self.size

    @property
    def n_pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-min(self.total, self.reach or self.total) // self.size))


def item_filter(args: MultiDict[str, str], reader: Actor) -> ItemFilter:
    """What the URL asks for; values that do not exist ask for nothing."""

    def known(name: str, values: Any) -> str:
        value = args.get(name, "")
        return value if value in set(values) else ""

    return ItemFilter(
        words=args.get("words", "").strip()[:100],
        item_type=known("type", item_types.ITEM_TYPES.names()),
        area=args.get("area", "").strip()[:32],
        status=known("status", ItemStatus),
        pool=known("pool", Pool),
        difficulty=known("difficulty", Difficulty),
        tag=args.get("tag", "").strip()[:40],
        writer_id=reader.person_id if args.get("mine") else _uuid(args.get("author", "")),
        usage=Usage(args["usage"]) if known("usage", Usage) else None,
        unused_since=_midnight(args.get("since", "")),
        **measures.read_measures(args),
    )


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _midnight(typed: str) -> datetime | None:
    """The beginning of a day where the organisation is."""
    try:
        return datetime.combine(date.fromisoformat(typed), time(), zone())
    except ValueError:
        return None


def kept_filter(args: Mapping[str, str]) -> dict[str, str]:
    """A search's conditions out of an address or a form."""
    return {name: args[name].strip()[:100] for name in FILTER_NAMES if args.get(name, "").strip()}


def writers() -> list[tuple[str, str]]:
    """Who wrote what the reader may see, by name: for a select field."""
    return per_request("bank_writers", lambda: [(str(each), name) for each, name in services.list_writers(actor())])


def search_url(args: Mapping[str, str], **changes: str | int | None) -> str:
    """The query string of this page with some of it changed; None and "" drop a name. A changed search starts at 1."""
    kept = {name: value for name, value in args.items() if value and (name != "page" or "page" in changes)}
    return "?" + urlencode({name: value for name, value in (kept | changes).items() if value not in (None, "")})


def active_filters(args: Mapping[str, str], wanted: ItemFilter) -> list[tuple[str, str]]:
    """The conditions in force but the status, which has its own row: the URL's name and how it reads."""
    read = {
        "words": f"“{wanted.words}”" if wanted.words else "",
        "type": type_label(wanted.item_type) if wanted.item_type else "",
        "area": area_name(wanted.area) if wanted.area else "",
        "pool": gettext(POOL_LABELS[Pool(wanted.pool)]) if wanted.pool else "",
        "difficulty": gettext(DIFFICULTY_LABELS[Difficulty(wanted.difficulty)]) if wanted.difficulty else "",
        "tag": f"#{wanted.tag}" if wanted.tag else "",
        "mine": gettext("我写的") if wanted.writer_id and args.get("mine") else "",
        "author": _written_by(wanted) if wanted.writer_id and not args.get("mine") else "",
        "usage": gettext(USAGE_LABELS[wanted.usage]) if wanted.usage else "",
        "since": gettext("%(day)s 起没用过", day=args.get("since")) if wanted.unused_since else "",
        **measures.measure_chips(wanted),
    }
    return [(name, text) for name, text in read.items() if text]


def _written_by(wanted: ItemFilter) -> str:
    return gettext("作者：%(name)s", name=dict(writers()).get(str(wanted.writer_id), "—"))
