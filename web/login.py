"""Logging in and out: two doors, one for volunteers with a PIN, one for the office."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from shop.errors import InputRefused
from shop.private.locks import source_of
from shop.private.rules import CODE_CHARS_MAX, PIN_DIGITS
from web import access
from web.desk import fields, status_of, token_lost
from web.forms import N_, Sheet
from web.shop import the_settings, the_shop, web

#: Pages of everybody who is about to log in.
blueprint = Blueprint("login", __name__)
blueprint.register_error_handler(CSRFError, token_lost)

#: The phone remembers who held it last, so that only the PIN is typed.
WHO_S = 90 * 24 * 3600
KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "back", "0")

#: What stands on the two doors.
DOORS: dict[str, tuple[Any, Any]] = {
    "volunteer": (lazy_gettext("Volunteers"), lazy_gettext("Code and PIN")),
    "office": (lazy_gettext("Office"), lazy_gettext("Code and passphrase")),
}


@blueprint.get("/login")
def choose() -> ResponseReturnValue:
    """Show the two doors; somebody logged in goes on at once."""
    if current_user.is_authenticated:
        return redirect(access.home_of(current_user), 303)
    return render_template(
        "login/choose.html",
        doors=DOORS,
        next=access.path_after_login(request.args.get("next", "")),
        set_up=the_shop().people.open_for_setup(),
    )


@blueprint.get("/login/volunteer")
@blueprint.post("/login/volunteer")
def volunteer() -> ResponseReturnValue:
    """Let a volunteer in; without scripts each key of the pad is sent, and the page comes back."""
    if request.method == "GET":
        return _page("login/volunteer.html", Sheet({"next": request.args.get("next", "")}))
    typed = fields().sheet.typed
    key, pin = request.form.get("key", ""), typed.get("secret", "")
    if key in KEYS:
        pin = pin[:-1] if key == "back" else (pin + key)[:PIN_DIGITS]
        if key == "back" or len(pin) < PIN_DIGITS or not typed.get("code", "").strip():
            return _page("login/volunteer.html", Sheet(dict(typed)), pin)
    return _try("login/volunteer.html", pin)


@blueprint.get("/login/office")
@blueprint.post("/login/office")
def office() -> ResponseReturnValue:
    """Let a coordinator, reviewer or approver in."""
    if request.method == "GET":
        return _page("login/office.html", Sheet({"next": request.args.get("next", "")}))
    return _try("login/office.html", request.form.get("secret", ""))


@blueprint.post("/logout")
def log_out() -> ResponseReturnValue:
    """Log this browser out."""
    access.end()
    return redirect(url_for("login.choose"), 303)


def _try(template: str, secret: str) -> ResponseReturnValue:
    """Hold what was typed against the shop's people; a refusal is said on the same page."""
    posted = fields()
    code = posted.raw("code")
    if not code or not secret:
        posted.fault("", N_("Enter your code and your PIN or passphrase."))
        return _page(template, posted.sheet)
    try:
        token = the_shop().people.log_in(code, secret, source_of(request.remote_addr))
    except InputRefused as refused:
        web().count(refused.key)
        posted.refuse(refused)
        return _page(template, posted.sheet)
    home = url_for("volunteer.home") if template == "login/volunteer.html" else ""
    return go_on(token, access.path_after_login(posted.raw("next")) or home)


def go_on(token: str, asked: str) -> ResponseReturnValue:
    """Begin the session of a fresh log-in and lead to the page that was asked for."""
    user = access.begin(token)
    if user is None:
        return redirect(url_for("login.choose"), 303)
    answer = redirect(access.path_after_login(asked) or access.home_of(user), 303)
    remember(answer, user.code)  # type: ignore[arg-type]
    return answer


def remember(answer: Response, code: str) -> None:
    """Let this browser remember who held it last: the code, which is no secret."""
    answer.set_cookie(
        "who",
        code.encode("unicode_escape").decode("ascii"),
        max_age=WHO_S,
        httponly=True,
        samesite="Strict",
        secure=the_settings().tls,
        path="/login",
    )


def _held_last() -> str:
    kept = request.cookies.get("who", "")[: CODE_CHARS_MAX * 12]
    try:
        found = kept.encode("ascii").decode("unicode_escape")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return ""
    return found if len(found) <= CODE_CHARS_MAX and found.isprintable() else ""


def _page(template: str, sheet: Sheet, pin: str = "") -> ResponseReturnValue:
    """Draw a door again; a secret is never sent back, but for the digits of an unfinished PIN."""
    page = render_template(
        template,
        sheet=sheet,
        code=sheet.get("code", _held_last()),
        next=access.path_after_login(sheet.get("next")),
        pin=pin,
        digits=PIN_DIGITS,
        keys=KEYS,
    )
    return page, status_of(sheet)
