"""Files of systems that we recognise but don't read: refused with the system's name and a way that works."""

import re
from typing import Any

from foundation.errors import N_
from question_bank.formats.interchange.text_in import beginning
from question_bank.formats.interchange.xml_in import refused
from question_bank.formats.model import Paper

NOT_READ = N_("这是 %(system)s 的题库文件，不能直接导入；请在原系统里导出为 QTI 2.1 或 Moodle XML")
SYSTEMS = (
    ("Blackboard", re.compile(r"<POOL\b[^>]*>[\s\S]{0,4000}?<QUESTION")),
    ("ExamView", re.compile(r"<examview\b")),
    ("WebCT", re.compile(r"^:TYPE:[A-Z]+\b[\s\S]{0,4000}?^:QUESTION", re.M)),
)


def system_of(data: bytes) -> str | None:
    """The system's name, by what stands at the beginning."""
    text = beginning(data)
    return next((system for system, sign in SYSTEMS if sign.search(text)), None)


def recognises(data: bytes, name: str) -> int:
    """Signs that no other format has."""
    return 90 if system_of(data) else 0


def read(data: bytes, name: str, **_options: Any) -> Paper:
    """Always raises Invalid, naming the system."""
    raise refused(name, NOT_READ, system=system_of(data) or "?")
