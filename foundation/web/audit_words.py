"""What the audit log's entries are called on the page: each package brings its own words, app.py collects them."""

from collections.abc import Iterable, Mapping

from flask import Flask, current_app

Words = Mapping[str, Mapping[str, str]]  # kind ("actions", "subjects", "details") → name in the log → msgid
KINDS = ("actions", "subjects", "details")


def init_app(app: Flask, brought: Iterable[Words]) -> None:
    """Collect; a name that two packages call differently does not start."""
    words: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for package in brought:
        for kind, names in package.items():
            for name, msgid in names.items():
                if words[kind].setdefault(name, msgid) != msgid:
                    raise RuntimeError(f"two words for {name} in the audit log: {words[kind][name]}, {msgid}")
    app.extensions["certify_audit_words"] = words


def audit_words(kind: str) -> Mapping[str, str]:
    """The msgids of one kind by their name in the log."""
    found: Mapping[str, str] = current_app.extensions["certify_audit_words"][kind]
    return found
