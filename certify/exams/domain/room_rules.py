"""What a sitting asks of its room, all optional: networks, admission, consent to change computers, earliest leave,
Safe Exam Browser.

Delivery keeps these rules; here they are only said and checked.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from certify.exams.domain.safe_browser import (
    NO_SAFE_BROWSER,
    SafeBrowser,
    browser_from_json,
    browser_to_json,
    exam_key_problems,
)
from foundation.errors import N_, Problem
from foundation.text import fold

MAX_NETWORKS = 20
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class RoomRules:
    """`networks`: addresses or CIDR ranges from which the exam may be started; none: from anywhere."""

    networks: tuple[str, ...] = ()
    requires_admission: bool = False
    take_over_consent: bool = False
    earliest_leave_minutes: int | None = None
    safe_browser: SafeBrowser = NO_SAFE_BROWSER

    @property
    def without_secrets(self) -> "RoomRules":
        """For a candidate's page."""
        return replace(self, safe_browser=replace(self.safe_browser, quit_password="", quit_token=""))

    def allows_address(self, address: str | None) -> bool:
        """The address lies in one of the networks, or none are named. What is no address lies in none."""
        return not self.networks or is_inside(self.networks, address)


ANY_ROOM = RoomRules()


def split_networks(text: str) -> tuple[str, ...]:
    """What was typed, as one entry each: by line, comma or space, full-width or not."""
    return tuple(part for part in re.split(r"[\s,;、，；]+", fold(text)) if part)


def is_inside(networks: Iterable[str], address: str | None) -> bool:
    """Whether an address lies in one of these ranges."""
    found = _address(address)
    return found is not None and any(found in network for network in map(_network, networks) if network is not None)


@lru_cache(maxsize=1024)
def _address(text: str | None) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address((text or "").split("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


@lru_cache(maxsize=1024)
def _network(text: str) -> Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def checked(rules: RoomRules, duration_minutes: int) -> tuple[RoomRules, tuple[Problem, ...]]:
    """The rules with their networks as networks are written, and everything wrong with them."""
    found = []
    known = []
    for text in rules.networks:
        network = _network(text)
        if network is None:
            message = N_("“%(text)s”不是网段。写成 10.20.3.0/24，或一个地址 10.20.3.7")
            found.append(Problem(message, {"text": text[:40]}, field="networks", found=text[:40]))
        else:
            known.append(str(network))
    if len(rules.networks) > MAX_NETWORKS:
        found.append(Problem(N_("网段最多 %(n)s 个"), {"n": MAX_NETWORKS}, field="networks"))
    earliest = rules.earliest_leave_minutes
    if earliest is not None and not 0 <= earliest < duration_minutes:
        text = N_("最早交卷要早于考试时长（%(n)s 分钟）")
        found.append(Problem(text, {"n": duration_minutes}, field="earliest_leave_minutes"))
    found += exam_key_problems(rules.safe_browser.exam_keys)
    return replace(rules, networks=tuple(dict.fromkeys(known)), earliest_leave_minutes=earliest or None), tuple(found)


def rules_to_json(rules: RoomRules) -> dict[str, Any]:
    """As stored; what is not asked for is left out."""
    said = {**asdict(rules), "networks": list(rules.networks), "safe_browser": browser_to_json(rules.safe_browser)}
    return {name: value for name, value in said.items() if value}


def rules_from_json(stored: Mapping[str, Any] | None) -> RoomRules:
    """As it was stored."""
    fields = dict(stored or {})
    if not fields:
        return ANY_ROOM
    browser = browser_from_json(fields.get("safe_browser"))
    return RoomRules(**{**fields, "networks": tuple(fields.get("networks", ())), "safe_browser": browser})
