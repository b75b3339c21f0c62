"""Pictures and sound in files that are written: `to_html` leaves an `img` whose address is the reference's own. Here it
becomes what the format shows, or the reference's text again where the bytes don't go along.
"""

import re
from collections.abc import Iterable, Mapping, Set
from html import escape, unescape
from types import MappingProxyType

from lxml import etree

from foundation.media import Reference, references

Media = Mapping[str, bytes]  # by name: `<sha-256>.<extension>`
NO_MEDIA: Media = MappingProxyType({})
MIMES = {
    **{"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"},
    **{"mp3": "audio/mpeg", "aac": "audio/aac", "m4a": "audio/mp4", "ogg": "audio/ogg", "wav": "audio/wav"},
}
_ADDRESS = re.compile(r"media:([0-9a-f]{64})\.([a-z0-9]{2,4})")
_IMAGE = re.compile(rf'<img src="{_ADDRESS.pattern}" alt="([^"<>]*)"/>')


def name_of(reference: Reference) -> str:
    """The name of its bytes."""
    return f"{reference.sha256}.{reference.extension}"


def named_in(contents: Iterable[object], media: Media) -> list[str]:
    """The names that contents speak of and that are held, once each, in reading order."""
    names = (name_of(each) for content in contents for each in references(content))
    return [name for name in dict.fromkeys(names) if name in media]


def in_html(html: str, media: Media, folder: str) -> tuple[str, list[str]]:
    """HTML that shows what is held from that folder; the names that it shows."""
    shown: list[str] = []

    def placed(found: re.Match[str]) -> str:
        reference = Reference(unescape(found[3]), found[1], found[2])
        if name_of(reference) not in media:
            return escape(str(reference), quote=False)
        shown.append(name_of(reference))
        address = f"{folder}{name_of(reference)}"
        if reference.is_sound:
            return f'<audio controls="controls" src="{address}">{escape(reference.words, quote=False)}</audio>'
        return f'<img src="{address}" alt="{found[3]}"/>'

    return _IMAGE.sub(placed, html), list(dict.fromkeys(shown))


def in_tree(root: etree._Element, media: Media, folder: str, *, audio_in: Set[str] = frozenset()) -> None:
    """The same in a tree of elements; a sound is an `audio` inside those, which may hold one, and else an `object`.

    Where a `div` may, a paragraph with a sound becomes one.
    """
    for image in list(root.iter("img")):
        found = _ADDRESS.fullmatch(image.get("src") or "")
        if found is None:
            continue
        reference = Reference(image.get("alt") or "", *found.groups())
        address = f"{folder}{name_of(reference)}"
        if name_of(reference) not in media:
            _as_text(image, str(reference))
        elif not reference.is_sound:
            image.set("src", address)
        else:
            image.attrib.clear()
            image.text = reference.words
            if _is_inside(image, audio_in):
                image.tag = "audio"
                image.attrib.update({"src": address, "controls": "true"})
            else:
                image.tag = "object"
                image.attrib.update({"data": address, "type": MIMES[reference.extension]})


def _is_inside(sound: etree._Element, holders: Set[str]) -> bool:
    parent = sound.getparent()
    if parent is not None and parent.tag == "p" and "div" in holders:
        parent.tag = "div"
    return parent is not None and parent.tag in holders


def _as_text(image: etree._Element, text: str) -> None:
    parent, before = image.getparent(), image.getprevious()
    if parent is None:
        return
    text += image.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(image)
