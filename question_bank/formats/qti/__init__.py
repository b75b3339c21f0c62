"""QTI 1.2 (Canvas profile), 2.1, 2.2 and 3.0, single items and packages: `read` takes all of them, `version12`,
`version21` and `version30` are what can be written.
"""

from question_bank.formats.qti.reading import read, recognises

__all__ = ["read", "recognises"]
