"""Office pages of single papers: one entry and its correction, pay-later notes and their pardon."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from shop import queries
from shop.commands import ForgiveIou
from shop.counter.desk_correct import AMOUNT_OF, OF_THE_FUND, belongs_to, standing
from shop.paper_commands import CorrectEntry
from shop.queries import ious as notes
from web import words
from web.desk import fields, form_page, goods, say, token_lost
from web.entry_lines import line_of
from web.shop import the_shop
from web.volunteer_ious import open_note, sale_of

blueprint = Blueprint("papers", __name__, url_prefix="/office")
blueprint.register_error_handler(CSRFError, token_lost)


@blueprint.get("/entry/<int:seq>")
@blueprint.post("/entry/<int:seq>")
def entry(seq: int) -> ResponseReturnValue:
    """Show one entry with its corrections; say how much it really was."""
    with the_shop().reading() as book:
        found = queries.journal.by_seq(book, seq)
        if found is None:
            abort(404)
        now = standing(book, seq)
        corrections = queries.journal.corrections_of(book, seq)
        number = None
        if now is not None and now[0] in AMOUNT_OF and now[0] not in OF_THE_FUND:
            cut = belongs_to(book, seq, now[1])
            edge = queries.cuts.bounds(book, cut) if cut else None
            if edge is not None and edge.closed_seq is not None:
                number = queries.cuts.number_of(book, edge.closed_seq)
    may = current_user.person.may("coordinator")
    field = AMOUNT_OF.get(now[0]) if now is not None and may else None
    context: dict[str, Any] = {
        "entry": found,
        "line": line_of(found, goods()),
        "corrections": [line_of(one, goods()) for one in corrections],
        "body": {name: value for name, value in found.body.items() if name != "command"},
        "field": field,
        "amount": now[1][field] if now is not None and field else None,
        "unit": now[1].get("unit", "fen") if now is not None else "",
        "gone": now is None,
        "number": number,
    }
    if request.method == "GET":
        return form_page("papers/entry.html", **context)
    if field is None:
        abort(403 if not may else 404)
    posted = fields()
    unit = str(context["unit"])
    amount = posted.yuan("amount") if unit == "fen" else posted.quantity("amount", unit)
    command = CorrectEntry(
        id=posted.id(),
        seq=seq,
        amount=amount or 0,
        reason=posted.text("reason", required=True) or "",
    )
    if posted.ok and say(posted, command):
        return redirect(url_for("papers.entry", seq=seq), 303)
    return form_page("papers/entry.html", posted.sheet, **context)


@blueprint.get("/ious")
def ious() -> ResponseReturnValue:
    """List the open pay-later notes; an approver may let one go."""
    with the_shop().reading() as book:
        found = notes.open_ious(book)
        unnamed_fen = notes.unnamed_fen(book)
        done = queries.journal.recent(book, 20, kinds=("IouRepaid", "IouForgiven"))
    return render_template(
        "papers/ious.html",
        notes=found,
        total_fen=sum(one.owed_fen for one in found),
        unnamed_fen=unnamed_fen,
        sale_of=sale_of,
        lines=[line_of(one, goods()) for one in done],
        may_forgive=current_user.person.may("approver"),
    )


@blueprint.get("/ious/<sale>/let-go")
@blueprint.post("/ious/<sale>/let-go")
def let_go(sale: str) -> ResponseReturnValue:
    """Let a note go, whole or in part, for a reason; an approver alone."""
    if not current_user.person.may("approver"):
        abort(403)
    note = open_note(sale)
    if note is None:
        return redirect(url_for("papers.ious"), 303)
    if request.method == "GET":
        return form_page("papers/let_go.html", note=note)
    posted = fields()
    command = ForgiveIou(
        id=posted.id(),
        fen=posted.yuan("fen", least=1) or 0,
        iou=note.iou,
        reason=posted.text("reason", required=True),
    )
    if posted.ok and say(posted, command):
        return redirect(url_for("papers.ious"), 303)
    return form_page("papers/let_go.html", posted.sheet, note=note)


@blueprint.app_context_processor
def _kinds() -> dict[str, object]:
    """Hand the templates the names of the kinds of entry."""
    return {"kind_words": words.KINDS}
