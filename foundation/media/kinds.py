"""What a picture or a sound is once it was read, why one is refused, and how parsers take bytes."""

from dataclasses import dataclass
from enum import StrEnum

from foundation.errors import N_, Invalid, Problem

MEGABYTE = 2**20
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 8_000


class Kind(StrEnum):
    """A picture is looked at, a sound is played."""

    PICTURE = "picture"
    SOUND = "sound"


@dataclass(frozen=True, slots=True)
class Media:
    """A file that was read and rebuilt; `extension` is the format's usual one. A sound has no width and height."""

    kind: Kind
    mime: str
    extension: str
    body: bytes
    width: int = 0
    height: int = 0


class MediaRefused(Invalid):
    """The file can't be taken. Each subclass says why, and what would do."""

    why = ""

    def __init__(self, **params: object) -> None:
        super().__init__(Problem(self.why, params, field="media"))
        self.text, self.params = self.why, params  # a script is told the same words as a form


class Unsupported(MediaRefused):
    """None of the formats that are known here."""

    why = N_("这种文件不能用。图片可以用 PNG、JPEG、WebP、GIF，录音可以用 MP3、M4A、AAC、OGG、Opus、WAV")


class Active(MediaRefused):
    """SVG, HTML, XML, PDF: such files can hold scripts."""

    why = N_("SVG、网页和 PDF 里可以藏脚本，不能用。请另存为 PNG 图片")


class Broken(MediaRefused):
    """Begins like a known format and does not go on like one."""

    why = N_("文件不完整，或者内容和格式对不上。请重新导出一次")


class TooLarge(MediaRefused):
    """More bytes than its kind may have."""

    why = N_("文件太大：最大 %(most)s MB")


class TooManyPixels(MediaRefused):
    """A small file can unfold to a picture that no phone can show."""

    why = N_("图片太大：%(width)s × %(height)s 像素。每边最多 %(side)s 像素，请缩小后再传")


class Animated(MediaRefused):
    """Moving pictures distract, and nobody can stop them."""

    why = N_("会动的图片不能用，请另存为不动的图片")


class HasVideo(MediaRefused):
    """A film in a container that also holds sound."""

    why = N_("这是视频。这里只能用录音，请只导出声音")


def take(raw: bytes, at: int, count: int) -> bytes:
    """So many bytes from there; raises Broken where the file ends before."""
    part = raw[at : at + count]
    if at < 0 or len(part) != count:
        raise Broken()
    return part


def number(raw: bytes, at: int, count: int, *, little: bool = False) -> int:
    """An unsigned number from there."""
    return int.from_bytes(take(raw, at, count), "little" if little else "big")


def picture(mime: str, extension: str, body: bytes, width: int, height: int) -> Media:
    """A picture within the bounds; raises TooManyPixels."""
    if not width or not height:
        raise Broken()
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise TooManyPixels(width=width, height=height, side=LONGEST_SIDE)
    return Media(Kind.PICTURE, mime, extension, body, width, height)


def sound(mime: str, extension: str, body: bytes) -> Media:
    """A sound."""
    return Media(Kind.SOUND, mime, extension, body)
