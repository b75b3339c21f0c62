"""The blueprint of people, and what a view of it gives back."""

from flask import Blueprint
from werkzeug.wrappers import Response

bp = Blueprint("people", __name__)
Page = str | Response | tuple[str, int]
