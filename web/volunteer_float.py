"""Volunteers' page of change money: into the box, or back out of it."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from shop.commands import MoveFloat
from web import late_paper
from web.desk import fields, form_page, say, volunteer

#: More change money than a village box ever gets at once, in fen.
FLOAT_FEN_MAX = 200_000


@volunteer.get("/change-money")
@volunteer.post("/change-money")
def change_money() -> ResponseReturnValue:
    """Put change money into the box, or take it back out."""
    rounds = late_paper.rounds()
    if request.method == "GET":
        return form_page("volunteer/change_money.html", rounds=rounds)
    posted = fields()
    way = posted.choice("way", ("in", "out"))
    fen = posted.yuan("fen", least=1, most=FLOAT_FEN_MAX) or 0
    command = MoveFloat(
        id=posted.id(), fen=-fen if way == "out" else fen, for_cut=late_paper.chosen(posted)
    )
    if posted.ok and say(posted, command):
        return redirect(url_for("volunteer.recorded", id=command.id), 303)
    return form_page("volunteer/change_money.html", posted.sheet, rounds=rounds)
