"""Who may sign: coordinators enrol, change, suspend, and give a new secret to who forgot theirs."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError

from shop.errors import InputRefused
from shop.people_errors import SecretsDiffer
from shop.private.people import Member
from shop.private.rules import ROLES, code_of, kind_for
from web.access import signer
from web.desk import fields, form_page, token_lost
from web.forms import Fields, Sheet
from web.people_form import ROLE_WORDS, refuse, roles_in
from web.shop import the_shop

blueprint = Blueprint("people", __name__, url_prefix="/office/people")
blueprint.register_error_handler(CSRFError, token_lost)


@blueprint.get("/")
def everybody() -> ResponseReturnValue:
    """List who may sign and who no longer may, with their roles."""
    return form_page("people/list.html", members=the_shop().people.members(), words=ROLE_WORDS)


@blueprint.get("/enrol")
@blueprint.post("/enrol")
def enrol() -> ResponseReturnValue:
    """Enrol somebody: a code for the book, a name kept beside it, roles, a first secret."""
    if request.method == "GET":
        return _form("people/enrol.html", Sheet({"role-volunteer": "1"}))
    posted = fields()
    id, roles = posted.id(), roles_in(posted)
    _same_twice(posted)
    if posted.ok:
        try:
            the_shop().people.enrol(
                id, posted.raw("code"), posted.raw("name"), roles, posted.raw("secret"), signer()
            )
        except InputRefused as refused:
            refuse(posted, refused)
        else:
            who = code_of(posted.raw("code"))
            flash(gettext("%(who)s may sign from now on.", who=who), "good")
            return redirect(url_for("people.everybody"), 303)
    return _form("people/enrol.html", posted.sheet)


@blueprint.get("/<code>")
@blueprint.post("/<code>")
def one(code: str) -> ResponseReturnValue:
    """Change somebody's name and roles, or take a suspended person back."""
    member = _member(code)
    if request.method == "GET":
        typed = {f"role-{role}": "1" for role in member.person.roles} | {"name": member.name}
        return _form("people/one.html", Sheet(typed), member=member)
    posted = fields()
    id, roles = posted.id(), roles_in(posted)
    _same_twice(posted)
    if posted.ok:
        try:
            the_shop().people.change(
                id, code, posted.raw("name"), roles, posted.raw("secret"), signer()
            )
        except InputRefused as refused:
            refuse(posted, refused)
        else:
            flash(gettext("Changed, and noted in the book."), "good")
            return redirect(url_for("people.everybody"), 303)
    return _form("people/one.html", posted.sheet, member=member)


@blueprint.get("/<code>/reset")
@blueprint.post("/<code>/reset")
def reset(code: str) -> ResponseReturnValue:
    """Give somebody who forgot theirs a new PIN or passphrase; the book notes that."""
    member = _member(code)
    if request.method == "GET":
        return _form("people/reset.html", Sheet(), member=member)
    posted = fields()
    id = posted.id()
    _same_twice(posted)
    if posted.ok:
        try:
            the_shop().people.reset(id, code, posted.raw("secret"), signer())
        except InputRefused as refused:
            refuse(posted, refused)
        else:
            flash(gettext("%(who)s has a new one. The book notes that.", who=code), "good")
            return redirect(url_for("people.everybody"), 303)
    return _form("people/reset.html", posted.sheet, member=member)


@blueprint.get("/<code>/suspend")
@blueprint.post("/<code>/suspend")
def suspend(code: str) -> ResponseReturnValue:
    """Let somebody sign no longer; they are logged out at once."""
    member = _member(code)
    if request.method == "GET":
        return _form("people/suspend.html", Sheet(), member=member)
    posted = fields()
    id, reason = posted.id(), posted.text("reason")
    if posted.ok:
        try:
            the_shop().people.suspend(id, code, reason or "", signer())
        except InputRefused as refused:
            refuse(posted, refused)
        else:
            flash(gettext("%(who)s may no longer sign.", who=code), "good")
            return redirect(url_for("people.everybody"), 303)
    return _form("people/suspend.html", posted.sheet, member=member)


def _member(code: str) -> Member:
    for member in the_shop().people.members():
        if member.person.code == code:
            return member
    abort(404)


def _same_twice(posted: Fields) -> None:
    if posted.raw("secret") != posted.raw("again"):
        posted.fault("again", SecretsDiffer.text)


def _form(template: str, sheet: Sheet, member: Member | None = None) -> ResponseReturnValue:
    """Draw a form about somebody; secrets are never sent back."""
    kind = kind_for(member.person.roles) if member else "pin"
    return form_page(template, sheet, member=member, kind=kind, words=ROLE_WORDS, roles=ROLES)
