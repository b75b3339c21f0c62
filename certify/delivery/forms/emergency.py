"""Shape of what staff hand in: a candidate's emergency file."""

from wtforms import FileField
from wtforms.validators import InputRequired

from foundation.i18n import lazy as _l
from foundation.web.forms import BaseForm


class HandInFileForm(BaseForm):
    """The file that the candidate's page made."""

    file = FileField(
        _l("应急文件"),
        validators=[InputRequired()],
        description=_l("考生页面导出的、以 .certify 结尾的文件"),
        render_kw={"accept": ".certify"},
    )


class LoadFileForm(BaseForm):
    """Load what was looked at."""
