"""The Flask blueprint of programmes, and what its pages share."""

from flask import Blueprint
from werkzeug.wrappers import Response

bp = Blueprint("programmes", __name__)
Page = str | Response | tuple[str, int]
