"""Counts what the reader of papers makes of papers whose truth is written beside them: right, told, silent, lost.

`python -m tests.paper_truth tests/data/blind/first [name …]` prints the counts; `tests/unit/test_paper_blind.py` holds
them. An item is right when type, stem, options, key and (where written down) points are; told when it differs and
the item itself, or a problem on its lines, says that something is odd; silent when nothing does; lost when it is
nowhere and the paper has no problem. The files are read as uploads are: the format is found by what is in them.
"""

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from foundation.errors import Invalid
from question_bank.formats.model import Paper, PaperItem
from question_bank.formats.registry import read_file

COLUMNS = ("papers", "items", "right", "told", "silent", "lost", "extra_told", "extra_silent")
_ALIKE = 0.4


@dataclass
class Count:
    """One paper's counts, and a line for each item that is not right."""

    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def plain(text: str) -> str:
    """A text without what the reader may change: width, spaces, the answer place, the last stop."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"\(\)|_+", "", text).rstrip("。;.,:?!")


def _key(key: Any, item_type: str) -> Any:
    if item_type != "fill_blank" or not isinstance(key, list):
        return key
    return [sorted(map(plain, accepted)) if isinstance(accepted, list) else accepted for accepted in key]


def differences(truth: dict[str, Any], item: PaperItem) -> list[str]:
    """In what an item differs from its truth."""
    key_fits = _key(truth["key"], truth["type"]) == _key(item.answer_key, item.type)
    checks = {
        f"type {item.type}": item.type in truth["type"].split("|"),
        f"stem {item.stem[:60]}": plain(truth["stem"]) == plain(item.stem),
        "blanks": truth["type"] != "fill_blank" or truth["stem"].count("____") == item.stem.count("____"),
        f"options {[option.text[:12] for option in item.options]}": (
            [plain(text) for text in truth["options"]] == [plain(option.text) for option in item.options]
        ),
        f"key {item.answer_key}, not {truth['key']}": key_fits or ("either" in truth and item.answer_key is None),
        f"points {item.points}": "points" not in truth or item.points == Decimal(truth["points"]),
    }
    return [name for name, fits in checks.items() if not fits]


def is_told(paper: Paper, item: PaperItem) -> bool:
    """True when a person is led to look at the item."""
    lines = {problem.line for problem in paper.problems}
    inside = any(line is not None and item.line_start <= line <= item.line_end for line in lines)
    return bool(item.problems) or item.confidence == "low" or inside


def _pairs(truths: Sequence[dict[str, Any]], items: Sequence[PaperItem]) -> tuple[dict[int, int], list[int]]:
    left, stems = list(range(len(items))), [plain(item.stem) for item in items]
    pairs: dict[int, int] = {}
    for at, truth in enumerate(truths):
        same = next((x for x in left if stems[x] == plain(truth["stem"])), None)
        if same is not None:
            pairs[at] = same
            left.remove(same)
    for at, truth in enumerate(truths):
        if at in pairs or not left:
            continue
        stem = plain(truth["stem"])
        likeness = {x: SequenceMatcher(None, stem, stems[x], autojunk=False).ratio() for x in left}
        best = max(left, key=likeness.__getitem__)
        if likeness[best] > _ALIKE or stem in stems[best]:
            pairs[at] = best
            left.remove(best)
    return pairs, left


def count(text: str, truths: Sequence[dict[str, Any]]) -> Count:
    """Read one paper and hold it against its truth."""
    result = Count(Counter(papers=1, items=len(truths)))
    try:
        paper = read_file(text.encode(), "paper.txt")
    except Invalid as refusal:
        result.counts["told"] += len(truths)
        result.notes.append(f"refused: {refusal}")
        return result
    pairs, left = _pairs(truths, paper.items)
    for at, truth in enumerate(truths):
        if at not in pairs:
            inside = [item for item in paper.items if plain(truth["stem"]) in plain(item.source_text)]
            told = bool(paper.problems) or any(is_told(paper, item) for item in inside)
            _add(result, "told" if told else "lost", at + 1, "missing")
            continue
        item = paper.items[pairs[at]]
        found = differences(truth, item)
        told = is_told(paper, item)
        if not found and (not truth.get("flag") or told or paper.problems):
            result.counts["right"] += 1
        else:
            _add(result, "told" if told else "silent", at + 1, "; ".join(found))
    for at in left:
        told = is_told(paper, paper.items[at])
        _add(result, "extra_told" if told else "extra_silent", 0, paper.items[at].stem[:60])
    return result


def _add(result: Count, kind: str, number: int, words: str) -> None:
    result.counts[kind] += 1
    result.notes.append(f"{kind} {number}: {words}")


def papers(folder: Path) -> dict[str, dict[str, Any]]:
    """The truth of a batch: by name of the paper its family and items."""
    found: dict[str, dict[str, Any]] = json.loads((folder / "expected.json").read_text("utf-8"))
    return found


def main(folder: Path, only: Iterable[str]) -> None:
    """Print what was not right, and the counts by family."""
    wanted, families = set(only), dict[str, Counter[str]]()
    for name, truth in papers(folder).items():
        if wanted and name not in wanted:
            continue
        found = count((folder / f"{name}.txt").read_text("utf-8"), truth["items"])
        families.setdefault(truth["family"], Counter()).update(found.counts)
        if found.notes:
            print(f"## {name}", *found.notes, sep="\n   ")
    print("family", *COLUMNS)
    for family, counts in families.items():
        print(family, *(counts[column] for column in COLUMNS))
    print("all", *(sum(counts[column] for counts in families.values()) for column in COLUMNS))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
