"""A blueprint as JSON and back, and the hash that names it."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from certify.exams.domain.blueprint import ExamBlueprint
from certify.exams.domain.constraints import DEFAULT
from certify.exams.domain.retakes import RetakeScope
from foundation.errors import N_, Invalid, Problem
from question_bank.domain import canonical_json


def blueprint_to_json(blueprint: ExamBlueprint) -> dict[str, Any]:
    """JSON objects only; points are strings. What came later is left out where it says nothing: frozen forms name the
    hash of this.
    """
    data = dict(msgspec.to_builtins(blueprint))
    data["sections"] = [_section_to_json(section) for section in data["sections"]]
    if data["retakes"] is None:
        del data["retakes"]
    elif data["retakes"]["scope"] == RetakeScope.WHOLE:
        data["retakes"] = {name: value for name, value in data["retakes"].items() if name != "scope"}
    if blueprint.constraints in (None, DEFAULT):
        del data["constraints"]
    return data


def _section_to_json(section: Mapping[str, Any]) -> dict[str, Any]:
    silent = {"minutes": None, "break_minutes": 0}
    return {name: value for name, value in section.items() if name not in silent or value != silent[name]}


msgspec.json.Decoder(
    ExamBlueprint
)  # learnt at import: two threads that convert to a new shape at once crash the process


def blueprint_from_json(data: Mapping[str, Any]) -> ExamBlueprint:
    """Read what `blueprint_to_json` wrote; raises Invalid naming the place that can't be read."""
    try:
        return msgspec.convert(data, ExamBlueprint)
    except msgspec.ValidationError as error:
        raise Invalid(Problem(N_("蓝图读不出来：%(why)s"), {"why": str(error)}))


def blueprint_hash(blueprint: ExamBlueprint) -> str:
    """Equal blueprints, equal hash: says whether a form was assembled from the present text."""
    return hashlib.sha256(canonical_json(blueprint_to_json(blueprint)).encode()).hexdigest()
