"""Reads papers, as many files or folders as given, and prints what came of each as a Markdown table.

    python -m scripts.paper_table ../shared/data/chinese-papers

Items found, keys read, items and sections told, format; a file that is refused says why. What is right is checked by
tests/unit/test_formats_shared.py; this only counts.
"""

import re
import sys
from collections import Counter
from pathlib import Path

from foundation.errors import Invalid
from question_bank.formats.model import Paper
from question_bank.formats.registry import read_file

HEAD = "| file | format | items | keys | without | told items | told on the paper |\n|---|---|---|---|---|---|---|"
_FIELD = re.compile(r"%\(\w+\)s")
SUFFIXES = (".txt", ".md", ".json", ".docx", ".xlsx", ".csv", ".xml")


def files_of(arguments: list[str]) -> list[Path]:
    """The files named, and those in the folders named, in order."""
    found: list[Path] = []
    for path in map(Path, arguments):
        inside = (
            sorted(each for each in path.rglob("*") if each.suffix.lower() in SUFFIXES) if path.is_dir() else [path]
        )
        found += inside
    return found


def row_of(path: Path) -> str:
    """One file as a row."""
    try:
        paper = read_file(path.read_bytes(), path.name)
    except Invalid as refusal:
        reason = "; ".join(problem.message % dict(problem.params) for problem in refusal.problems)
        return f"| {path.name} | — | refused: {reason} | | | | |"
    keyed = sum(bool(item.answer_key is not None or item.marking_guide) for item in paper.items)
    told = sum(bool(item.problems) for item in paper.items)
    cells = [path.name, paper.format, len(paper.items), keyed, len(paper.items) - keyed, f"{told}{_notes(paper)}"]
    return "| " + " | ".join(map(str, cells)) + f" | {len(paper.problems)} |"


def _notes(paper: Paper) -> str:
    """What was told most often, in a few words."""
    counts = Counter(problem.message for item in paper.items for problem in item.problems)
    most = "; ".join(
        f"{_FIELD.sub('…', message).split('，')[0][:24]} ×{count}" for message, count in counts.most_common(3)
    )
    return f" ({most})" if most else ""


def main() -> None:
    """Print the table."""
    print(HEAD)
    for path in files_of(sys.argv[1:]):
        print(row_of(path))


if __name__ == "__main__":
    main()
