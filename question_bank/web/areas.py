"""Content areas and item types by the names that the reader knows."""

from foundation.i18n import content_text, gettext
from foundation.web.shell import per_request
from question_bank import item_types, services
from question_bank.domain.items import ContentArea


def areas() -> dict[str, ContentArea]:
    """The content areas by code, read once a request."""
    return per_request("bank_areas", lambda: {area.code: area for area in services.list_areas_for_choice()})


def area_name(code: str) -> str:
    """An area in the reader's language; a code that is gone stands for itself."""
    area = areas().get(code)
    return code if area is None else content_text(area.name_zh, area.name_en)


def area_choices() -> list[tuple[str, str]]:
    """The areas for a select field."""
    return [(code, area_name(code)) for code in areas()]


def type_label(name: str) -> str:
    """An item type in the reader's language."""
    return gettext(item_types.get(name).label)
