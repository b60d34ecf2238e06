"""The first start: somebody at the machine names the shop and becomes its first coordinator."""

from __future__ import annotations

from ipaddress import ip_address

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from shop.errors import InputRefused
from shop.people_errors import SecretsDiffer
from web.desk import fields, form_page
from web.forms import N_, Fields, Sheet
from web.login import blueprint, go_on
from web.people_form import refuse
from web.shop import the_settings, the_shop

#: As long as the settings file allows.
SHOP_NAME_MAX = 40


def at_machine() -> bool:
    """Say whether this request came from the shop's own machine, and through no proxy on it."""
    if the_settings().tls:
        return False
    try:
        peer = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return (getattr(peer, "ipv4_mapped", None) or peer).is_loopback


@blueprint.get("/setup")
@blueprint.post("/setup")
def set_up() -> ResponseReturnValue:
    """Set the shop up, once: name, first coordinator, passphrase."""
    if not the_shop().people.open_for_setup():
        return redirect(url_for("login.choose"), 303)
    if request.method == "GET":
        return _page(Sheet({"shop_name": the_shop().name}))
    posted = fields()
    id = posted.id()
    shop_name = posted.text("shop_name", required=True, longest=SHOP_NAME_MAX)
    if not at_machine() and not posted.raw("setup_code"):
        posted.fault("setup_code", N_("Please fill this in."))
    if posted.raw("secret") != posted.raw("again"):
        posted.fault("again", SecretsDiffer.text)
    if posted.ok and _set_up(posted, id, shop_name or ""):
        from shop.private.locks import source_of

        token = the_shop().people.log_in(
            posted.raw("code"), posted.posted.get("secret", ""), source_of(request.remote_addr)
        )
        return go_on(token, url_for("people.everybody"))
    return _page(posted.sheet)


def _set_up(posted: Fields, id: str, shop_name: str) -> bool:
    typed = None if at_machine() else posted.raw("setup_code")
    try:
        the_shop().people.set_up(
            id, shop_name, posted.raw("code"), posted.raw("name"), posted.raw("secret"), typed
        )
    except InputRefused as refused:
        refuse(posted, refused)
        return False
    return True


def _page(sheet: Sheet) -> ResponseReturnValue:
    return form_page("login/setup.html", sheet, at_machine=at_machine())
