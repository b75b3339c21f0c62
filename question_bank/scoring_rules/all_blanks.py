"""All parts or nothing, for items of several parts: blanks, gaps, pairs, places."""

from foundation.errors import N_
from question_bank.scoring_rules.exact import Exact


class AllBlanks(Exact):
    """points if every part is right, else 0; an empty part is not right."""

    name = "all_blanks"
    label = N_("全部答对才得分")
    text = N_("各处全部答对才得分，错一处或空一处得 0 分。")
