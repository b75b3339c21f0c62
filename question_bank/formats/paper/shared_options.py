"""Options printed once for a whole section (配伍题): every item below chooses among them."""

from collections.abc import Sequence

from question_bank.formats.paper import messages
from question_bank.formats.paper.drafts import Draft, read_options
from question_bank.formats.paper.headings import CHOICE
from question_bank.formats.paper.layout import Block
from question_bank.formats.paper.options import find_options
from question_bank.formats.paper.source import Source

_FEWEST = 3


def share_options(source: Source, block: Block, drafts: Sequence[Draft]) -> None:
    """Give them to the items, where none has options of its own."""
    start, end = (block.heading.end, block.intro[1]) if block.heading else block.intro
    if len(drafts) < 2 or end - start < 2 * _FEWEST or any(draft.options for draft in drafts):
        return
    run = find_options(source, start, end, False)
    if run is None or len(run.labels) < _FEWEST or run.missing or run.repeated:
        return
    options = read_options(source, run, end)
    for draft in drafts:
        draft.options, draft.type = options, CHOICE
        draft.report(messages.OPTIONS_SHARED)
        draft.doubts.add("key")


def holds_shared_options(source: Source, block: Block) -> bool:
    """True where the stretch between heading and items is such a list."""
    start, end = (block.heading.end, block.intro[1]) if block.heading else block.intro
    run = find_options(source, start, end, False) if end > start else None
    return run is not None and len(run.labels) >= _FEWEST and not run.missing and len(block.items) > 1
