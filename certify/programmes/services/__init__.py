"""The front door of programmes: define, enrol, see the way, decide, and what a standing is on any day."""

from certify.programmes.domain.news import CertificationChanged, CertificationGranted
from certify.programmes.services.decisions import (
    approve,
    list_ready,
    reinstate,
    revoke,
    suspend,
)
from certify.programmes.services.definition import (
    ProgrammeView,
    create_programme,
    enrol,
    enrol_many,
    get_programme,
    list_programmes,
    publish_version,
)
from certify.programmes.services.standing import (
    NextStep,
    PersonProgramme,
    lasting_standings,
    ledger_of,
    list_standings,
    next_steps,
    standing_of,
    status_of_grant,
    ways_of,
)

__all__ = [
    "CertificationChanged",
    "CertificationGranted",
    "NextStep",
    "PersonProgramme",
    "ProgrammeView",
    "approve",
    "create_programme",
    "enrol",
    "enrol_many",
    "get_programme",
    "lasting_standings",
    "ledger_of",
    "list_programmes",
    "list_ready",
    "list_standings",
    "next_steps",
    "publish_version",
    "reinstate",
    "revoke",
    "standing_of",
    "status_of_grant",
    "suspend",
    "ways_of",
]
