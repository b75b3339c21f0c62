"""Every act that the code writes into the audit log has a word for the page, and so has every kind of subject."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask

from foundation.i18n import ROOT
from foundation.web.audit_words import audit_words, init_app

PACKAGES = ("foundation", "people", "question_bank", "courses", "certify")


def _records() -> Iterator[tuple[str, str, str]]:
    """Where, action and subject kind of each `audit.record(…)`; `*` stands for what is computed."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.record", "record_act"):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", _name(node.args[1]), _name(node.args[2])


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
    return "*"


def test_every_act_and_subject_has_a_word(app: Flask) -> None:
    records = list(_records())
    assert len(records) > 50
    with app.app_context():
        actions, subjects = audit_words("actions"), audit_words("subjects")
    bare = [f"{where}: {action}" for where, action, _subject in records if not _is_known(action, actions)]
    bare += [f"{where}: {subject}" for where, _action, subject in records if not _is_known(subject, subjects)]
    assert not bare


def _is_known(name: str, words: object) -> bool:
    """A computed name is known when some word begins with its fixed part."""
    known = list(words)  # type: ignore[call-overload]  # a mapping's names
    return name == "*" or (any(k.startswith(name[:-1]) for k in known) if name.endswith("*") else name in known)


def test_two_words_for_one_act_do_not_start() -> None:
    with pytest.raises(RuntimeError, match=r"two words for exams\.freeze"):
        init_app(Flask("x"), ({"actions": {"exams.freeze": "冻结"}}, {"actions": {"exams.freeze": "锁定"}}))
