"""Keys written out over several lines, as printed answer sheets have them: each right option or each blank on its own.

`plain_key` gives them as the compact keys that `keys` reads: letters together, blanks parted by ；, variants by |.
"""

import re

from question_bank.formats.model import CHOICES

_OPTION = re.compile(r"\s*([A-N])\s*[.．、]\s*\S.*")
_BLANK = re.compile(r"\s*[(（]?(\d{1,2})[)）]?\s*[.．、](?:\s+|(?!\d))(\S.*)")
_REMARK = re.compile(r"\s*(?:次序不限的空|Blanks in any order)\s*[：:].*", re.I)


def plain_key(text: str, item_type: str, blanks: int) -> str:
    """The key in its compact form; as it stands where it is not written out so."""
    lines = [line for line in text.split("\n") if line.strip() and not _REMARK.fullmatch(line)]
    if item_type in CHOICES and len(lines) > 1:
        letters = [found.group(1) for line in lines if (found := _OPTION.fullmatch(line))]
        return "".join(letters) if len(letters) == len(lines) and letters == sorted(set(letters)) else text
    if item_type == "fill_blank":
        parts = [found for line in lines if (found := _BLANK.fullmatch(line))]
        is_list = len(parts) == len(lines) == blanks and [int(part.group(1)) for part in parts] == [
            *range(1, blanks + 1)
        ]
        return "；".join(part.group(2).replace(" / ", "|") for part in parts) if is_list else text
    return text
