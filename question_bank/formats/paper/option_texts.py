"""The texts of a run of options: where each ends, and what hangs on all of them alike (ticks, shares of a survey)."""

import re

from question_bank.formats.model import PaperOption
from question_bank.formats.paper.options import Run
from question_bank.formats.paper.source import Source
from question_bank.formats.paper.tidy import tidy

_BULLET = re.compile(r"\s{0,40}\n\s{0,40}[-*+•]\s{0,40}$")
_OPTION_TAIL = "、，,；; \\"
_TICK = re.compile(r"\s{0,8}(?:[√✓✔☑★←⇐]|[（(【\[] {0,4}(?:[√✓✔]|正确(?:答案?|选项)?|答案) {0,4}[)）】\]])\s{0,8}$")
_BLANK_LINE = re.compile(r"\n[ \t\u3000]*\n")
_SHARE = re.compile(r"\s\d{1,6}\s{1,8}\d{1,3}(?:\.\d{1,3})?\s?[%％]$")
_PARTED = re.compile(r"\s{1,4}[/|／｜]$")


def read_options(source: Source, run: Run | None, end: int) -> tuple[PaperOption, ...]:
    """The texts of a run's options, in the order of their letters."""
    if run is None:
        return ()
    stops = [label.start for label in run.labels[1:]] + [options_end(source, run, end)]
    texts = [
        _whole(tidy(_BULLET.sub("", source.without_stem(label.body, stop))).rstrip(_OPTION_TAIL))
        for label, stop in zip(run.labels, stops, strict=True)
    ]
    if all(_SHARE.search(text) for text in texts):
        texts = [_SHARE.sub("", text).rstrip() for text in texts]
    if len(texts) > 2 and all(_PARTED.search(text) for text in texts[:-1]):
        texts = [_PARTED.sub("", text) for text in texts]
    options = [PaperOption(label.letter, text) for label, text in zip(run.labels, texts, strict=True)]
    return tuple(sorted(options, key=lambda option: option.id) if run.by_column else options)


def _whole(text: str) -> str:
    """Bold type that was cut in two, because the letter before it was bold too."""
    return re.sub(r"(?:\n|^)[-*+•]?\s*\*\*$", "", text).replace("**", "").rstrip() if text.count("**") % 2 else text


def without_ticks(options: tuple[PaperOption, ...]) -> tuple[tuple[PaperOption, ...], str]:
    """Teachers tick what is right: the letters of ticked options, if some are and some are not."""
    clean = tuple(PaperOption(option.id, _TICK.sub("", option.text)) for option in options)
    ticked = [new.id for old, new in zip(options, clean, strict=True) if old.text != new.text]
    are_ticks = 0 < len(ticked) < len(options) and all(option.text for option in clean)
    return (clean, "".join(ticked)) if are_ticks else (options, "")


def options_end(source: Source, run: Run, end: int) -> int:
    """The last option stops at a blank line; what stands below is reported apart."""
    text = source.text[run.labels[-1].body : end]
    content = len(text) - len(text.lstrip())
    found = _BLANK_LINE.search(text, content)
    return run.labels[-1].body + found.start() if found else end
