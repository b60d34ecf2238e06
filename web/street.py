"""The street before the demo's shop: be a resident oneself, with goods in hand and coins to drop.

The page knows neither the till nor the book; `street_acts` has what can be done. It exists in the
demo alone.
"""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.security import CONTENT_SECURITY_POLICY
from web.shop import web
from web.street_acts import PURSE_FEN, Street

#: What is written on the paper of a package: one sign tells soy sauce from vinegar.
GLYPHS = {
    "SALT": "盐", "SOY": "酱", "VINEGAR": "醋", "CHILI": "椒", "SUGAR": "糖", "OIL": "油",
    "RICE": "米", "NOODLE": "面", "FLOUR": "粉", "WATER": "水", "COLA": "乐", "TEA": "茶",
    "MILK": "奶", "BEER": "啤", "PEANUT": "花", "POWDER": "洗", "PLUM": "梅",
}  # fmt: skip
#: Drawing of each thing in street/goods.svg; another one stands in a bag.
DRAWINGS = {
    "SALT": "salt", "SOY": "bottle", "VINEGAR": "bottle", "CHILI": "jar", "SUGAR": "bag",
    "OIL": "oil", "RICE": "rice", "NOODLE": "bundle", "FLOUR": "bag", "EGG": "egg",
    "TOFU": "tofu", "CABBAGE": "cabbage", "WATER": "water", "COLA": "bottle", "TEA": "can",
    "MILK": "milk", "BEER": "bottle", "INSTANT": "noodle", "BISCUIT": "biscuit", "PEANUT": "bag",
    "CANDY": "candy", "SAUSAGE": "sausage", "SOAP": "soap", "POWDER": "bag", "PASTE": "tube",
    "BRUSH": "brush", "TISSUE": "tissue", "BATTERY": "battery", "TOWEL": "towel",
    "HONEY": "honey", "PLUM": "bag",
}  # fmt: skip

blueprint = Blueprint("street", __name__, url_prefix="/street")


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Draw the shelf, the counter and what the till's screen shows."""
    return render_template("street/street.html", **_seen())


@blueprint.get("/now")
def now() -> ResponseReturnValue:
    """Draw what changes: the hand, the cables, what happened."""
    return render_template("street/live.html", **_seen())


@blueprint.post("/<what>")
def act(what: str) -> ResponseReturnValue:
    """Do one thing; a page with scripts gets what changed, one without the whole page anew."""
    try:
        the_street().act(what, request.form.get("of", ""))
    except (KeyError, ValueError):
        abort(400)
    if request.headers.get("X-Street"):
        return now()
    return redirect(url_for("street.home"), 303)


@blueprint.after_app_request
def _framed(answer: Response) -> Response:
    """Let the street show the till's screen in a frame, as no page outside the demo may."""
    if request.blueprint == "kiosk":
        allowed = CONTENT_SECURITY_POLICY.replace(
            "frame-ancestors 'none'", "frame-ancestors 'self'"
        )
        answer.headers["Content-Security-Policy"] = allowed
    return answer


def the_street() -> Street:
    """Return the street of this request's application."""
    return cast(Street, web().street)


def _seen() -> dict[str, object]:
    street = the_street()
    return {
        "street": street,
        "switches": street.hands.switches(),
        "purse": PURSE_FEN,
        "lies_fen": street.hands.fallen() - street.taken_fen,
        "glyphs": GLYPHS,
        "drawings": DRAWINGS,
    }
