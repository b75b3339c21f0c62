"""Response declarations and response processing: which response is right, and what of the scoring we didn't follow."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

from question_bank.formats.gift.syntax import number
from question_bank.formats.interchange import messages
from question_bank.formats.interchange.collecting import Notes
from question_bank.formats.interchange.xml_in import children, descendants, first, local, words

_FOLLOWED = set(
    re.findall(
        r"\w+",
        "responseProcessing responseCondition responseIf responseElseIf responseElse match variable correct default "
        "setOutcomeValue baseValue mapResponse isNull and or not sum gt gte lt lte product multiple ordered equal "
        "stringMatch member contains equalRounded null divide subtract setTemplateValue",
    )
)


_VARIED = ("templateDeclaration", "templateProcessing", "printedVariable")  # another question for each candidate


@dataclass
class Declaration:
    """A response variable: its shape, the right response, and what each response is worth."""

    cardinality: str = "single"
    base_type: str = ""
    correct: list[str] = field(default_factory=list)
    mapped: list[tuple[str, Decimal]] = field(default_factory=list)
    tolerance: tuple[Decimal, bool] = (Decimal(0), False)  # how far off a number may be; in per cent where True

    def right(self, notes: Notes) -> list[str]:
        """The right response; where only a mapping is given, what it rewards."""
        rewarded = [(value, worth) for value, worth in self.mapped if worth > 0]
        if self.mapped and (len({worth for _value, worth in rewarded}) > 1 or any(w < 0 for _v, w in self.mapped)):
            notes.warn(
                messages.PARTIAL_CREDIT, found=", ".join(f"{value}={worth}" for value, worth in self.mapped)[:120]
            )
        if self.correct:
            return self.correct
        if self.cardinality == "single" and rewarded:
            best = max(worth for _value, worth in rewarded)
            return [value for value, worth in rewarded if worth == best]
        return [value for value, _worth in rewarded]

    def accepted(self, notes: Notes) -> list[str]:
        """Every text that earns the full worth: the right one, and others mapped to as much."""
        right = self.right(notes)
        best = max((worth for _value, worth in self.mapped), default=Decimal(0))
        more = [value for value, worth in self.mapped if worth == best and worth > 0]
        return list(dict.fromkeys([*right, *more]))


def declarations(root: etree._Element) -> dict[str, Declaration]:
    """All response variables by name."""
    found = {}
    tolerances = _tolerances(root)
    for each in children(root, "responseDeclaration"):
        correct = first(each, "correctResponse")
        mapping = first(each, "mapping")
        entries = children(mapping, "mapEntry") if mapping is not None else []
        found[each.get("identifier") or ""] = Declaration(
            each.get("cardinality") or "single",
            each.get("baseType") or "",
            [words(value) for value in children(correct, "value")] if correct is not None else [],
            [(entry.get("mapKey") or "", number(entry.get("mappedValue") or "0") or Decimal(0)) for entry in entries],
            tolerances.get(each.get("identifier") or "", (Decimal(0), False)),
        )
    return found


def _tolerances(root: etree._Element) -> dict[str, tuple[Decimal, bool]]:
    """What `equal` in the processing allows for each variable."""
    found = {}
    for equal in descendants(root, "equal"):
        variable = first(equal, "variable")
        mode = equal.get("toleranceMode") or "exact"
        worth = number((equal.get("tolerance") or "0").split()[0] if (equal.get("tolerance") or "").split() else "0")
        if variable is not None and mode in {"absolute", "relative"} and worth is not None:
            found[variable.get("identifier") or ""] = (worth, mode == "relative")
    return found


def look_at_processing(root: etree._Element, notes: Notes) -> None:
    """Name what the processing does that a right response and a mapping don't say."""
    if varied := sorted({local(each) for each in descendants(root, *_VARIED)}):
        notes.warn(messages.PROCESSING, found=", ".join(varied))
    if (root.get("adaptive") or "").casefold() == "true":
        notes.warn(messages.PROCESSING, found="adaptive")
    processing = first(root, "responseProcessing")
    if processing is None:
        return
    _look_at_rules(root, processing, notes)
    names = {local(each) for each in descendants(processing, *_all_names(processing))}
    strange = sorted(name for name in names - _FOLLOWED if name)
    if strange:
        notes.warn(messages.PROCESSING, found=", ".join(strange)[:200])
    elif len(children(processing, "responseCondition")) and descendants(processing, "responseElseIf"):
        notes.warn(messages.PROCESSING, found="responseElseIf")


def _look_at_rules(root: etree._Element, processing: etree._Element, notes: Notes) -> None:
    """Rules that reward something else than the declared right response, or allow more to one side."""
    right = {name: set(each.correct) for name, each in declarations(root).items()}
    for rule in descendants(processing, "responseIf", "responseElseIf"):
        if not any((number(words(each)) or 0) > 0 for each in _scored(rule)):
            continue
        if any(not children(each, "isNull") for each in descendants(rule, "not")):
            notes.warn(messages.PROCESSING, found="not")
        for match in descendants(rule, "match"):
            variable = first(match, "variable")
            name = (variable.get("identifier") or "") if variable is not None else ""
            value = words(first(match, "baseValue"))
            if value and right.get(name) and value not in right[name]:
                notes.warn(messages.PROCESSING, found=f"{name} = {value}"[:80])
    for equal in descendants(processing, "equal"):
        if len(set((equal.get("tolerance") or "").split())) > 1:
            notes.warn(messages.PROCESSING, found=f"tolerance {equal.get('tolerance')}"[:80])


def _scored(rule: etree._Element) -> list[etree._Element]:
    return [each for each in children(rule, "setOutcomeValue") if each.get("identifier") == "SCORE"]


def _all_names(element: etree._Element) -> set[str]:
    return {local(each) for each in element.iter()}
