"""One's own page: who one is here, in which roles, and a new PIN or passphrase."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from shop.errors import InputRefused
from shop.people_errors import NotLetIn, SecretsDiffer
from shop.private.locks import source_of
from shop.private.rules import kind_for
from web import access
from web.desk import fields, form_page, token_lost
from web.forms import N_, Sheet
from web.people_form import ROLE_WORDS, refuse
from web.shop import the_shop

blueprint = Blueprint("me", __name__, url_prefix="/me")
blueprint.register_error_handler(CSRFError, token_lost)


@blueprint.get("/")
def page() -> ResponseReturnValue:
    """Show who one is and offer a new secret."""
    return _page(Sheet())


@blueprint.post("/")
def change() -> ResponseReturnValue:
    """Take a new secret in place of the present one; other phones are logged out."""
    posted = fields()
    id, secret = posted.id(), posted.raw("secret")
    if secret != posted.raw("again"):
        posted.fault("again", SecretsDiffer.text)
    if posted.ok:
        try:
            token = the_shop().people.change_own(
                id, access.signer(), posted.raw("old"), secret, source_of(request.remote_addr)
            )
        except NotLetIn:
            posted.fault("old", N_("This is not the present one: try again."))
        except InputRefused as refused:
            refuse(posted, refused)
        else:
            access.begin(token)
            flash(gettext("Changed. Other phones and desks are logged out."), "good")
            return redirect(url_for("me.page"), 303)
    return _page(posted.sheet)


def _page(sheet: Sheet) -> ResponseReturnValue:
    person = current_user.person
    return form_page(
        "people/me.html",
        sheet,
        person=person,
        kind=kind_for(person.roles),
        words=ROLE_WORDS,
        home=access.home_of(current_user),
    )
