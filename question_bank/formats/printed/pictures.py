"""Pictures on paper: as PNG or JPEG, whatever the screen shows, and how wide they stand."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from PIL import Image

WIDEST, HIGHEST, DOTS = 120.0, 90.0, 96  # millimetres, dots an inch
MILLIMETRES = 25.4


@dataclass(frozen=True, slots=True)
class PaperPicture:
    """Bytes of a PNG or JPEG, and its width in millimetres."""

    body: bytes
    extension: str
    width: float


Pictures: TypeAlias = Callable[[str], bytes | None]  # the bytes of a medium by its name (`<sha-256>.<extension>`)


def no_pictures(_name: str) -> None:
    """For papers whose pictures stay behind: their words stand in the text."""


def paper_picture(name: str, pictures: Pictures) -> PaperPicture | None:
    """The picture as paper takes it; None where there are no bytes for the name."""
    body = pictures(name)
    if body is None:
        return None
    extension = name.rpartition(".")[2]
    with Image.open(io.BytesIO(body)) as image:
        width, height = image.size
        if extension not in ("png", "jpg"):
            buffer = io.BytesIO()
            image.convert("RGBA").save(buffer, "PNG")
            body, extension = buffer.getvalue(), "png"
    shown = min(WIDEST, width / DOTS * MILLIMETRES, HIGHEST * width / height)
    return PaperPicture(body, extension, round(shown, 1))
