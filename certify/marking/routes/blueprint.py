"""The blueprint of marking's pages; the route modules hang their views on it."""

from flask import Blueprint

bp = Blueprint("marking", __name__)
