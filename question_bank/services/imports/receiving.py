"""A file comes in: read at once where that is quick, else left to the job process."""

from datetime import datetime
from uuid import UUID

from people.domain import Actor
from question_bank.formats.limits import MOST_ITEMS as MOST_LARGE
from question_bank.services.imports.large import upload_large
from question_bank.services.imports.preview import read
from question_bank.services.imports.uploads import MOST_ITEMS, keep_texts, read_texts, upload_paper
from question_bank.services.imports.weighing import is_heavy


def upload_file(
    actor: Actor, name: str, source: bytes | str, answer_key: bytes | str | None, area_code: str, *, now: datetime
) -> UUID:
    """Keep it for looking at; the same file that is still being looked at is found again. Raises Invalid (fields
    "paper", "answer_key") for what can't be read; of a large file that is told later.
    """
    if is_heavy(source):
        return upload_large(actor, keep_texts(name, source, answer_key), area_code, now=now)
    texts = read_texts(name, source, answer_key, most=MOST_LARGE)
    is_paper = len(read(texts.source, texts.answer_key, texts.name, (), ()).items) <= MOST_ITEMS
    upload = upload_paper if is_paper else upload_large
    return upload(actor, texts, area_code, now=now)
