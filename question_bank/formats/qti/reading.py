"""Whatever QTI comes as: a file or a package, of any version. Which reader a file belongs to is said by its root."""

import posixpath
from typing import Any

from lxml import etree

from foundation.errors import Invalid
from foundation.media import references
from question_bank.formats.interchange import messages
from question_bank.formats.interchange.collecting import Collector
from question_bank.formats.interchange.media_out import name_of
from question_bank.formats.interchange.text_in import beginning
from question_bank.formats.interchange.xml_in import local, parse, refused
from question_bank.formats.interchange.zip_in import Package, open_package
from question_bank.formats.model import MediaFile, Paper
from question_bank.formats.qti.item import read_item
from question_bank.formats.qti.package import members_of
from question_bank.formats.qti.version12_reading import read_interop

ZIP = b"PK\x03\x04"
_ROOTS = (
    "<questestinterop",
    "assessmentItem",
    "qti-assessment-item",
    "assessmentTest",
    "qti-assessment-test",
    "<manifest",
)
_TESTS = {"assessmentTest", "qti-assessment-test", "manifest"}
_MOST_PICTURES = 2_000
_ITEMS = {"assessmentItem", "qti-assessment-item"}


def recognises(data: bytes, name: str) -> int:
    """A root element of QTI, or a package with a manifest."""
    if data.startswith(ZIP):
        if b"imsmanifest.xml" in data:
            return 96
        return 60 if name.lower().endswith(".zip") else 10
    text = beginning(data)[:6000]
    return 98 if text.lstrip("\ufeff \r\n\t").startswith("<") and any(root in text for root in _ROOTS) else 0


def read(data: bytes, name: str, **options: Any) -> Paper:
    """All items of a file or package; those that can't be held are named. Raises Invalid for what can't be read."""
    collector = Collector("qti", name, tolerant=bool(options.get("tolerant")))
    if data.startswith(b"PK"):
        _read_package(data, name, collector)
    else:
        root = parse(data, name)
        if local(root) in _TESTS:
            raise refused(name, messages.ONLY_A_TEST)
        _read_root(root, name, "", collector)
    return collector.paper()


def _read_package(data: bytes, name: str, collector: Collector) -> None:
    package = open_package(data, name)
    for member in members_of(package):
        before = len(collector.items)
        try:
            _read_root(parse(package.read(member.href), member.href), member.href, member.section, collector)
        except Invalid as error:
            for problem in error.problems:
                place = f"{member.href}:{problem.line or 1}"
                collector.tell(problem.message, place, f"{place}: {problem}", **problem.params)
        if len(collector.items) == before + 1:
            collector.label(tags=member.tags, difficulty=member.difficulty, area=member.area)
    _take_pictures(package, collector)


def _take_pictures(package: Package, collector: Collector) -> None:
    """The members that items speak of as pictures or sounds, by the last part of their names."""
    lines: dict[str, list[int]] = {}
    for item in collector.items:
        for problem in item.problems:
            if problem.message == messages.PICTURE:
                lines.setdefault(str(problem.params["found"]), []).append(item.line_start)
        for each in references(item.content):  # as we wrote it, also where only plain text can stand
            lines.setdefault(name_of(each), []).append(item.line_start)
    for path in package.names():
        name = posixpath.basename(path)[:80]
        if name in lines and len(collector.media) < _MOST_PICTURES:
            collector.media.append(MediaFile(name, package.read(path), tuple(lines[name])))


def _read_root(root: etree._Element, place: str, section: str, collector: Collector) -> None:
    kind = local(root)
    if kind == "questestinterop":
        read_interop(root, place, collector)
    elif kind in _ITEMS:
        read_item(root, place, section, collector)
    else:
        raise refused(place, messages.WRONG_ROOT, format="QTI", found=kind[:40])
