"""A content package: the items' files and the manifest that lists them with keywords, difficulty and area.

The same items give the same bytes, whenever they are written.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence

from lxml import etree

from question_bank.domain.items import ItemDraft
from question_bank.formats.interchange.media_out import Media, named_in
from question_bank.formats.qti.markup import sub
from question_bank.formats.qti.versions import Version
from question_bank.formats.qti.writing import item_xml

LOM = "http://ltsc.ieee.org/xsd/LOM"
FOLDER = "media/"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UP = "../"  # from an item to the package


def write_package(items: Sequence[ItemDraft], version: Version, media: Media) -> bytes:
    """The ZIP with all items that fit, and the pictures and sounds that they name."""
    files: dict[str, bytes] = {}
    listed: list[tuple[str, str, ItemDraft]] = []
    for number, item in enumerate(items, 1):
        data = item_xml(item, version, media, _UP + FOLDER)
        if data is not None:
            path = f"items/item{number:05d}.xml"
            files[path] = data
            listed.append((f"item{number:05d}", path, item))
    named = named_in((item.content for _name, _path, item in listed), media)
    beside = {FOLDER + name: media[name] for name in named}
    return zipped({"imsmanifest.xml": _manifest(listed, version, media), **files, **beside})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as a ZIP whose bytes depend on nothing else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            info = zipfile.ZipInfo(path, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()


def _manifest(listed: Sequence[tuple[str, str, ItemDraft]], version: Version, media: Media) -> bytes:
    root = etree.Element(
        f"{{{version.package}}}manifest", {"identifier": "certify-items"}, nsmap={None: version.package, "lom": LOM}
    )
    space = f"{{{version.package}}}"
    metadata = sub(root, f"{space}metadata")
    sub(metadata, f"{space}schema", version.package_schema[0])
    sub(metadata, f"{space}schemaversion", version.package_schema[1])
    sub(root, f"{space}organizations")
    resources = sub(root, f"{space}resources")
    for name, path, item in listed:
        resource = sub(resources, f"{space}resource", identifier=name, type=version.resource_type, href=path)
        described(sub(resource, f"{space}metadata"), item)
        sub(resource, f"{space}file", href=path)
        for named in named_in([item.content], media):
            sub(resource, f"{space}file", href=FOLDER + named)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def described(parent: etree._Element, item: ItemDraft) -> None:
    """Keywords, difficulty and area in IEEE LOM."""
    lom = sub(parent, f"{{{LOM}}}lom")
    general = sub(lom, f"{{{LOM}}}general")
    for tag in item.tags:
        sub(sub(general, f"{{{LOM}}}keyword"), f"{{{LOM}}}string", tag)
    difficulty = sub(sub(lom, f"{{{LOM}}}educational"), f"{{{LOM}}}difficulty")
    sub(difficulty, f"{{{LOM}}}source", "LOMv1.0")
    sub(difficulty, f"{{{LOM}}}value", item.difficulty.value)
    taxon = sub(sub(sub(lom, f"{{{LOM}}}classification"), f"{{{LOM}}}taxonPath"), f"{{{LOM}}}taxon")
    sub(sub(taxon, f"{{{LOM}}}entry"), f"{{{LOM}}}string", item.area_code)
