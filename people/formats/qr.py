"""A link as a QR code, to be printed on a sign-in slip."""

import segno


def qr_svg(link: str) -> str:
    """Inline SVG on white, readable in both themes; no style attribute, so that it stands under our policy."""
    return segno.make(link, error="m", micro=False).svg_inline(scale=3, border=2, light="#fff", svgclass="cf-qr")
