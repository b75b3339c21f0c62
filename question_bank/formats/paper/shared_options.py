"""Options printed once for a whole section (配伍题): every item below chooses among them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from question_bank.formats.paper import messages
from question_bank.formats.paper.drafts import Draft
from question_bank.formats.paper.headings import CHOICE
from question_bank.formats.paper.layout import Block
from question_bank.formats.paper.option_texts import read_options
from question_bank.formats.paper.options import find_options
from question_bank.formats.paper.source import Source
from question_bank.formats.paper.tidy import tidy

_FEWEST = 3
_OFFERS = re.compile("共用(?:备选答案|备选项|选项|答案)")


def share_options(source: Source, block: Block, drafts: Sequence[Draft]) -> None:
    """Give them to the items, where none has options of its own; or from the story that an item goes with."""
    for raw, draft in zip(block.items, drafts, strict=False):
        if raw.story and not draft.options:
            _share_story(source, raw.story, draft)
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


def _share_story(source: Source, story: tuple[int, int], draft: Draft) -> None:
    """（5～6题共用备选答案）with a list of options stands where a story would."""
    if not _OFFERS.search(source.shape, *story):
        return
    run = find_options(source, *story, False)
    if run is None or len(run.labels) < _FEWEST or run.missing or run.repeated:
        return
    draft.options, draft.type = read_options(source, run, story[1]), CHOICE
    draft.stem = replace(draft.stem, text=draft.stem.text.removeprefix(tidy(source.text[slice(*story)])).lstrip())
    draft.problems = [problem for problem in draft.problems if problem.message != messages.STORY_ADDED]
    draft.report(messages.OPTIONS_SHARED)
    draft.doubts.add("key")


def holds_shared_options(source: Source, block: Block) -> bool:
    """True where the stretch between heading and items is such a list."""
    start, end = (block.heading.end, block.intro[1]) if block.heading else block.intro
    run = find_options(source, start, end, False) if end > start else None
    return run is not None and len(run.labels) >= _FEWEST and not run.missing and len(block.items) > 1
