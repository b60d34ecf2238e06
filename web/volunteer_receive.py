"""Goods received: how much, and folded below it lot, household or supplier, cost and expiry."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from shop.commands import ReceiveGoods
from shop.queries.households import households
from web import fund_words, late_paper
from web.desk import fields, form_page, say, volunteer
from web.shop import the_shop
from web.volunteer_goods import PRICE_MAX, chosen, pick, pieces_in, with_cases


@volunteer.get("/receive")
@volunteer.post("/receive")
def receive() -> ResponseReturnValue:
    """Put goods on the shelf."""
    item = chosen()
    if item is None:
        return pick("receive")
    rounds = late_paper.rounds()
    context: dict[str, Any] = {"item": item, "pieces": pieces_in(item), "rounds": rounds}
    context |= _consignment()
    if request.method == "GET":
        return form_page("volunteer/receive.html", **context)
    posted = fields()
    command = ReceiveGoods(
        id=posted.id(),
        item=item.item,
        quantity=with_cases(posted, item),
        lot=posted.text("lot"),
        party=posted.text("party", longest=16),
        supplier=posted.text("supplier"),
        unit_cost_fen=posted.yuan("unit_cost", most=PRICE_MAX, required=False),
        unit_payout_fen=posted.yuan("unit_payout", most=PRICE_MAX, required=False),
        shrink_bearer=posted.choice("shrink_bearer", fund_words.BEARERS, required=False),
        expires_on=posted.day("expires_on"),
        for_cut=late_paper.chosen(posted),
    )
    if posted.ok and say(posted, command):
        return redirect(url_for("volunteer.recorded", id=command.id), 303)
    return form_page("volunteer/receive.html", posted.sheet, **context)


def _consignment() -> dict[str, Any]:
    """Return what a form offers for goods of a household: their codes, who bears what."""
    with the_shop().reading() as book:
        known = households(book)
    bearers = [(key, gettext(word)) for key, word in fund_words.BEARERS.items()]
    return {"households": known, "bearers": [("", gettext("As usual: the fund")), *bearers[1:]]}
