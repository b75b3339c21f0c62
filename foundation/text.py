"""Text as people type it: normalised for comparing and searching; the original is always kept beside it."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """NFKC, case folded, white space collapsed: for comparing and searching, never for showing."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def mask_phone(phone: str | None) -> str:
    """138****0825: what prints, exports and other people's pages show of a telephone number."""
    if not phone:
        return ""
    return phone[:3] + "****" + phone[-4:] if len(phone) >= 8 else "****"


def mask_name(name: str) -> str:
    """林**: what a public page shows of a holder; spaces keep their place, one letter of each word stays."""
    return " ".join(word[0] + "*" * max(1, len(word) - 1) for word in name.split()) if name.strip() else ""
