"""A volunteer looks whose the payment code on the wall is, when payments stop arriving."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from shop.commands import ChangeSetting
from shop.queries import sticker
from shop.review.sticker import Alarm
from web.desk import fields, form_page, say, volunteer
from web.shop import the_settings, the_shop


def code_alarm() -> Alarm | None:
    """Return the alarm that payments by phone do not arrive, for the templates that show it."""
    with the_shop().reading() as book:
        return sticker.alarm(book, the_settings().qr_alarm_claims)


@volunteer.app_context_processor
def _asked() -> dict[str, object]:
    return {"code_alarm": code_alarm}


@volunteer.get("/code")
@volunteer.post("/code")
def payment_code() -> ResponseReturnValue:
    """Say that the code on the wall was scanned and is the shop's own, from now on at least."""
    posted = fields() if request.method == "POST" else None
    if posted is not None:
        command = ChangeSetting(posted.id(), sticker.CODE_CHECKED, True)
        if posted.ok and say(posted, command):
            return redirect(url_for("volunteer.recorded", id=command.id), 303)
    sheet = posted.sheet if posted else None
    return form_page("volunteer/payment_code.html", sheet, alarm=code_alarm())
