"""A paper to print: its title, its sections as numbered items. Frozen data; how it is set, `formats.printed` knows."""

from dataclasses import dataclass

from question_bank.domain.content import Content


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """An item on paper; `points` as shown behind its stem, empty where the section says it."""

    number: int
    item_type: str
    content: Content
    points: str = ""


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """A heading, what is to be known of the section, and its items."""

    title: str
    items: tuple[PrintedItem, ...]
    rule: str = ""


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """The whole paper; `about` stands under the title, `code` at the foot of every page."""

    title: str
    sections: tuple[PrintedSection, ...]
    about: str = ""
    code: str = ""
