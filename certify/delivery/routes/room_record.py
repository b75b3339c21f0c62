"""A line of the room's record in words: who, when, what, concerning whom, why."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from certify.delivery.domain.presence import NEED_LABELS
from certify.delivery.domain.room import INCIDENT_LABELS, Incident
from foundation.i18n import gettext
from foundation.web.dates import second


def concerning(incident: Incident, seats: Mapping[UUID, str]) -> str:
    """Whom it is about: a person with the present seat, a number of people, or everyone."""
    if incident.person_name:
        return f"{seats.get(incident.person_id, '')} {incident.person_name}".strip() if incident.person_id else ""
    if incident.n_people is not None:
        return gettext("%(n)s 人", n=incident.n_people)
    return ""


def record_line(incident: Incident, seats: Mapping[UUID, str]) -> dict[str, Any]:
    """The line: time and author, then the act with its object, details and reason."""
    act = gettext(INCIDENT_LABELS[incident.kind])
    details = [
        gettext("%(m)s 分钟", m=incident.minutes) if incident.minutes is not None else "",
        gettext("座位 %(seat)s", seat=incident.seat) if incident.seat else "",
        gettext("原来 %(seat)s", seat=incident.former_seat) if incident.former_seat else "",
        gettext(NEED_LABELS[incident.why]) if incident.why else "",
        gettext("地址 %(address)s", address=incident.address) if incident.address else "",
    ]
    return {
        "id": str(incident.id),
        "time": second(incident.at),
        "by": incident.by_name or gettext("系统"),
        "act": act,
        "who": concerning(incident, seats),
        "details": " ".join(filter(None, details)),
        "reason": gettext(incident.reason) if incident.reason else "",
    }
