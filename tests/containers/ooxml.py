"""Word files out of raw XML: paragraphs, runs, automatic numbers, tables, and the package around them."""

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def r(text: str, look: str = "") -> str:
    """A run; `look` is its properties: red, bold, line (underlined), marked, white, hidden, struck, or raw XML."""
    looks = {
        "red": '<w:color w:val="FF0000"/>',
        "white": '<w:color w:val="FFFFFF"/>',
        "bold": "<w:b/>",
        "line": '<w:u w:val="single"/>',
        "marked": '<w:highlight w:val="yellow"/>',
        "hidden": "<w:vanish/>",
        "struck": "<w:strike/>",
    }
    inner = text.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">').replace(
        "\n", '</w:t><w:br/><w:t xml:space="preserve">'
    )
    return f'<w:r><w:rPr>{looks.get(look, look)}</w:rPr><w:t xml:space="preserve">{inner}</w:t></w:r>'


def p(content: str = "", num: int = 0, level: int = 0, style: str = "", more: str = "") -> str:
    """A paragraph of text or runs; `num` numbers it automatically."""
    props = f'<w:pStyle w:val="{style}"/>' if style else ""
    props += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>' if num else ""
    runs = content if content.startswith("<") else r(content) if content else ""
    return f"<w:p><w:pPr>{props}{more}</w:pPr>{runs}</w:p>"


def lines(*texts: str) -> str:
    """A plain paragraph each."""
    return "".join(p(text) for text in texts)


def cell(content: str, more: str = "") -> str:
    """A cell; its paragraphs parted by line feeds, or raw."""
    inner = (
        content
        if content.startswith("<w:p") or content.startswith("<w:tbl")
        else "".join(p(t) for t in content.split("\n"))
    )
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{inner}</w:tc>"


def table(*rows: list[str]) -> str:
    """A table; a cell may be text, raw paragraphs or a raw cell."""
    made = "".join(
        "<w:tr>" + "".join(c if c.startswith("<w:tc>") else cell(c) for c in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{made}</w:tbl>"


def level(at: int, form: str, text: str, style: str = "", start: int = 1) -> str:
    """One level of a numbering."""
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt '
        f'w:val="{form}"/>{linked}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(abstracts: list[list[str]], nums: list[tuple[int, bool]]) -> str:
    """numbering.xml: levels by abstract; each num as (abstract, starts anew)."""
    made = "".join(
        f'<w:abstractNum w:abstractNumId="{at}">{"".join(levels)}</w:abstractNum>'
        for at, levels in enumerate(abstracts)
    )
    for number, (abstract, anew) in enumerate(nums, 1):
        fresh = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if anew else ""
        made += f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{fresh}</w:num>'
    return f"<w:numbering {SPACES}>{made}</w:numbering>"


def docx(
    body: str,
    *,
    numbers: str = "",
    styles: str = "",
    parts: Mapping[str, tuple[str, str, bytes | str]] | None = None,
    main: str = f"{TYPE}.document.main+xml",
) -> bytes:
    """The package. `parts`: name under word/ → (relationship kind, its id, content)."""
    extra = dict(parts or {})
    if numbers:
        extra["numbering.xml"] = ("numbering", "rIdN", numbers)
    if styles:
        extra["styles.xml"] = ("styles", "rIdS", f"<w:styles {SPACES}>{styles}</w:styles>")
    relations = "".join(
        f'<Relationship Id="{name}" Type="{RELATION}/{kind}" Target="{path}"/>'
        for path, (kind, name, _) in extra.items()
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{RELATION}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        )
        for path, (_, _, content) in extra.items():
            archive.writestr(f"word/{path}", content)
    return out.getvalue()


def picture(relation: str, words: str = "") -> str:
    """A run with an inline picture."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" '
        f'descr="{words}"/><a:graphic><a:graphicData><pic:pic><pic:blipFill>'
        f'<a:blip r:embed="{relation}"/></pic:blipFill></pic:pic>'
        f"</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
