"""Templates say nothing in Chinese but by `_()`: neither words nor the punctuation between translated pieces."""

import re
from pathlib import Path

import pytest

from foundation.i18n import ROOT, catalogue
from tests.architecture.test_translations import used_texts

CHINESE = re.compile("[\u3001\u3002\u4e00-\u9fff\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f“”]")
COMMENT = re.compile(r"\{#.*?#\}", re.S)
MARKED = re.compile(r"""\b(?:_|gettext|pgettext)\(\s*(?:'[^']*'|"[^"]*")(?:,\s*'[^']*')?""")
IN_CHINESE = re.compile(r'<(\w+)[^<>]*\slang="zh-CN"[^<>]*>[^<>]*</\1>')


def _bare(text: str) -> str:
    for pattern in (COMMENT, MARKED, IN_CHINESE):
        text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    return text


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_a_template_is_clean(path: Path) -> None:
    lines = enumerate(_bare(path.read_text()).splitlines(), 1)
    assert [f"{number}: {line.strip()}" for number, line in lines if CHINESE.search(line)] == []


def test_signs_between_pieces_are_translated() -> None:
    """A text of punctuation alone has no Chinese letter, so that nothing else would ask for its translation."""
    signs = [text for text in used_texts() if CHINESE.search(text) and not re.search("[\u4e00-\u9fff]", text)]
    for locale in ("en", "ko", "es"):
        texts = catalogue(locale)
        assert [text for text in signs if text not in texts or CHINESE.search(texts[text])] == [], locale
    assert signs
