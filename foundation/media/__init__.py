"""Pictures and sound that people upload: known by their content, rebuilt without what does not belong there.

`read_media` is the way in: bytes in, a `Media` out, or a `MediaRefused` that says why. Names and types that a browser
claims are never looked at. Pure; what may be kept, and where, decides the caller.
"""

from foundation.media.kinds import MEGABYTE, Kind, Media, MediaRefused
from foundation.media.reading import PHOTOS, PICTURES, SOUNDS, read_media

__all__ = ["MEGABYTE", "PHOTOS", "PICTURES", "SOUNDS", "Kind", "Media", "MediaRefused", "read_media"]
