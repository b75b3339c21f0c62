"""The scoring rules, in one explicit tuple. A new one is a module here and a heading in docs/item-types.md.

A rule turns a response into an outcome; which rule a section uses is written in the exam's blueprint.
"""

from foundation.errors import N_
from foundation.registry import Registry
from question_bank.scoring_rules.all_blanks import AllBlanks
from question_bank.scoring_rules.base import ScoringRule
from question_bank.scoring_rules.exact import Exact
from question_bank.scoring_rules.manual import Manual
from question_bank.scoring_rules.over_options import Coverage, NetFloor0, PartialIfNoWrong, PerOption
from question_bank.scoring_rules.per_blank import PerBlank

ALL: tuple[ScoringRule, ...] = (
    Exact(),
    PerOption(),
    NetFloor0(),
    Coverage(),
    PartialIfNoWrong(),
    PerBlank(),
    AllBlanks(),
    Manual(),
)
SCORING_RULES: Registry[ScoringRule] = Registry(N_("计分规则"), ALL)
get = SCORING_RULES.get

__all__ = ["ALL", "SCORING_RULES", "ScoringRule", "get"]
