"""The names of WordprocessingML, and small ways to ask its elements."""

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def local(node: etree._Element) -> str:
    """A name without its namespace; empty for comments."""
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def child(node: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name."""
    return None if node is None else node.find(W + name)


def attribute(node: etree._Element, name: str) -> str:
    """An attribute of Word's own; empty where it is missing."""
    return node.get(W + name) or ""


def value_of(node: etree._Element | None, name: str) -> str:
    """The `val` of a child; empty where there is none."""
    found = child(node, name)
    return attribute(found, "val") if found is not None else ""


def is_on(node: etree._Element | None, name: str) -> bool:
    """A property that is there and not switched off."""
    found = child(node, name)
    return found is not None and attribute(found, "val") not in ("0", "false", "off", "none")
