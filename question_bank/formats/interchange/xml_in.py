"""XML as it comes from strangers: decoded by us, no entity, no DTD, no network, bounded in size and depth.

`parse` gives the root element or raises Invalid naming file and line. What the elements mean is each format's business.
"""

import re

from lxml import etree

from foundation.errors import Invalid, Problem
from question_bank.formats.interchange import messages

LIMIT = 64 * 1024 * 1024
_DECLARATION = re.compile(r"\s*<\?xml\b([^>]*?)\?>")
_ENCODING = re.compile(rb"<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_ENCODING_PART = re.compile(r"\s+encoding\s*=\s*[\"'][^\"']*[\"']")
_KNOWN = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "windows-1252", "gbk", "gb2312", "gb18030", "big5"}
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def refused(name: str, message: str, line: int | None = None, **params: object) -> Invalid:
    """The one problem that keeps a whole file out."""
    return Invalid(Problem(message, params, field=name or None, line=line), message=message, **params)


def text_of(data: bytes, name: str) -> str:
    """The text of an XML file, by its mark or its declaration; GB18030 where UTF-8 was claimed in error."""
    if len(data) > LIMIT:
        raise refused(name, messages.TOO_LARGE)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], (encoding,), name)
    if data[:4] in (b"<\0?\0", b"<\0q\0"):
        return _decoded(data, ("utf-16-le",), name)
    if data[:4] in (b"\0<\0?", b"\0<\0q"):
        return _decoded(data, ("utf-16-be",), name)
    declared = _ENCODING.search(data[:400])
    encoding = declared.group(1).decode().lower() if declared else "utf-8"
    if encoding not in _KNOWN:
        raise refused(name, messages.NOT_TEXT, encoding=encoding)
    return _decoded(data, (encoding, "gb18030"), name)


def _decoded(data: bytes, encodings: tuple[str, ...], name: str) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused(name, messages.NOT_TEXT, encoding=encodings[0])


def parse(data: bytes, name: str) -> etree._Element:
    """The root element. Raises Invalid for what is no well-formed XML, and for anything that defines entities."""
    text = text_of(data, name)
    if "<!ENTITY" in text.upper():
        raise refused(name, messages.ENTITIES)
    text = _CONTROLS.sub(" ", text)
    declaration = _DECLARATION.match(text)
    if declaration:
        text = text.replace(declaration.group(1), _ENCODING_PART.sub("", declaration.group(1), count=1), 1)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        reason = (error.msg or "").split(" (<string>")[0][:200]
        raise refused(name, messages.BAD_XML, line=error.lineno, reason=reason) from error
    if root is None or (root.getroottree().docinfo.internalDTD is not None and _entities(root)):
        raise refused(name, messages.ENTITIES)
    return root


def _entities(root: etree._Element) -> bool:
    dtd = root.getroottree().docinfo.internalDTD
    return dtd is not None and any(True for _entity in dtd.iterentities())


def local(element: etree._Element) -> str:
    """An element's name without its namespace, or without a prefix that nobody declared; empty for no element."""
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    """Its children of those names, whatever their namespace."""
    return [child for child in element if local(child) in names]


def first(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Down a path of names, the first child of each."""
    for name in path:
        element = next(iter(children(element, name)), None) if element is not None else None
    return element


def descendants(element: etree._Element, *names: str) -> list[etree._Element]:
    """All below it of those names, in document order."""
    return [each for each in element.iter() if local(each) in names]


def words(element: etree._Element | None) -> str:
    """All text inside, trimmed; empty where there is no element."""
    return "".join(element.itertext()).strip() if element is not None else ""
