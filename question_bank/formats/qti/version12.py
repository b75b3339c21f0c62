"""QTI 1.2 in Canvas' profile as it is written: one assessment and a manifest, in a package.

Canvas passes over metadata that it doesn't know, so our own id, language, tags and difficulty travel there.
"""

from collections.abc import Iterable, Sequence

from lxml import etree

from question_bank.domain.items import ItemDraft
from question_bank.formats.interchange.media_out import NO_MEDIA, Media, in_html, named_in
from question_bank.formats.qti.markup import sub
from question_bank.formats.qti.packing import FOLDER, zipped
from question_bank.formats.qti.reading import read, recognises
from question_bank.formats.qti.version12_writing import WRITERS, item_element

SUFFIX, MIME = ".qti12.zip", "application/zip"
NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_PATH = "certify/certify.xml"
_BASE = "$IMS-CC-FILEBASE$/"  # the package, as Canvas calls it


def write(items: Sequence[ItemDraft], media: Media = NO_MEDIA) -> bytes:
    """One package, with their pictures and sounds; items that don't fit are left out (see `interchange.losses`)."""
    root = etree.Element("questestinterop")
    assessment = sub(root, "assessment", ident="certify-items", title="Certify")
    section = sub(assessment, "section", ident="root_section")
    contents = []
    for item in items:
        element = item_element(item)
        if element is not None:
            section.append(element)
            contents.append(item.content)
    for text in root.iter("mattext"):
        text.text, _shown = in_html(text.text or "", media, f"{_BASE}{FOLDER}")
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    # one default namespace for all: said once, as text, for a tree renamed element by element takes time squared
    data = data.replace(b"<questestinterop", f'<questestinterop xmlns="{NAMESPACE}"'.encode(), 1)
    named = named_in(contents, media)
    beside = {FOLDER + name: media[name] for name in named}
    return zipped({"imsmanifest.xml": _manifest(beside), _PATH: data, **beside})


def _manifest(beside: Iterable[str]) -> bytes:
    space = f"{{{PACKAGE}}}"
    root = etree.Element(f"{space}manifest", {"identifier": "certify-items"}, nsmap={None: PACKAGE})
    metadata = sub(root, f"{space}metadata")
    sub(metadata, f"{space}schema", "IMS Content")
    sub(metadata, f"{space}schemaversion", "1.1.3")
    sub(root, f"{space}organizations")
    resources = sub(root, f"{space}resources")
    resource = sub(resources, f"{space}resource", identifier="items", type="imsqti_xmlv1p2", href=_PATH)
    sub(resource, f"{space}file", href=_PATH)
    for number, path in enumerate(beside, 1):
        content = sub(resources, f"{space}resource", identifier=f"media{number:05d}", type="webcontent", href=path)
        sub(content, f"{space}file", href=path)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


__all__ = ["MIME", "SUFFIX", "WRITERS", "read", "recognises", "write"]
