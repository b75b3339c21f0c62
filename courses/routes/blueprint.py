"""The Flask blueprint of courses, and what its pages share."""

from flask import Blueprint
from werkzeug.wrappers import Response

bp = Blueprint("courses", __name__)
Page = str | Response | tuple[str, int]
