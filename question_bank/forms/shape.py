"""What the shapes of all types share: the fields that every item has, its content to and from a page, buttons.

A shape checks nothing: what a content may hold is the item type's business, and its problems name these fields.
`act` does what the buttons of a page without script do ("add-option", "remove-option:2").
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from wtforms import HiddenField, TextAreaField

from foundation.i18n import lazy as _l
from question_bank.domain import MatchExplanation
from question_bank.forms.fields import Needed

Content = dict[str, Any]


class ItemShape:
    """What every type has. `template` draws the fields (templates/question_bank/item_editors/)."""

    item_type: ClassVar[str]
    template: ClassVar[str]
    lang = HiddenField()
    stem = TextAreaField(_l("题干"), validators=[Needed()], render_kw={"rows": 3})
    explanation = TextAreaField(_l("解析"), description=_l("练习时显示；正式考试不发给考生"), render_kw={"rows": 2})

    def content(self) -> Content:
        """The content as typed, rows without any text left out."""
        common = {"stem": self.stem.data or "", "explanation": self.explanation.data or None}
        return common | {"lang": self.lang.data or "zh-CN"} | self.own_content()

    def own_content(self) -> Content:
        """The keys of this type alone."""
        raise NotImplementedError

    @classmethod
    def data_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """The form's data for a content (which may be another type's: what does not fit is left out)."""
        common = {name: content.get(name) or "" for name in ("stem", "explanation", "lang")}
        return common | cls.own_data(content)

    @classmethod
    def own_data(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """The data of this type's own fields."""
        raise NotImplementedError

    def act(self, act: str) -> None:
        """Do what a button asks: "<verb>-<row>[:<place from 0>]"; an unknown one changes nothing."""
        name, _, place = act.partition(":")
        deed = self.deeds().get(name)
        if deed is not None:
            deed(int(place) if place.isdigit() else -1)

    def tried(self) -> list[tuple[str, MatchExplanation]]:
        """What would become of the answers in the boxes "try an answer", each with the label of its box."""
        return []

    def deeds(self) -> dict[str, Callable[[int], None]]:
        """The buttons of this type by name."""
        return {}


def letter(place: int) -> str:
    """The option letter at a place; ids beyond Z are never valid for long, but each must have one."""
    return chr(ord("A") + place) if place < 26 else f"Z{place}"
