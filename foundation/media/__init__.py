"""Pictures and sound that people upload: known by their content, rebuilt without what does not belong there.

`read_media` is the way in: bytes in, a `Media` out, or a `MediaRefused` that says why. Names and types that a browser
claims are never looked at. Texts name media by hash (`references`). Pure; what may be kept, and where, decides the
caller.
"""

from foundation.media.kinds import MEGABYTE, Kind, Media, MediaRefused
from foundation.media.reading import LIMITS, PHOTOS, PICTURES, SOUNDS, read_media
from foundation.media.references import SIGN, Reference, bare, references, spell, split

__all__ = [
    "LIMITS",
    "MEGABYTE",
    "PHOTOS",
    "PICTURES",
    "SIGN",
    "SOUNDS",
    "Kind",
    "Media",
    "MediaRefused",
    "Reference",
    "bare",
    "read_media",
    "references",
    "spell",
    "split",
]
