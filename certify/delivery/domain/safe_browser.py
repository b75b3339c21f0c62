"""Safe Exam Browser's keys: settings in canonical text, the Config Key made of them, and what a request proves by them.

The file that holds the settings is written in `formats/seb_file.py`. Nothing here is trust: whoever has the file can
work out the same hashes. It shows an invigilator who is honest, and makes cheating more work than opening a tab.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from foundation.errors import N_

KEY_HEADER = "X-SafeExamBrowser-ConfigKeyHash"
EXAM_KEY_HEADER = "X-SafeExamBrowser-RequestHash"
NOT_HASHED = "originatorVersion"  # says who wrote the file and changes nothing


def seb_json(value: Any) -> str:
    """A setting, or all of them, as the text that is hashed: no spaces, no escapes, keys in order whatever their case.

    Dictionaries that hold nothing are left out of the one around them; bytes become Base64, moments ISO 8601.
    """
    if isinstance(value, Mapping):
        held = {key: held for key, held in value.items() if not (isinstance(held, Mapping) and not held)}
        return "{" + ",".join(f'"{key}":{seb_json(held[key])}' for key in sorted(held, key=_place)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(seb_json, value)) + "]"
    return _plain(value)


def _place(key: str) -> tuple[str, str]:
    """Case first decides between keys that are otherwise the same; then small letters come before capitals."""
    return key.casefold(), key.swapcase()


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, bytes):
        return f'"{b64encode(value).decode()}"'
    if isinstance(value, datetime):
        return f'"{value.replace(tzinfo=value.tzinfo or UTC).isoformat()}"'
    if isinstance(value, str):
        return f'"{value}"'
    raise TypeError(f"a property list holds no {type(value).__name__}")


def config_key(settings: Mapping[str, Any]) -> str:
    """The Config Key of settings, in lower-case hexadecimal: the same in every version of the browser."""
    hashed = {key: value for key, value in settings.items() if key != NOT_HASHED}
    return hashlib.sha256(seb_json(hashed).encode()).hexdigest()


def request_hash(url: str, key: str) -> str:
    """What the browser sends for a page: the hash of the absolute address without its fragment, followed by the key."""
    return hashlib.sha256((url.partition("#")[0] + key).encode()).hexdigest()


def matches(claimed: str | None, url: str, keys: Iterable[str]) -> bool:
    """The claimed hash is that of the address with one of the keys."""
    told = (claimed or "").strip().lower().encode()
    return any(hmac.compare_digest(told, request_hash(url, key).encode()) for key in keys)


class Proof(StrEnum):
    """What a request says of the browser. REPORTED: only the page's script says so, in browsers that send no header."""

    MATCH = "match"
    REPORTED = "reported"
    WRONG_VERSION = "wrong_version"  # our settings, but none of the Browser Exam Keys
    WRONG_SETTINGS = "wrong_settings"
    NONE = "none"


PROOF_TEXTS: Mapping[Proof, str] = {
    Proof.MATCH: N_("Safe Exam Browser，配置相符"),
    Proof.REPORTED: N_("只有页面脚本报告配置相符，请求里没有密钥"),
    Proof.WRONG_VERSION: N_("Safe Exam Browser，版本不在名单里"),
    Proof.WRONG_SETTINGS: N_("Safe Exam Browser，但不是这个场次的配置"),
    Proof.NONE: N_("不是 Safe Exam Browser"),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """The two hashes that came with a request, or that the page's script was told, for the address of the page."""

    url: str
    config: str | None = None
    exam: str | None = None


def weigh(claim: Claim, key: str, exam_keys: Iterable[str] = ()) -> Proof:
    """What a claim proves, given the Config Key and the Browser Exam Keys (none: any version of the browser)."""
    if not claim.config and not claim.exam:
        return Proof.NONE
    if not matches(claim.config, claim.url, (key,)):
        return Proof.WRONG_SETTINGS
    wanted = tuple(exam_keys)
    return Proof.MATCH if not wanted or matches(claim.exam, claim.url, wanted) else Proof.WRONG_VERSION


def weigh_both(sent: Claim, reported: Claim, key: str, exam_keys: Iterable[str] = ()) -> Proof:
    """What came in the headers decides; where there is nothing, what the page's script reports is noted and no more."""
    wanted = tuple(exam_keys)
    proof = weigh(sent, key, wanted)
    if proof is not Proof.NONE:
        return proof
    told = weigh(reported, key, wanted)
    return Proof.REPORTED if told is Proof.MATCH else told
