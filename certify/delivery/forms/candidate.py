"""Shape of what a candidate types: starting an attempt."""

from wtforms import StringField
from wtforms.validators import Length, Optional

from foundation.i18n import lazy as _l
from foundation.web.forms import BaseForm


class StartAttemptForm(BaseForm):
    """The access code that the invigilator announces; empty where the sitting has none."""

    access_code = StringField(
        _l("入场码"),
        description=_l("监考员在开考时公布。"),
        validators=[Optional(), Length(max=32)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
