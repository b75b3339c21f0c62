"""The front door of programmes: define, enrol, see the way, decide, and what a standing is on any day."""

from certify.programmes.domain.news import CertificationChanged, CertificationGranted, ProgrammePublished
from certify.programmes.services.authoring import (
    Effect,
    create_programme,
    effect_of,
    publish_version,
    reach_programme,
)
from certify.programmes.services.decisions import (
    approve,
    list_ready,
    reinstate,
    revoke,
    suspend,
)
from certify.programmes.services.definition import (
    ProgrammeView,
    enrol,
    enrol_many,
    get_programme,
    get_version,
    list_enrollable,
    list_programmes,
    list_versions,
)
from certify.programmes.services.offering import FORMS, draft_tree, offer_for, preview, rows_to_edit
from certify.programmes.services.standing import (
    NextStep,
    PersonProgramme,
    as_granted,
    lasting_standings,
    ledger_of,
    list_standings,
    next_steps,
    standing_of,
    status_of_grant,
    ways_of,
)

__all__ = [
    "FORMS",
    "CertificationChanged",
    "CertificationGranted",
    "Effect",
    "NextStep",
    "PersonProgramme",
    "ProgrammePublished",
    "ProgrammeView",
    "approve",
    "as_granted",
    "create_programme",
    "draft_tree",
    "effect_of",
    "enrol",
    "enrol_many",
    "get_programme",
    "get_version",
    "lasting_standings",
    "ledger_of",
    "list_enrollable",
    "list_programmes",
    "list_ready",
    "list_standings",
    "list_versions",
    "next_steps",
    "offer_for",
    "preview",
    "publish_version",
    "reach_programme",
    "reinstate",
    "revoke",
    "rows_to_edit",
    "standing_of",
    "status_of_grant",
    "suspend",
    "ways_of",
]
