"""The kiosk: the till's screen, drawn whole on the server."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("kiosk", __name__, url_prefix="/kiosk")


@blueprint.get("/")
def page() -> str:
    """Draw the present view."""
    return ""
