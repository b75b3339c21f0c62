"""A content package's manifest: which members hold items, in which order and section, and what it says of each."""

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from question_bank.formats.interchange import messages
from question_bank.formats.interchange.xml_in import descendants, first, local, parse, refused, words
from question_bank.formats.interchange.zip_in import Package

MANIFEST = "imsmanifest.xml"
_ITEM_TYPES = ("imsqti_item", "imsqti_xmlv1", "imsqti_assessment", "imsqti_xmlv2")
_TEST_TYPES = ("imsqti_test",)


@dataclass(frozen=True)
class Member:
    """A file with items in it, and what manifest and test say of it."""

    href: str
    section: str = ""
    tags: tuple[str, ...] = ()
    difficulty: str | None = None
    area: str | None = None


def members_of(package: Package) -> list[Member]:
    """The members that hold items, in the test's order where there is a test. Raises Invalid for what is no package."""
    place = next((each for each in package.names() if posixpath.basename(each) == MANIFEST), None)
    if place is None:
        raise refused(package.name, messages.NO_MANIFEST)
    root = parse(package.read(place), f"{package.name}/{MANIFEST}")
    if local(root) != "manifest" or first(root, "resources") is None:
        raise refused(package.name, messages.NOT_A_MANIFEST)
    folder = posixpath.dirname(place)
    found: dict[str, Member] = {}
    tests: list[str] = []
    for resource in descendants(root, "resource"):
        kind, href = (resource.get("type") or "").lower(), _href(resource, folder, package)
        if not kind.startswith((*_ITEM_TYPES, *_TEST_TYPES)) or not href:
            continue
        if href not in package:
            raise refused(package.name, messages.MISSING_MEMBER, member=href[:80])
        if kind.startswith(_TEST_TYPES) or _is_bank(kind):
            tests.append(href)
        else:
            found[href] = _member(resource, href)
    if not found:
        raise refused(package.name, messages.NO_ITEMS)
    return _in_order(found, tests, package)


def _is_bank(kind: str) -> bool:
    return "bank" in kind or "section" in kind


def _href(resource: etree._Element, folder: str, package: Package) -> str:
    href = resource.get("href")
    if not href:
        file = first(resource, "file")
        href = (file.get("href") if file is not None else None) or ""
    return _joined(folder, href, package) if href else ""


def _joined(folder: str, href: str, package: Package) -> str:
    path = posixpath.normpath(posixpath.join(folder, unquote(href)))
    if path.startswith(("../", "/")) or path == "..":
        raise refused(package.name, messages.BAD_MEMBER_NAME, member=ascii(href)[1:81])
    return path


def _member(resource: etree._Element, href: str) -> Member:
    """What the resource's own metadata says (IEEE LOM): keywords, difficulty, what it is about."""
    metadata = first(resource, "metadata")
    if metadata is None:
        return Member(href)
    keywords = tuple(text for each in descendants(metadata, "keyword") if (text := words(each)))
    values = [words(value) for each in descendants(metadata, "difficulty") for value in descendants(each, "value")]
    entry = next((words(each) for each in descendants(metadata, "entry")), "")
    return Member(href, "", keywords, values[0].split()[-1] if values and values[0] else None, entry or None)


def _in_order(found: dict[str, Member], tests: list[str], package: Package) -> list[Member]:
    ordered: dict[str, Member] = {}
    for test in tests:
        root = parse(package.read(test), test)
        for reference in descendants(root, "assessmentItemRef", "qti-assessment-item-ref"):
            href = _joined(posixpath.dirname(test), reference.get("href") or "", package)
            if href not in found:
                raise refused(package.name, messages.MISSING_MEMBER, member=href[:80])
            member = found[href]
            section = _section_title(reference)
            ordered.setdefault(href, Member(member.href, section, member.tags, member.difficulty, member.area))
    return [*ordered.values(), *(member for href, member in found.items() if href not in ordered)]


def _section_title(reference: etree._Element) -> str:
    parent = reference.getparent()
    return (parent.get("title") or "") if parent is not None else ""
