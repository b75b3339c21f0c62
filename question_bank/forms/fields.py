"""Fields of the bank's forms: several texts under one name, and the mark of a field that the reader must fill."""

from typing import Any

from wtforms import Field
from wtforms.widgets import TextInput


class Needed:
    """Says "required" to the reader; that something is missing is the domain's to say, together with all the rest."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Nothing to check here."""


class TextsField(Field):
    """Several texts under one name, in page order; the template draws each of them."""

    widget = TextInput()

    def process_data(self, value: Any) -> None:
        """What the page is made from."""
        self.data = [str(text) for text in value or ()]

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed."""
        self.data = list(valuelist)

    def put(self, place: int, text: str = "") -> None:
        """Set one text, with empty ones before it as needed."""
        self.data += [""] * (place + 1 - len(self.data))
        self.data[place] = text

    def drop(self, place: int) -> None:
        """Take one text out, if it is there."""
        if 0 <= place < len(self.data):
            del self.data[place]
