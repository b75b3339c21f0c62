"""How a text names a picture or a sound: `![words](media:<sha-256>.<extension>)`. The hash names the bytes for ever.

For a picture the words say what is to be seen. For a sound they are its name and, after a bar, what is said in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from foundation.media.reading import SOUNDS

SPELLED = re.compile(r"!\[([^\[\]\n]*)\]\(media:([0-9a-f]{64})\.([a-z0-9]{2,4})\)")
SIGN = "](media:"  # what no other text holds: one look tells most texts apart


@dataclass(frozen=True, slots=True)
class Reference:
    """One place in a text where a picture or a sound stands."""

    words: str
    sha256: str
    extension: str

    @property
    def is_sound(self) -> bool:
        """Played, not looked at."""
        return self.extension in SOUNDS

    @property
    def label(self) -> str:
        """The alternative text of a picture, the name of a sound."""
        return self.words.partition("|")[0].strip() if self.is_sound else self.words.strip()

    @property
    def transcript(self) -> str:
        """What is said in a sound; empty where nobody wrote it down."""
        return self.words.partition("|")[2].strip() if self.is_sound else ""

    def __str__(self) -> str:
        return f"![{self.words}](media:{self.sha256}.{self.extension})"


def spell(sha256: str, extension: str, label: str, transcript: str = "") -> str:
    """A reference as it stands in a text; signs that would end it are left out of the words."""
    words = " ".join(f"{label}|{transcript}".split() if transcript else label.split())
    return str(Reference(words.replace("[", "(").replace("]", ")"), sha256, extension))


def split(text: str) -> Iterator[str | Reference]:
    """The text in its order: words, and references between them."""
    at = 0
    for found in SPELLED.finditer(text):
        yield text[at : found.start()]
        yield Reference(*found.groups())
        at = found.end()
    yield text[at:]


def bare(text: str) -> str:
    """The text with each picture and sound as its words in brackets: for lists, searches, files without media."""
    if SIGN not in text:
        return text
    return "".join(part if isinstance(part, str) else f"〔{part.label}〕" for part in split(text))


def references(content: Any) -> tuple[Reference, ...]:
    """All that a content names, wherever its texts stand, in reading order."""
    if isinstance(content, str):
        return tuple(part for part in split(content) if isinstance(part, Reference)) if SIGN in content else ()
    parts = content.values() if isinstance(content, dict) else content if isinstance(content, list | tuple) else ()
    return tuple(found for part in parts for found in references(part))
