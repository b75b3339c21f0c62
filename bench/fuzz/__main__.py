"""`python -m bench.fuzz TARGET FOLDER [libFuzzer options]`: throw damaged files at one reader until something gives.

A reader may give a paper or raise `Invalid` with its problems; any other exception, or ten seconds, is a find, which
libFuzzer leaves as a file. Needs atheris, which isn't locked: put it into an environment of its own.
"""

import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import atheris  # type: ignore[import-untyped]  # not locked, see above

with atheris.instrument_imports(include=["question_bank.formats"]):
    from foundation.errors import Invalid
    from question_bank.formats.paper import read_paper
    from question_bank.formats.registry import read_file

from bench.fuzz.seeds import seeds_of

_CUT = b"\n#####KEY#####\n"


def _packed(data: bytes, member: str, around: dict[str, str]) -> bytes:
    """The data as one member of an archive with what else such an archive holds."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in around.items():
            archive.writestr(name, text)
        archive.writestr(member, data)
    return stream.getvalue()


_WORD = {"[Content_Types].xml": "<Types/>"}
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EXCEL = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
    '"/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="a" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="a"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="a" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
_MANIFEST = {
    "imsmanifest.xml": '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources><resource identifier="a" '
    'type="imsqti_item_xmlv2p1" href="a.xml"/></resources></manifest>'
}


def _key_file(data: bytes) -> None:
    paper, _, key = data.partition(_CUT)
    read_paper(paper or b"1", answer_key=key)


TARGETS: dict[str, Callable[[bytes], object]] = {
    "paper": lambda data: read_file(data, "x.txt", "paper"),
    "key": _key_file,
    "gift": lambda data: read_file(data, "x.gift", "gift"),
    "aiken": lambda data: read_file(data, "x.txt", "aiken"),
    "json": lambda data: read_file(data, "x.json", "json"),
    "csv": lambda data: read_file(data, "x.csv", "table"),
    "moodle": lambda data: read_file(data, "x.xml", "moodle"),
    "qti": lambda data: read_file(data, "x.xml", "qti"),
    "item-in-package": lambda data: read_file(_packed(data, "a.xml", _MANIFEST), "x.zip", "qti"),
    "manifest": lambda data: read_file(_packed(data, "imsmanifest.xml", {"a.xml": "<x/>"}), "x.zip", "qti"),
    "zip": lambda data: read_file(data, "x.zip", "qti"),
    "docx": lambda data: read_file(data, "x.docx", "docx"),
    "document": lambda data: read_file(_packed(data, "word/document.xml", _WORD), "x.docx", "docx"),
    "webpage": lambda data: read_file(data, "x.doc", "webpage"),
    "rtf": lambda data: read_file(data, "x.rtf", "rtf"),
    "sheet": lambda data: read_file(_packed(data, "xl/worksheets/sheet1.xml", _EXCEL), "x.xlsx", "table"),
    "auto": lambda data: read_file(data, "x"),
}


def main() -> None:
    """Fuzz one target; seeds are laid into the folder first."""
    if len(sys.argv) < 3 or sys.argv[1] not in TARGETS:
        sys.exit(f"python -m bench.fuzz {'|'.join(TARGETS)} FOLDER [libFuzzer options]")
    target, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds_of(target)):
        (folder / f"seed-{number:03}").write_bytes(seed)

    def once(data: bytes) -> None:
        try:
            TARGETS[target](data)
        except Invalid as refusal:
            assert refusal.problems, "refused without a reason"

    atheris.Setup([sys.argv[0], "-timeout=10", "-rss_limit_mb=1500", *sys.argv[3:], str(folder)], once)
    atheris.Fuzz()


main()
