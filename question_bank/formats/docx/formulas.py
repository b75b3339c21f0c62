"""Formulas of Word (OMML) on one line, as one would type them: (a)/(b), x², √(x), with all of their words."""

from lxml import etree

from question_bank.formats.docx.names import local

_SUPER = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUB = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_DEEPEST = 40
_BUILT = ("f", "sSup", "sSub", "sSubSup", "rad", "d", "nary")


def linear(node: etree._Element, depth: int = 0) -> str:
    """The text of a formula or a part of one."""
    name = local(node)
    if name == "t":
        return node.text or ""
    if depth > _DEEPEST:
        return "".join(each.text or "" for each in node.iter() if local(each) == "t")
    if name not in _BUILT:
        return "".join(linear(each, depth + 1) for each in node)
    parts: dict[str, str] = {}
    for each in node:
        before = f"{parts[local(each)]}," if local(each) in parts else ""  # several in one pair of brackets
        parts[local(each)] = before + linear(each, depth + 1)
    if name == "f":
        return f"({parts.get('num', '')})/({parts.get('den', '')})"
    if name in ("sSup", "sSub", "sSubSup"):
        return parts.get("e", "") + _small(parts.get("sub", ""), _SUB, "_") + _small(parts.get("sup", ""), _SUPER, "^")
    if name == "rad":
        degree = parts.get("deg", "")
        return f"{_small(degree, _SUPER, '') if degree else ''}√({parts.get('e', '')})"
    if name == "d":
        begin, end = _sign(node, "begChr", "("), _sign(node, "endChr", ")")
        return begin + parts.get("e", "") + end
    low, high = _small(parts.get("sub", ""), _SUB, "_"), _small(parts.get("sup", ""), _SUPER, "^")
    return _sign(node, "chr", "∫") + low + high + parts.get("e", "")


def _small(text: str, table: dict[int, int], sign: str) -> str:
    """Raised or lowered; in letters that have no such form behind a sign."""
    shifted = text.translate(table)
    return (
        shifted
        if not any(a == b and not a.isspace() for a, b in zip(text, shifted, strict=True))
        else f"{sign}({text})"
    )


def _sign(node: etree._Element, name: str, usual: str) -> str:
    found = next((each for each in node.iter() if local(each) == name), None)
    if found is None:
        return usual
    return next((str(value) for key, value in found.attrib.items() if str(key).endswith("val")), "")
