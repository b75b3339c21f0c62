"""Uploaded pictures and sounds: known by content, rebuilt without notes, hostile ones refused with the reason."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.media import PHOTOS, Kind, MediaRefused, read_media
from foundation.media.kinds import Active, Animated, Broken, HasVideo, TooLarge, TooManyPixels, Unsupported
from tests import media_samples as made

SOUND = (made.mp3, made.adts, made.m4a, made.ogg, made.wav)
PICTURE = (made.png, made.jpeg, made.gif, made.webp)


@pytest.mark.parametrize(
    ("raw", "mime", "size"),
    [
        (made.png(), "image/png", (64, 48)),
        (made.jpeg(), "image/jpeg", (40, 30)),
        (made.gif(), "image/gif", (1, 1)),
        (made.webp(), "image/webp", (20, 10)),
        (made.mp3(), "audio/mpeg", (0, 0)),
        (made.adts(), "audio/aac", (0, 0)),
        (made.m4a(), "audio/mp4", (0, 0)),
        (made.ogg(), "audio/ogg", (0, 0)),
        (made.ogg(b"\x01vorbis\0"), "audio/ogg", (0, 0)),
        (made.wav(), "audio/wav", (0, 0)),
    ],
)
def test_the_content_says_what_a_file_is(raw: bytes, mime: str, size: tuple[int, int]) -> None:
    found = read_media(raw)
    assert (found.mime, found.width, found.height) == (mime, *size)
    assert (found.kind is Kind.PICTURE) == mime.startswith("image/")
    assert read_media(found.body).body == found.body  # rebuilt once, it stays as it is


SECRET_PNG = made.png(8, 8, made.chunk(b"tEXt", b"Author\0secret"), made.chunk(b"eXIf", b"secret"))


@pytest.mark.parametrize(
    "raw",
    [
        SECRET_PNG,
        made.jpeg(made.exif(1, b"secret"), made.segment(0xFE, b"secret"), made.segment(0xE2, b"ICC secret")),
        made.jpeg(made.exif(6, b"secret")),
        made.gif(),
        made.webp((b"EXIF", b"secret"), (b"XMP ", b"secret")),
        made.mp3(),
        made.m4a(),
        made.wav(),
    ],
)
def test_notes_of_cameras_and_programs_go(raw: bytes) -> None:
    assert b"secret" in raw
    assert b"secret" not in read_media(raw).body


def test_a_photo_keeps_how_the_camera_was_held() -> None:
    assert b"Exif" not in read_media(made.jpeg(made.exif(1))).body
    turned = read_media(made.jpeg(made.exif(6, b"place"))).body
    assert b"Exif" in turned and b"place" not in turned
    assert read_media(turned).body == turned


@pytest.mark.parametrize("make", [made.png, made.jpeg, made.gif, made.webp, made.mp3, made.wav])
def test_what_stands_behind_the_end_is_cut_off(make: Callable[[], bytes]) -> None:
    tail = b"TAG" if make is made.mp3 else b""
    found = read_media(make() + tail + b"<script>alert(1)</script>")
    assert b"script" not in found.body


@pytest.mark.parametrize("make", [made.ogg, made.m4a])
def test_a_container_with_something_behind_it_is_refused(make: Callable[[], bytes]) -> None:
    with pytest.raises(Broken):
        read_media(make() + b"<script>alert(1)</script>")


@pytest.mark.parametrize("make", [*PICTURE, *SOUND])
def test_a_file_cut_short_is_refused(make: Callable[[], bytes]) -> None:
    raw = make()
    short = raw[: len(raw) // 3] if make in (made.mp3, made.adts) else raw[:-5]
    with pytest.raises(MediaRefused):
        read_media(short)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', Active),
        (b"\xef\xbb\xbf\n<?xml version='1.0'?><svg/>", Active),
        (b"<!doctype html><p>", Active),
        (b"%PDF-1.7", Active),
        (b"", Unsupported),
        (b"MZ\x90\0", Unsupported),
        (b"\x00\x00\x01\x00 an icon", Unsupported),
        (made.gif(2), Animated),
        (made.png(8, 8, made.chunk(b"acTL", bytes(8))), Animated),
        (made.webp((b"ANIM", bytes(6))), Animated),
        (made.m4a(b"vide"), HasVideo),
        (made.ogg(b"\x80theora"), HasVideo),
        (made.huge_png(60_000, 60_000), TooManyPixels),
        (made.huge_png(7_000, 7_000), TooManyPixels),
        (made.huge_png(0, 10), Broken),
        (made.png().replace(b"IDAT", b"IDAX"), Broken),
        (made.jpeg(made.segment(0xC9, bytes(10))), Broken),
        (b"\xff\xfb\x90\x00<script>alert(1)</script>", Broken),
        (b"ID3\x04\0\0\xff\xff\xff\xff", Broken),
        (b"RIFF\xff\xff\xff\xffWEBPVP8 ", Broken),
    ],
)
def test_hostile_and_foreign_files_are_refused_with_the_reason(raw: bytes, why: type[MediaRefused]) -> None:
    with pytest.raises(why) as refused:
        read_media(raw)
    assert refused.value.problems[0].message == why.why


def test_limits_by_kind_and_by_caller() -> None:
    heavy = made.png(8, 8, made.chunk(b"tEXt", bytes(2 * 2**20)))
    with pytest.raises(TooLarge):
        read_media(heavy)
    assert len(read_media(heavy, most=5 * 2**20).body) < 200
    with pytest.raises(TooLarge):
        read_media(made.wav(1400))
    with pytest.raises(Unsupported):
        read_media(made.wav(), PHOTOS)
    with pytest.raises(Unsupported):
        read_media(made.gif(), PHOTOS)


@given(st.sampled_from([make() for make in (*PICTURE, *SOUND)]), st.data())
def test_damage_anywhere_is_read_or_refused_and_never_an_accident(raw: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(raw) - 1))
    damaged = raw[:at] + data.draw(st.binary(max_size=6)) + raw[at + data.draw(st.integers(0, 6)) :]
    try:
        read_media(damaged)
    except MediaRefused:
        pass
