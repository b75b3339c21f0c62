"""What of an item's content a search looks through, in the order in which it is read: stem, everything that can be
chosen, placed or marked, parts of a composite, explanation. Keys, guides and rationales stay out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_PARTS = ("sources", "gaps", "lines", "options", "items", "content")


def texts(content: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a content, or of one of its parts."""
    for name in ("stem", "text"):
        if content.get(name):
            yield str(content[name])
    for name in _PARTS:
        part = content.get(name)
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, Mapping):
                yield from texts(each)
    if content.get("explanation"):
        yield str(content["explanation"])
