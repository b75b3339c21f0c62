"""How much work it is to read a file, told without reading it: too much for a request goes to the job process."""

import zipfile
from io import BytesIO

LARGE = 300_000  # bytes of text; some 0.3 s of reading
ZIP, PDF = b"PK\x03\x04", b"%PDF-"
PDF_SHARE = 8  # most of a paper's PDF is fonts: 100 to 400 KB for two pages, half a second in a process of its own
BODY, BODY_SHARE = "word/document.xml", 4  # most of a Word document's body is mark-up; its other parts take no time
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff", ".webp", ".mp3", ".wav", ".m4a")


def is_heavy(source: bytes | str) -> bool:
    """More than a request should read."""
    return weight(source) > LARGE


def weight(source: bytes | str) -> int:
    """Bytes of text that reading it has to go through; pictures count for nothing."""
    if isinstance(source, str):
        return len(source)
    if source.startswith(PDF):
        return len(source) // PDF_SHARE
    if not source.startswith(ZIP):
        return len(source)
    try:
        with zipfile.ZipFile(BytesIO(source)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        return len(source)
    if (body := next((part for part in parts if part.filename == BODY), None)) is not None:
        return body.file_size // BODY_SHARE
    return sum(part.file_size for part in parts if not part.filename.lower().endswith(PICTURES))
