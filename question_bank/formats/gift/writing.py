"""Items as GIFT. A writer for each type that GIFT has a question for; None where this content doesn't fit it."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from question_bank.domain.items import ItemDraft
from question_bank.formats.gift.syntax import escape
from question_bank.formats.interchange.contents import BLANK
from question_bank.formats.interchange.rich_text import looks_like_html
from question_bank.formats.interchange.structured import plain_number

Content = Mapping[str, Any]


def write(items: Sequence[ItemDraft]) -> bytes:
    """One file; items that don't fit are left out (see `interchange.losses`)."""
    texts = (_block(item) for item in items)
    return ("\n\n".join(text for text in texts if text) + "\n").encode()


def _block(item: ItemDraft) -> str | None:
    writer = WRITERS.get(item.item_type)
    body = writer(item.content) if writer else None
    if body is None:
        return None
    marks = [f"[id:{item.external_id}]"] if item.external_id and not set(item.external_id) & set("[]\n") else []
    marks += [f"[tag:{tag}]" for tag in item.tags if not set(tag) & set("[]\n")]
    head = f"// {' '.join(marks)}\n" if marks else ""
    return f"{head}::{escape(item.external_id or 'item')}::{body}"


def _text(text: str) -> str:
    return f"[{'markdown' if '**' in text else 'plain'}]{escape(text)}"


def _general(content: Content) -> str:
    return f"####{_text(content['explanation'])}" if content.get("explanation") else ""


def _answer(sign: str, text: str, rationale: str | None) -> str:
    """Signs that would be read as weights, formats or tags are kept apart."""
    return f"\t{sign}{_bare(text)}" + (f"#{_bare(rationale)}" if rationale else "")


def _bare(text: str) -> str:
    kept = text.startswith(("[", "%")) or looks_like_html(text)
    return f"[plain]{escape(text)}" if kept else escape(text)


def single_choice(content: Content) -> str | None:
    """Right with `=`, wrong with `~`; without a key there is nothing to mark."""
    if not content["answer_key"]:
        return None
    lines = [_answer("=" if o["id"] in content["answer_key"] else "~", *_of(o)) for o in content["options"]]
    return _braced(content, lines)


def multiple_choice(content: Content) -> str | None:
    """Equal shares for the right ones."""
    key = content["answer_key"]
    if not key:
        return None
    share = f"{100 / len(key):.5f}".rstrip("0").rstrip(".")
    lines = [_answer(f"~%{share if o['id'] in key else 0}%", *_of(o)) for o in content["options"]]
    return _braced(content, lines)


def _of(option: Mapping[str, Any]) -> tuple[str, str | None]:
    return option["text"], option.get("rationale")


def _braced(content: Content, lines: Sequence[str]) -> str:
    general = "\t" + _general(content) if _general(content) else ""
    return _text(content["stem"]) + "{\n" + "\n".join([*lines, *([general] if general else [])]) + "\n}"


def true_false(content: Content) -> str | None:
    """T or F."""
    if content["answer_key"] is None:
        return None
    return f"{_text(content['stem'])}{{{'T' if content['answer_key'] else 'F'}{_general(content)}}}"


def fill_blank(content: Content) -> str | None:
    """One blank, where it stands in the text."""
    key, pieces = content["answer_key"], content["stem"].split(BLANK)
    if not key or len(pieces) != 2 or len(key) != 1 or not key[0]:
        return None
    before, after = _text(pieces[0]), escape(pieces[1])
    lines = [_answer("=", text, None) for text in key[0]]
    general = [f"\t{_general(content)}"] if _general(content) else []
    return before + "{\n" + "\n".join([*lines, *general]) + "\n}" + after


def open_text(content: Content) -> str:
    """A question without answers."""
    return f"{_text(content['stem'])}{{{_general(content)}}}"


def numeric_entry(content: Content) -> str | None:
    """A number and how far off a response may be; a share of it becomes its width."""
    key = content["answer_key"]
    if key is None:
        return None
    tolerance = content["tolerance"]
    width = "" if tolerance["mode"] == "exact" else f":{tolerance['value']}"
    if tolerance["mode"] == "relative":
        width = f":{plain_number(abs(Decimal(key)) * Decimal(tolerance['value']) / 100)}"
    return f"{_text(content['stem'])}{{#{key}{width}{_general(content)}}}"


def matching(content: Content) -> str | None:
    """A pair on each line; what nobody gets stands without a left side."""
    key = content["answer_key"]
    if not key or not all(key):
        return None
    texts = {option["id"]: option["text"] for option in content["options"]}
    pairs = [(source["text"], texts[name]) for source, name in zip(content["sources"], key, strict=True)]
    pairs += [("", text) for name, text in texts.items() if name not in key]
    if any("->" in left + right for left, right in pairs):
        return None
    return _braced(content, [_answer("=", f"{left} -> {right}", None) for left, right in pairs])


WRITERS: dict[str, Callable[[Content], str | None]] = {
    "single_choice": single_choice,
    "multiple_choice": multiple_choice,
    "true_false": true_false,
    "fill_blank": fill_blank,
    "numeric_entry": numeric_entry,
    "matching": matching,
    "essay": open_text,
    "short_answer": open_text,
}
