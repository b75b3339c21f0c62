"""Characters that look like others: radicals left by PDF extraction, compatibility forms, full-width letters.

Every table maps one character to one character, so that offsets stay true. `CONTENT` mends what a reader sees;
`SHAPE` goes further, to the half-width form in which structure is recognised, and never reaches the content.
"""

import unicodedata

# CJK Radicals Supplement has no decompositions, so NFKC leaves it alone; pairs as in EquivalentUnifiedIdeograph.txt.
_RADICALS = {
    0x2E81: "厂", 0x2E84: "乙", 0x2E85: "亻", 0x2E86: "冂", 0x2E88: "刀", 0x2E89: "刂", 0x2E8A: "卜", 0x2E8C: "小",
    0x2E8D: "小", 0x2E8E: "兀", 0x2E8F: "尣", 0x2E90: "尢", 0x2E92: "巳", 0x2E93: "幺", 0x2E95: "彐", 0x2E96: "忄",
    0x2E98: "扌", 0x2E99: "攵", 0x2E9B: "旡", 0x2E9C: "日", 0x2E9D: "月", 0x2E9E: "歺", 0x2E9F: "母", 0x2EA0: "民",
    0x2EA1: "氵", 0x2EA2: "氺", 0x2EA3: "灬", 0x2EA4: "爫", 0x2EA5: "爫", 0x2EA6: "丬", 0x2EA7: "牛", 0x2EA8: "犭",
    0x2EA9: "王", 0x2EAA: "疋", 0x2EAB: "目", 0x2EAC: "示", 0x2EAD: "礻", 0x2EAE: "竹", 0x2EAF: "糹", 0x2EB0: "纟",
    0x2EB1: "罓", 0x2EB2: "罒", 0x2EB6: "羊", 0x2EB8: "羋", 0x2EB9: "老", 0x2EBB: "聿", 0x2EBC: "肉", 0x2EBD: "臼",
    0x2EBE: "艹", 0x2EBF: "艹", 0x2EC0: "艹", 0x2EC1: "虎", 0x2EC2: "衤", 0x2EC3: "覀", 0x2EC4: "西", 0x2EC5: "见",
    0x2EC6: "角", 0x2EC7: "角", 0x2EC8: "讠", 0x2EC9: "贝", 0x2ECB: "车", 0x2ECC: "辶", 0x2ECD: "辶", 0x2ECE: "辶",
    0x2ED0: "钅", 0x2ED1: "長", 0x2ED3: "长", 0x2ED4: "门", 0x2ED6: "阝", 0x2ED7: "雨", 0x2ED8: "青", 0x2ED9: "韦",
    0x2EDA: "页", 0x2EDB: "风", 0x2EDC: "飞", 0x2EDD: "食", 0x2EDF: "飠", 0x2EE0: "饣", 0x2EE2: "马", 0x2EE3: "骨",
    0x2EE4: "鬼", 0x2EE5: "鱼", 0x2EE6: "鸟", 0x2EE7: "卤", 0x2EE8: "麦", 0x2EE9: "黄", 0x2EEA: "黾", 0x2EEC: "齐",
    0x2EEE: "齿", 0x2EEF: "竜", 0x2EF0: "龙", 0x2EF3: "龟",
    0x2F3E: "户",  # NFKC would give the traditional 戶, which no mainland paper means
}  # fmt: skip


def _compatibility(first: int, last: int) -> dict[int, str]:
    folded = ((code, unicodedata.normalize("NFKC", chr(code))) for code in range(first, last + 1))
    return {code: char for code, char in folded if len(char) == 1 and ord(char) != code}


CONTENT: dict[int, str] = {**_compatibility(0x2F00, 0x2FD5), **_compatibility(0xF900, 0xFAD9), **_RADICALS}

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys([0x09, 0xA0, 0x3000, *range(0x2000, 0x200B), 0x202F, 0x205F], " ")
_PUNCTUATION = {
    ord(char): plain
    for plain, chars in {
        ":": "∶︰﹕", ";": "﹔", ",": "﹐", ".": "﹒․", "、": "﹑丶", "(": "﹙", ")": "﹚", "[": "〔﹝", "]": "〕﹞",
        "【": "〖",
        "】": "〗", "_": "﹍﹎", "-": "‐‑‒–—―−~～〜", "√": "✓✔☑✅", "×": "✗✘✕╳☒❌❎✖", "?": "﹖", "!": "﹗",
    }.items()
    for char in chars
}  # fmt: skip
SHAPE: dict[int, str] = {**_FULL_WIDTH, **_SPACES, **_PUNCTUATION}
