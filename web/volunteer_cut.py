"""Volunteers' pages of the cut, first half: opening it, and the blind count of the shelf."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from shop import queries
from shop.commands import CancelCut, CountItem, OpenCut
from shop.errors import InputRefused, TillBusy
from shop.ids import is_ulid
from shop.queries.cuts import OpenCut as OpenRound
from web import words
from web.access import signer
from web.cut_round import Round, shelf_round
from web.desk import fields, form_page, goods, keep_reasons, reasons, say, volunteer
from web.forms import Fields, Sheet
from web.shop import the_shop

#: Seconds after which the waiting page asks again whether the cut has opened.
WAIT_S = 3


def open_round() -> OpenRound | None:
    """Return the cut that is going on."""
    with the_shop().reading() as book:
        return queries.cuts.open_cut(book)


def must_be_open() -> OpenRound:
    """Return the cut that is going on; without one, go to where it is opened."""
    cut = open_round()
    if cut is None:
        abort(redirect(url_for("volunteer.cut"), 303))
    return cut


def shelf_of(cut: OpenRound) -> Round:
    """Return where the shelf count stands, with what was said on this phone."""
    counts = [(count.item, count.counted, count.round) for count in cut.counts]
    return shelf_round(goods(), counts, reasons(cut.cut), cut.at_ms)


def no_statement(cut: OpenRound) -> bool:
    """Whether this phone said that there is no QR statement this time."""
    return session.get("no_statement") == cut.cut


@volunteer.get("/cut")
def cut() -> ResponseReturnValue:
    """Show the steps of the round and the next one, or the button that opens it."""
    now = open_round()
    if now is None:
        with the_shop().reading() as book:
            last = queries.cuts.closed_cuts(book, 1)
        return form_page("volunteer/cut_start.html", last=last[0] if last else None)
    here = shelf_of(now)
    return render_template("volunteer/cut.html", cut=now, here=here, no_statement=no_statement(now))


@volunteer.post("/cut/open")
def open_cut() -> ResponseReturnValue:
    """Open a round; while a resident is at the till it waits, and so does the page."""
    posted = fields()
    id = posted.id()
    if posted.ok:
        try:
            the_shop().ask(OpenCut(id=id, by=signer()))
        except TillBusy:
            return redirect(url_for("volunteer.cut_waits", id=id), 303)
        except InputRefused as refused:
            posted.refuse(refused)
        else:
            return redirect(url_for("volunteer.cut_waits", id=id), 303)
    return form_page("volunteer/cut_start.html", posted.sheet, last=None)


@volunteer.get("/cut/waits")
def cut_waits() -> ResponseReturnValue:
    """Wait politely until the round has opened; the page asks again by itself."""
    id = request.args.get("id", "")
    if open_round() is not None:
        return redirect(url_for("volunteer.cut"), 303)
    if not is_ulid(id):
        return redirect(url_for("volunteer.cut"), 303)
    return render_template("volunteer/cut_waits.html", id=id, wait_s=WAIT_S)


@volunteer.get("/cut/shelf")
@volunteer.post("/cut/shelf")
def shelf() -> ResponseReturnValue:
    """Count one item after the other; each is in the book before the next one shows."""
    now = must_be_open()
    here = shelf_of(now)
    if request.method == "POST":
        return _count(now, here, again=False)
    asked = request.args.get("item", "")
    row = here.row(asked) if asked else here.following(request.args.get("after"))
    if asked and row is None:
        abort(404)
    if row is None:
        return render_template("volunteer/shelf_done.html", cut=now, here=here)
    typed = request.args.get("value")
    return form_page("volunteer/shelf.html", cut=now, here=here, row=row, again=False, value=typed)


@volunteer.get("/cut/recount")
@volunteer.post("/cut/recount")
def recount() -> ResponseReturnValue:
    """Count the quarter that matters most a second time, as blind as the first."""
    now = must_be_open()
    here = shelf_of(now)
    if request.method == "POST":
        return _count(now, here, again=True)
    row = here.recount_following()
    if row is None:
        return redirect(url_for("volunteer.cut"), 303)
    return form_page("volunteer/shelf.html", cut=now, here=here, row=row, again=True, value=None)


def _count(now: OpenRound, here: Round, *, again: bool) -> ResponseReturnValue:
    """Take one count, or the reason why there is none."""
    posted = fields()
    row = here.row(posted.raw("item")) or abort(404)
    name = row.item.item
    onward = url_for("volunteer.recount") if again else url_for("volunteer.shelf", after=name)
    if posted.raw("why"):
        why = posted.choice("why", words.UNCOUNTED)
        if why:
            keep_reasons(now.cut, lambda kept: kept.update({name: why}))
            return redirect(onward, 303)
    context: dict[str, Any] = {"cut": now, "here": here, "row": row, "again": again, "value": None}
    if posted.raw("add") and not posted.raw("save"):
        return _with_more(posted, context)
    command = CountItem(
        id=posted.id(),
        cut=now.cut,
        item=name,
        counted=posted.quantity("counted", row.item.unit) or 0,
        round=2 if again else 1,
    )
    if posted.ok and say(posted, command):
        keep_reasons(now.cut, lambda kept: kept.pop(name, None))
        return redirect(onward, 303)
    return form_page("volunteer/shelf.html", posted.sheet, **context)


def _with_more(posted: Fields, context: dict[str, Any]) -> ResponseReturnValue:
    """Draw the count again with a case added: what the button does without JavaScript."""
    count = posted.whole("counted", required=False) or 0
    more = posted.whole("add") or 0
    typed = {**posted.sheet.typed, "counted": str(count + more)}
    return form_page("volunteer/shelf.html", Sheet(typed, posted.faults), **context)


@volunteer.get("/cut/cancel")
@volunteer.post("/cut/cancel")
def cancel() -> ResponseReturnValue:
    """Give the round up; what was counted stays in the book and bounds nothing."""
    now = must_be_open()
    if request.method == "GET":
        return form_page("volunteer/cut_cancel.html", cut=now)
    posted = fields()
    command = CancelCut(
        id=posted.id(), cut=now.cut, reason=posted.text("reason", required=True, longest=80)
    )
    if posted.ok and say(posted, command):
        return redirect(url_for("volunteer.home"), 303)
    return form_page("volunteer/cut_cancel.html", posted.sheet, cut=now)
