"""Files of other systems that mean harm or are broken: refused or cleaned with a reason, bounded in time and memory."""

import io
import random
import struct
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.errors import Invalid
from question_bank.formats import aiken, gift, moodle, native, qti
from question_bank.formats.interchange import zip_in
from question_bank.formats.interchange.rich_text import from_html

READERS = {"gift": gift, "aiken": aiken, "moodle": moodle, "qti": qti, "certify": native}
SECONDS = 10  # generous: the point is that nothing grows beyond all measure

ITEM = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1" title="t" adaptive="false"
 timeDependent="false"><responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
<correctResponse><value>B</value></correctResponse></responseDeclaration><itemBody><p>一加一</p>
<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">
<simpleChoice identifier="A">一</simpleChoice>
<simpleChoice identifier="B">二</simpleChoice>
</choiceInteraction></itemBody></assessmentItem>"""
MANIFEST = """<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m"><resources>
<resource identifier="r" type="imsqti_item_xmlv2p1" href="%s"><file href="%s"/></resource></resources></manifest>"""
QUIZ = """<quiz><question type="truefalse"><name><text>n</text></name>
<questiontext format="html"><text>%s</text></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>"""


def refusal(reader: str, data: bytes, name: str = "f") -> str:
    began = time.monotonic()
    with pytest.raises(Invalid) as told:
        READERS[reader].read(data, name)
    assert time.monotonic() - began < SECONDS
    return " ".join(str(problem) for problem in told.value.problems)


def package(files: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize("reader", ["moodle", "qti"])
def test_entities_are_refused(reader: str, tmp_path: object) -> None:
    laughs = "".join(
        f'<!ENTITY l{i} "{"&l" + str(i - 1) + ";" if i else "ha"}{"&l" + str(i - 1) + ";" if i else ""}">'
        for i in range(40)
    )
    outside = '<!ENTITY x SYSTEM "file:///etc/hostname">'
    for entities in (laughs, outside, '<!entity % p SYSTEM "http://localhost/x.dtd"> %p;'):
        data = f'<?xml version="1.0"?><!DOCTYPE q [{entities}]><quiz><question type="essay">&x;</question></quiz>'
        for encoding in ("utf-8", "utf-16"):
            assert "实体" in refusal(reader, data.encode(encoding))


def test_an_outer_dtd_is_never_fetched() -> None:
    data = '<?xml version="1.0"?><!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd">' + QUIZ % "对吗"
    assert len(moodle.read(data.encode(), "f").items) == 1


def test_deep_nesting_is_refused() -> None:
    deep = "<quiz>" + "<a>" * 100_000 + "</a>" * 100_000 + "</quiz>"
    assert "XML" in refusal("moodle", deep.encode())


def test_deep_html_and_json_are_bounded() -> None:
    began = time.monotonic()
    assert from_html("<div>" * 50_000 + "深" + "</div>" * 50_000).text == "深"
    assert "JSON" in refusal("certify", b'{"format": "certify-items", "items": ' + b"[" * 200_000)
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../evil.xml", "包外"),
        ("/etc/passwd", "包外"),
        ("a/../../b.xml", "包外"),
        ("C:x.xml", "包外"),
        ("a\\..\\b", "包外"),
    ],
)
def test_names_that_lead_out_keep_the_package_out(name: str, reason: str) -> None:
    assert reason in refusal("qti", package({"imsmanifest.xml": MANIFEST % (name, name), name: ITEM}))


def test_a_manifest_that_points_out_is_refused() -> None:
    assert "包外" in refusal("qti", package({"imsmanifest.xml": MANIFEST % ("../x.xml", "../x.xml"), "x.xml": ITEM}))


def test_bombs_are_refused() -> None:
    assert "炸弹" in refusal("qti", package({"imsmanifest.xml": b"\0" * (20 * 1024 * 1024)}))
    many = {f"f{i}": b"" for i in range(zip_in.MOST_MEMBERS + 1)}
    assert "太多" in refusal("qti", package(many))


def test_a_directory_that_lies_about_sizes_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_in, "MEMBER_LIMIT", 1000)
    data = bytearray(package({"imsmanifest.xml": bytes(random.Random(1).randbytes(5000))}))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = bytes(data).index(mark)
        data[at + offset : at + offset + 4] = struct.pack("<I", 10)
    assert refusal("qti", bytes(data))


def test_links_twins_and_encrypted_members_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("imsmanifest.xml")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert "链接" in refusal("qti", buffer.getvalue())
    assert "重复" in refusal("qti", package({"imsmanifest.xml": "", "IMSmanifest.xml": ""}))


def test_a_broken_item_is_named_and_the_others_are_read() -> None:
    manifest = MANIFEST.replace(
        "</resources>", '<resource identifier="s" type="imsqti_item_xmlv2p1" href="b.xml"/></resources>'
    )
    paper = qti.read(package({"imsmanifest.xml": manifest % ("a.xml", "a.xml"), "a.xml": ITEM, "b.xml": "<x"}), "p.zip")
    assert len(paper.items) == 1 and paper.has_errors
    assert any(place.startswith("b.xml:") for place in paper.places)


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>好",
        '<img src=x onerror="alert(1)">好',
        "<svg><script>alert(1)</script></svg>好",
        '<a href="javascript:alert(1)">好</a>',
        "<style>*{display:none}</style>好",
        '<iframe src="http://x"></iframe>好',
        "<math><mi xlink:href='data:x'>好</mi></math>",
    ],
)
def test_what_could_run_is_taken_out_and_named(html: str) -> None:
    cleaned = from_html(html)
    assert "好" in cleaned.text and cleaned.dropped
    assert not any(word in cleaned.text for word in ("alert", "<", "javascript", "display"))
    escaped = html.replace("&", "&amp;").replace("<", "&lt;")
    paper = moodle.read((QUIZ % escaped).encode(), "f")
    assert any("去掉了" in problem.text() for problem in paper.items[0].problems)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_encodings(encoding: str) -> None:
    text = "::题::中国移动的客服热线是 10086。{T}\n"
    assert gift.read(text.encode(encoding), "f").items[0].answer_key is True
    xml = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>' + QUIZ % "客服热线是 10086。"
    assert moodle.read(xml.encode(encoding), "f").items[0].stem == "客服热线是 10086。"


def test_a_claimed_encoding_that_is_wrong() -> None:
    xml = '<?xml version="1.0" encoding="UTF-8"?>' + QUIZ % "客服热线"
    assert moodle.read(xml.encode("gb18030"), "f").items[0].stem == "客服热线"
    assert "编码" in refusal("moodle", b'<?xml version="1.0" encoding="utf-7"?><quiz/>')
    assert "编码" in refusal("moodle", b"<quiz>\xff\xff\xfe\x00\x81</quiz>")


def test_much_text_takes_time_in_proportion() -> None:
    began = time.monotonic()
    gift.read(b"q {~a =b}\n\n" * 3_000, "f")
    gift.read(b"::" * 100_000 + b"{" * 100_000 + b"=a", "f")
    gift.read(b"q {" + b"=a->" * 20_000 + b"}", "f")
    with pytest.raises(Invalid):
        gift.read(b"\\" * 9_000_000, "f")
    from_html("<b " * 100_000)
    from_html("&" * 100_000 + "<b>" * 20_000)
    assert time.monotonic() - began < 3 * SECONDS


def _survives(reader: str, data: bytes) -> None:
    try:
        assert READERS[reader].recognises(data, "f") in range(101)
        READERS[reader].read(data, "f")
    except Invalid:
        pass


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from([*"={}~#%:\\->[]TF.5 题\n", "::", "[html]", "####", "ANSWER: A", "A) x\n"]), max_size=40)
)
def test_no_text_breaks_the_text_readers(pieces: list[str]) -> None:
    data = "".join(pieces).encode()
    _survives("gift", data)
    _survives("aiken", data)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False), st.sampled_from(["qti", "moodle"]))
def test_no_mutation_breaks_the_xml_readers(chance: random.Random, reader: str) -> None:
    source = ITEM if reader == "qti" else QUIZ % "&lt;p&gt;{1:SA:=a~=b}&lt;/p&gt;"
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(source)), chance.randrange(30)
        piece = chance.choice(["", "<p>", "</p>", "&", '"', "\0", "B B", source[at : at + length]])
        source = source[:at] + piece + source[at + length :]
    _survives(reader, source.encode())


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.binary(max_size=300), st.sampled_from(sorted(READERS)))
def test_no_bytes_break_a_reader(data: bytes, reader: str) -> None:
    for start in (b"", b"PK\x03\x04", b"<", b'{"format": "certify-items", '):
        _survives(reader, start + data)
