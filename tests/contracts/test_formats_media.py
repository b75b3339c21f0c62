"""Pictures and sounds of items go out with the formats that hold them and come back, bytes and words, on every type."""

import base64
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from types import ModuleType
from typing import Any

import pytest

from foundation.media import read_media, references, spell
from question_bank.domain.items import ItemDraft
from question_bank.formats import moodle, native
from question_bank.formats.interchange import messages
from question_bank.formats.interchange.losses import find_losses
from question_bank.formats.interchange.media_out import in_html
from question_bank.formats.interchange.rich_text import from_html, to_html
from question_bank.formats.model import Paper
from question_bank.formats.qti import version12, version21, version30
from question_bank.services.imports.pictures import PLACE, REFUSED, notes_on, pictures_of, shown_in, with_pictures
from tests import media_samples
from tests.contracts.test_formats import LOST, PLAIN, specimen

FORMATS: dict[str, ModuleType] = {
    "moodle": moodle,
    "qti12": version12,
    "qti21": version21,
    "qti30": version30,
    "certify": native,
}
PICTURE, SOUND = read_media(media_samples.png()), read_media(media_samples.wav())
NAMES = {each.extension: f"{sha256(each.body).hexdigest()}.{each.extension}" for each in (PICTURE, SOUND)}
MEDIA = {NAMES["png"]: PICTURE.body, NAMES["wav"]: SOUND.body}
SEEN = spell(NAMES["png"][:64], "png", "红灯 <亮> & “断网” ［左｜右］ **x**")
HEARD = spell(NAMES["wav"][:64], "wav", "客户来电", "喂，您好！" + "我的宽带断了。" * 60)


class WithMedia:
    """A format as the bank uses it: media beside the items, and what came along put back into them."""

    def __init__(self, written: ModuleType) -> None:
        self.written, self.WRITERS, self.papers = written, written.WRITERS, list[Paper]()

    def write(self, items: Sequence[ItemDraft]) -> bytes:
        return bytes(self.written.write(items, MEDIA))

    def read(self, data: bytes, name: str, **options: Any) -> Paper:
        paper: Paper = self.written.read(data, name, **options)
        pictures = pictures_of(paper)
        contents = [with_pictures(item.content, pictures, shown_in(item.problems)) for item in paper.items]
        self.papers.append(paper)
        return replace(
            paper,
            items=tuple(
                replace(item, content=content, problems=notes_on(content, item.problems, pictures))
                for item, content in zip(paper.items, contents, strict=True)
            ),
        )


def illustrated(name: str, shown: str = SEEN) -> ItemDraft:
    draft = specimen(name)
    content = {**draft.content, "stem": f"看图：{shown}**要点**\n{draft.content['stem']}", "explanation": f"听 {HEARD}"}
    if name in ("single_choice", "multiple_choice"):
        content["options"] = [{**each, "text": f"{each['text']} {SEEN}"} for each in content["options"]]
        content["options"][0] |= {"text": f"{content['options'][0]['text']} {HEARD}", "rationale": f"听 {HEARD}"}
    if name in ("short_answer", "essay"):
        content["marking_guide"] = f"参照 {SEEN}"
        content["scoring_points"] = [{"text": f"说出 {SEEN}", "points": "2"}]
    return replace(draft, content=content)


@pytest.mark.parametrize("item_type", PLAIN)
@pytest.mark.parametrize("name", FORMATS)
def test_pictures_and_sounds_go_and_come_back(name: str, item_type: str) -> None:
    expected = LOST[name].get(item_type, set())
    shim, draft = WithMedia(FORMATS[name]), illustrated(item_type, f"{SEEN}，再听{HEARD}")
    assert {loss.field for loss in find_losses(shim, [draft])} == ({None} if expected is None else expected)
    if expected is not None:
        (item,) = shim.read(shim.write([draft]), "file").items
        assert {each.message for each in item.problems} <= {messages.NO_KEY}
        assert {file.data for file in shim.papers[-1].media} == set(MEDIA.values())


@pytest.mark.parametrize("name", FORMATS)
def test_without_the_bytes_the_marks_stay(name: str) -> None:
    assert find_losses(FORMATS[name], [illustrated("single_choice")]) == []
    assert FORMATS[name].write([illustrated("single_choice")], MEDIA) == FORMATS[name].write(
        [illustrated("single_choice")], MEDIA
    )


@pytest.mark.parametrize(("version", "sound"), [(version21, "<object data="), (version30, "<audio ")])
def test_a_package_lists_its_media_and_shows_them_as_the_standard_has_it(version: ModuleType, sound: str) -> None:
    with zipfile.ZipFile(io.BytesIO(version.write([illustrated("single_choice")], MEDIA))) as package:
        assert sorted(package.namelist())[-2:] == sorted(f"media/{name}" for name in MEDIA)
        manifest, item = (package.read(each).decode() for each in ("imsmanifest.xml", "items/item00001.xml"))
    assert all(f'<file href="media/{name}"/>' in manifest for name in MEDIA)
    assert f'<img src="../media/{NAMES["png"]}" alt="红灯' in item and sound in item
    assert 'title="看图：〔红灯' in item


def test_bytes_count_and_not_the_name_that_a_file_claims() -> None:
    stranger = f"{'0' * 64}.png"
    draft = replace(illustrated("true_false"), content={**illustrated("true_false").content, "explanation": None})
    data = native.write([draft], MEDIA).replace(NAMES["png"].encode(), stranger.encode())
    (item,) = WithMedia(native).read(data, "file").items
    assert item.content is not None and [each.sha256 for each in references(item.content)] == [NAMES["png"][:64]]


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_no_picture_stays_out_with_the_reason(name: str) -> None:
    draft = illustrated("true_false")
    svg = {**MEDIA, NAMES["png"]: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"}
    paper = FORMATS[name].read(FORMATS[name].write([draft], svg), "file")
    pictures = pictures_of(paper)
    content = with_pictures(paper.items[0].content, pictures, shown_in(paper.items[0].problems))
    assert [each.extension for each in references(content)] == ["wav"] and PLACE.search(content["stem"])
    assert REFUSED in [each.message for each in notes_on(content, paper.items[0].problems, pictures)]


def test_a_claimed_picture_without_a_file_is_only_a_mark() -> None:
    html = f'<p>看 <img src="x/{NAMES["png"]}" alt="灯"></p>'
    found = from_html(html)
    problems = {NAMES["png"]}
    assert with_pictures(found.text, pictures_of(moodle.read(_quiz(html), "q")), problems) == (
        f"看 ［图 {NAMES['png']}｜灯］"
    )


def _quiz(html: str) -> bytes:
    head = '<quiz><question type="truefalse"><name><text>t</text></name><questiontext format="html"><text><![CDATA['
    return f"{head}{html}]]></text></questiontext></question></quiz>".encode()


@pytest.mark.parametrize("media", ["{}x", '["a"]', '{"../../a.png": "AAAA"}', f'{{"{NAMES["png"]}": "%%%"}}'])
def test_broken_media_of_our_own_file_are_told(media: str) -> None:
    whole = json.loads(native.write([specimen("true_false")]))
    whole["media"] = media if media.endswith("x") else json.loads(media)
    paper = native.read(json.dumps(whole).encode(), "file")
    assert len(paper.items) == 1 and not paper.media
    assert [problem.message for problem in paper.problems] == [messages.BAD_MEDIA]


def test_a_file_of_before_is_read_as_ever() -> None:
    drafts = [illustrated("single_choice")]
    old = json.loads(native.write(drafts, MEDIA))
    assert base64.b64decode(old.pop("media")[NAMES["wav"]]) == SOUND.body
    assert native.read_drafts(json.dumps(old).encode(), "a.json") == native.read_drafts(native.write(drafts), "a.json")


def test_players_of_others_are_understood() -> None:
    found = from_html('<p>听</p><audio controls><source src="@@PLUGINFILE@@/call.mp3">来电</audio><p>再答</p>')
    assert found.text == "听\n［图 call.mp3｜来电］\n再答" and found.pictures == ("call.mp3",) and not found.dropped
    assert from_html('<object data="film.swf">替代</object>').dropped == ("object",)
    assert from_html("<audio>没有声音</audio>").text == "没有声音"
    bold = f"a **b ![x](media:{NAMES['png']}) c** d"
    shown, _names = in_html(to_html(bold), MEDIA, "pictures/")
    assert from_html(shown).text == bold
