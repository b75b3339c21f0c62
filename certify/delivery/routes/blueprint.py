"""The blueprint of delivery's pages; the route modules hang their views on it."""

from flask import Blueprint

bp = Blueprint("delivery", __name__)
