"""The item types, in one explicit tuple. A new one is a module here, a template, a heading in docs/item-types.md.

`get(name)` finds a type; nothing outside asks which one it got.
"""

from foundation.errors import N_
from foundation.registry import Registry
from question_bank.domain import ItemType
from question_bank.item_types.composite import Composite
from question_bank.item_types.essay import Essay
from question_bank.item_types.fill_blank import FillBlank
from question_bank.item_types.inline_choice import InlineChoice
from question_bank.item_types.matching import Matching
from question_bank.item_types.multiple_choice import MultipleChoice
from question_bank.item_types.numeric_entry import NumericEntry
from question_bank.item_types.ordering import Ordering
from question_bank.item_types.short_answer import ShortAnswer
from question_bank.item_types.single_choice import SingleChoice
from question_bank.item_types.transcript_audit import TranscriptAudit
from question_bank.item_types.true_false import TrueFalse

ALL: tuple[ItemType, ...] = (
    SingleChoice(),
    MultipleChoice(),
    TrueFalse(),
    FillBlank(),
    InlineChoice(),
    NumericEntry(),
    Matching(),
    Ordering(),
    TranscriptAudit(),
    Composite(),
    ShortAnswer(),
    Essay(),
)
ITEM_TYPES: Registry[ItemType] = Registry(N_("题型"), ALL)
get = ITEM_TYPES.get

__all__ = ["ALL", "ITEM_TYPES", "get"]
