"""Volunteers' pages of pay-later notes: which are open, and money that comes in for one."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop import queries
from shop.ious import Iou, of_slip
from shop.paper_commands import RepayIou
from shop.queries import ious as notes
from web.desk import fields, form_page, say, volunteer
from web.forms import N_
from web.shop import the_shop

#: How money comes in: the key is what the command carries.
HOW = {
    "box": N_("Put into the box now"),
    "hand": N_("Given to me, in this round"),
    "qr": N_("Paid by QR"),
}


def find(asked: str, found: tuple[Iou, ...]) -> tuple[Iou, ...]:
    """Return the notes whose alias or short code holds what was typed or scanned."""
    word = sale_of_slip(asked).casefold()
    if not word:
        return found
    return tuple(
        one
        for one in found
        if word in one.alias.casefold() or word in (one.code.casefold(), sale_of(one).casefold())
    )


def sale_of_slip(asked: str) -> str:
    """Return what was typed; of a slip that was scanned, the id of its sale."""
    return (of_slip(asked) or asked).strip().partition("/")[0]


def sale_of(iou: Iou) -> str:
    """Return how addresses name a note: the id of its sale."""
    return iou.iou.partition("/")[0]


def open_note(sale: str) -> Iou | None:
    """Return the open note of a sale."""
    with the_shop().reading() as book:
        found = notes.one(book, f"{sale}/iou")
    return found if found and found.owed_fen > 0 else None


@volunteer.get("/ious")
def ious() -> ResponseReturnValue:
    """List the open notes, the oldest first."""
    asked = request.args.get("q", "").strip()[:64]
    with the_shop().reading() as book:
        found = notes.open_ious(book)
        unnamed_fen = notes.unnamed_fen(book)
    return render_template(
        "volunteer/ious.html",
        notes=find(asked, found),
        total_fen=sum(one.owed_fen for one in found),
        unnamed_fen=unnamed_fen,
        asked=asked,
        sale_of=sale_of,
    )


@volunteer.get("/ious/<sale>")
@volunteer.post("/ious/<sale>")
def repay(sale: str) -> ResponseReturnValue:
    """Take money for a note, whole or in part."""
    with the_shop().reading() as book:
        cut = queries.cuts.open_cut_id(book)
    choices = {key: words for key, words in HOW.items() if cut or key != "hand"}
    posted = fields() if request.method == "POST" else None
    note = open_note(sale)
    if note is None:
        if posted is not None:  # the same form again after its answer was lost
            with the_shop().reading() as book:
                if queries.journal.by_id(book, posted.raw("id")) is not None:
                    return redirect(url_for("volunteer.recorded", id=posted.raw("id")), 303)
        abort(404)
    if posted is None:
        return form_page("volunteer/iou.html", note=note, choices=choices)
    how = posted.choice("how", choices) or "box"
    fen = posted.yuan("fen", least=1) or 0
    command = RepayIou(id=posted.id(), iou=note.iou, fen=fen, how=how)
    if posted.ok and say(posted, command):
        return redirect(url_for("volunteer.recorded", id=command.id), 303)
    return form_page("volunteer/iou.html", posted.sheet, note=note, choices=choices)
