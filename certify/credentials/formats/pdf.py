"""The certificate as PDF: set by Typst, with the Chinese font embedded and a QR code that leads to the verification
page.
"""

import io
import shutil
import tempfile
from pathlib import Path

import segno
import typst

from certify.credentials.domain import Snapshot

HERE = Path(__file__).resolve().parent
FONTS = HERE.parent / "fonts"


def qr_svg(url: str) -> bytes:
    """A QR code of the address, error correction M, as SVG."""
    buffer = io.BytesIO()
    segno.make(url, error="m", micro=False).save(buffer, kind="svg", border=1, dark="#1A2527", light=None)
    return buffer.getvalue()


def certificate_pdf(snapshot: Snapshot, verify_url: str) -> bytes:
    """One A4 page. Data goes in as inputs, never as Typst source, so no name can be read as code."""
    day = "{:%Y-%m-%d}".format
    inputs = {
        "title": snapshot.certificate_zh,
        "title_en": snapshot.certificate_en,
        "holder": snapshot.holder_name,
        "unit": snapshot.unit_names,
        "login": snapshot.holder_login,
        "statement": f"已达到“{snapshot.programme_zh}”的全部要求，特发此证。",
        "statement_en": f"has met all requirements of “{snapshot.programme_en}”.",
        "number": snapshot.number,
        "issuer": snapshot.issuer,
        "issued_on": day(snapshot.issued_on),
        "valid_from": day(snapshot.valid_from),
        "valid_until": day(snapshot.valid_until),
    }
    with tempfile.TemporaryDirectory(prefix="certificate-") as folder:
        root = Path(folder)
        shutil.copy(HERE / "certificate.typ", root)
        (root / "qr.svg").write_bytes(qr_svg(verify_url))
        return bytes(
            typst.compile(str(root / "certificate.typ"), root=folder, font_paths=[str(FONTS)], sys_inputs=inputs)
        )
