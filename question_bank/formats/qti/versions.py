"""What differs between the versions of QTI that we write: namespaces, names, places of standard processing."""

import re
from dataclasses import dataclass

from lxml import etree

_UPPER = re.compile(r"([A-Z0-9])")
_HTML = {"p", "br", "strong", "span", "ul", "li", "div", "img", "audio", "object"}
_BODY_INSIDE = {"modalFeedback", "rubricBlock", "feedbackBlock"}


@dataclass(frozen=True)
class Version:
    """A version: how it is called, its namespaces, where its processing templates live."""

    name: str
    label: str
    namespace: str
    schema: str
    templates: str
    package: str
    package_schema: tuple[str, str]
    resource_type: str
    audio_in: frozenset[str]  # elements (of 2.x) that may hold an `audio`


V21 = Version(
    "qti21",
    "QTI 2.1",
    "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    "http://www.imsglobal.org/question/qti_v2p1/rptemplates/",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
    ("QTIv2.1 Package", "1.0.0"),
    "imsqti_item_xmlv2p1",
    frozenset(),
)
V30 = Version(
    "qti30",
    "QTI 3.0",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    ("QTI Package", "3.0.0"),
    "imsqti_item_xmlv3p0",
    frozenset({"div", "li", "prompt", "simpleChoice", "simpleAssociableChoice"}),
)


def dressed(item: etree._Element, version: Version) -> etree._Element:
    """The tree in the version's names and namespace."""
    if version is V30:
        _content_bodies(item)
    root = etree.Element(f"{{{version.namespace}}}x", nsmap={None: version.namespace})
    for element in item.iter():
        name = str(element.tag)
        if version is V30 and name not in _HTML:
            for key in [key for key in element.attrib if not key.startswith("{")]:
                element.set(_dashed(str(key)), element.attrib.pop(key))
            name = "qti-" + _dashed(name)
        element.tag = f"{{{version.namespace}}}{name}"
    root.append(item)
    etree.cleanup_namespaces(root)
    return item


def _dashed(name: str) -> str:
    return _UPPER.sub(lambda found: "-" + found.group(1).lower(), name)


def _content_bodies(item: etree._Element) -> None:
    """3.0 wants what feedback and rubrics say in a body of its own."""
    for element in [each for each in item.iter() if each.tag in _BODY_INSIDE]:
        if element.tag == "rubricBlock":
            element.set("use", "scoring")
        body = etree.Element("contentBody")
        body.text, element.text = element.text, None
        body.extend(list(element))
        element.append(body)
