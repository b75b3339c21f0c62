"""The blueprint that the bank's route modules hang their views on."""

from flask import Blueprint

bp = Blueprint("bank", __name__, url_prefix="/bank")
