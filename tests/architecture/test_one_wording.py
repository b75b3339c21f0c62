"""The catalogues of all packages are one dictionary: what two of them translate differently, only one can win."""

import pytest

from foundation.i18n import ROOT, Plural, catalogue_files, read_catalogue


@pytest.mark.parametrize("locale", ["en", "ko", "es"])
def test_no_text_has_two_translations(locale: str) -> None:
    """Where the meaning differs the text gets a context (`NC_`, `pgettext`); where it doesn't, one wording."""
    said: dict[str, dict[tuple[str, ...], str]] = {}
    for path in catalogue_files(locale):
        for key, text in read_catalogue(path, locale):
            forms = text.forms if isinstance(text, Plural) else (text,)
            said.setdefault(key, {}).setdefault(forms, str(path.relative_to(ROOT).parents[3]))
    assert {key: wordings for key, wordings in said.items() if len(wordings) > 1} == {}
