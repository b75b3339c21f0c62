"""Web pages, rich text and PDF tables through the import pages: shown by line, taken in, or refused in words."""

import pytest
from flask import Flask

from tests.containers import pdf_files, second_word_files, word_named_files
from tests.factories import House, signed_in
from tests.web.test_bank_import_files import keys, upload

READ = {
    "网页.doc": (word_named_files.html_doc, [["B"], ["A"]]),
    "题目.rtf": (second_word_files.rtf_listed, [["B"], ["B"], ["A"]]),
    "选项成行.pdf": (pdf_files.option_rows_one_table, [["C"], ["A"]]),
}


@pytest.mark.parametrize("name", READ)
def test_shown_and_taken_in(app: Flask, house: House, name: str) -> None:
    make, expected = READ[name]
    writer = signed_in(app, house.writer)
    url = upload(writer, make(), name).location
    assert writer.get(url).status_code == 200
    assert keys(house, url) == expected
    assert writer.post(f"{url}/commit").status_code == 302


def test_old_office_is_refused_by_what_it_is(app: Flask, house: House) -> None:
    writer = signed_in(app, house.writer)
    locked = upload(writer, word_named_files.compound("EncryptedPackage"), "锁.docx")
    assert "设了密码" in locked.text
    assert "Word 97–2003" in upload(writer, word_named_files.compound("WordDocument"), "旧.doc").text
