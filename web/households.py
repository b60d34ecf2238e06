"""Households: a code and a village for the book, name and telephone sealed beside it."""

from __future__ import annotations

import re

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError

from shop.fund_commands import RegisterHousehold
from shop.queries import journal
from shop.queries.households import Household, Owed, households, owed
from web.desk import fields, form_page, say, token_lost
from web.forms import N_, Fields, Sheet
from web.shop import the_shop

blueprint = Blueprint("households", __name__, url_prefix="/office/households")
blueprint.register_error_handler(CSRFError, token_lost)

_PHONE = re.compile(r"[0-9+ -]{3,20}")


@blueprint.get("/")
def everybody() -> ResponseReturnValue:
    """List the households with what the fund owes them; names for coordinators alone."""
    names = the_shop().people.names
    with the_shop().reading() as book:
        known, due = households(book), owed(book)
    sealed, phones = names.all("household"), names.phones()
    rows = [
        (one, sealed.get(one.code, ""), phones.get(one.code, ""), due.get(one.code, Owed()))
        for one in known
    ]
    return form_page("fund/households.html", rows=rows)


@blueprint.get("/register")
@blueprint.post("/register")
def register() -> ResponseReturnValue:
    """Register a household."""
    if request.method == "GET":
        with the_shop().reading() as book:
            free = _next_code(households(book))
        return form_page("fund/register.html", Sheet({"code": free}))
    posted = fields()
    id, name, phone = posted.id(), posted.text("name", longest=40), _phone(posted)
    command = RegisterHousehold(
        id=id,
        household=posted.text("code", required=True, longest=16) or "",
        village=posted.text("village", longest=20),
    )
    if posted.ok and _say(posted, command):
        with the_shop().reading() as book:
            registered = journal.by_id(book, id)
        assert registered is not None  # this form's own entry: a repeat speaks of no other
        code = str(registered.body["household"])
        the_shop().people.names.set_household(code, name or "", phone)
        flash(gettext("%(who)s is registered.", who=code), "good")
        return redirect(url_for("households.everybody"), 303)
    return form_page("fund/register.html", posted.sheet)


@blueprint.get("/<code>")
@blueprint.post("/<code>")
def one(code: str) -> ResponseReturnValue:
    """Change a household's village, name and telephone; its code stays."""
    with the_shop().reading() as book:
        known = next((one for one in households(book) if one.code == code), None)
    if known is None:
        abort(404)
    names = the_shop().people.names
    if request.method == "GET":
        typed = {
            "village": known.village,
            "name": names.all("household").get(code, ""),
            "phone": names.phones().get(code, ""),
        }
        return form_page("fund/household.html", Sheet(typed), household=known)
    posted = fields()
    id, name, phone = posted.id(), posted.text("name", longest=40), _phone(posted)
    village = posted.text("village", longest=20)
    if posted.ok:
        same = (village or "") == known.village
        if same or _say(posted, RegisterHousehold(id, code, village, again=True)):
            names.set_household(code, name or "", phone)
            flash(gettext("Changed."), "good")
            return redirect(url_for("households.everybody"), 303)
    return form_page("fund/household.html", posted.sheet, household=known)


def _say(posted: Fields, command: RegisterHousehold) -> bool:
    """Tell the shop; what it refuses is about the code."""
    if say(posted, command):
        return True
    whole = posted.faults.pop("", None)
    if whole is not None and "code" in posted.posted:
        posted.faults["code"] = whole
    elif whole is not None:
        posted.faults[""] = whole
    return False


def _phone(posted: Fields) -> str:
    text = posted.raw("phone")
    if text and not _PHONE.fullmatch(text):
        posted.fault("phone", N_("A telephone number, please: digits, spaces and hyphens."))
    return text


def _next_code(known: tuple[Household, ...]) -> str:
    """Return the next free number, so that nobody thinks of a name."""
    taken = {one.code for one in known}
    number = 1
    while f"H-{number:02}" in taken:
        number += 1
    return f"H-{number:02}"
