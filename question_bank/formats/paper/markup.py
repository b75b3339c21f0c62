"""Papers saved from web pages: tags and entities that were left in the text are taken out, line by line.

Only where they are many and no option is a tag: a question about HTML keeps its <br>. Line numbers stay true.
"""

import re

_TAG = re.compile(
    r"</?(?:p|br|span|div|font|strong|em|li|ul|ol|b|i|u|td|tr|table|tbody|details|summary|h[1-6]|a|section|o:p)"
    r"(?: [^<>\n]{0,300})? ?/?>",
    re.I,
)
_ENTITY = re.compile(r"&(nbsp|ensp|emsp|thinsp|lt|gt|amp|quot|ldquo|rdquo|mdash|hellip|middot|#160|#39|#34);")
_MEANS = {
    "lt": "<", "gt": ">", "amp": "&", "quot": '"', "ldquo": "“", "rdquo": "”", "mdash": "—", "hellip": "…",
    "middot": "·", "#39": "'", "#34": '"',
}  # fmt: skip
_ASKED = re.compile(r"(?m)^[ \t]{0,20}[A-N] ?[、.．:：)）]\s{0,4}(?:</?\w[^<>\n]{0,40}>|&\w{2,8};)\s*$")
_FEWEST = 3


def without_markup(text: str) -> tuple[str, int]:
    """The text, and on how many lines tags or entities were taken out; 0 where they may be what is asked about."""
    if "<" not in text and "&" not in text:
        return text, 0
    lines = text.split("\n")
    marked = [at for at, line in enumerate(lines) if _TAG.search(line) or _ENTITY.search(line)]
    filled = sum(not line.isspace() for line in lines if line)
    if len(marked) < _FEWEST or 5 * len(marked) < filled or _ASKED.search(text):
        return text, 0
    for at in marked:
        lines[at] = _ENTITY.sub(lambda found: _MEANS.get(found[1], " "), _TAG.sub(" ", lines[at])).rstrip()
    return "\n".join(lines), len(marked)
