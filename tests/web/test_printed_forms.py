"""A form as files to print: who may have them, what stands on them, who took which away."""

import io
from datetime import datetime

import pytest
from docx import Document
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from certify.exams import services as exams
from foundation.audit import AuditEvent
from foundation.db import db
from tests.exam_hall import open_hall
from tests.factories import House, signed_in


def words_of(kind: str, data: bytes) -> str:
    if kind == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs)


def bare(text: str) -> str:
    """Without the spaces that a typesetter puts between Chinese and Latin letters."""
    return "".join(text.split())


@pytest.mark.parametrize("kind", ["docx", "pdf"])
@pytest.mark.parametrize("key", [False, True])
def test_paper_and_key_are_apart(app: Flask, house: House, now: datetime, kind: str, key: bool) -> None:
    form = exams.get_form(open_hall(house, now).form_ids[0])
    browser = signed_in(app, house.ben)
    address = f"/exams/{form.exam_id}/forms/{form.id}/files/{kind}"
    reply = browser.post(address, data={"key": "1"} if key else {})
    assert reply.status_code == 200 and "attachment" in reply.headers["Content-Disposition"]
    text = words_of(kind, reply.data)
    assert bare(form.title) in bare(text) and ("参考答案" in text) is key
    assert ("解析" in text) is key
    assert all(bare(section.title) in bare(text) for section in form.sections)
    entry = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "exams.print")).one()
    assert entry.details == {"file": kind, "key": key}


def test_other_kinds_and_other_peoples_forms_are_not_there(app: Flask, house: House, now: datetime) -> None:
    form = exams.get_form(open_hall(house, now).form_ids[0])
    address = f"/exams/{form.exam_id}/forms/{form.id}/files/"
    assert signed_in(app, house.ben).post(address + "exe").status_code == 404
    assert signed_in(app, house.cleo_staff).post(address + "pdf").status_code == 404
    assert signed_in(app, house.ada).post(address + "pdf").status_code == 403
