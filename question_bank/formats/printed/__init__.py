"""A paper to print, and its key, as Word and PDF. `layout` says what stands where, from what candidates may see only;
`word` and `pdf` set it.
"""

from question_bank.formats.printed.layout import paper_of
from question_bank.formats.printed.pdf import write_pdf
from question_bank.formats.printed.pictures import Pictures, no_pictures
from question_bank.formats.printed.word import write_word

__all__ = ["Pictures", "no_pictures", "paper_of", "write_pdf", "write_word"]
