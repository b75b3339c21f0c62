"""Forms of results: the release is one button; what it does stands on the page."""

from foundation.web.forms import BaseForm


class ReleaseForm(BaseForm):
    """Nothing to fill in: the token alone."""
