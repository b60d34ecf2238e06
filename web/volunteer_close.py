"""Volunteers' pages of the cut, second half: the box, the QR statement, the bag, the close."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from shop import queries
from shop.commands import CloseCut, CollectCash, CountBox, RecordQrStatement
from shop.errors import NoCutOpen
from shop.reconcile.statement import draw
from web import words
from web.desk import fields, form_page, keep_reasons, say, volunteer
from web.forms import N_
from web.shop import the_shop
from web.volunteer_cut import must_be_open, shelf_of

#: Notes and coins of the renminbi, in fen, the largest first.
PIECES = (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10)
#: Most pieces of one kind a box holds.
PIECES_MAX = 20_000


@volunteer.get("/cut/box")
@volunteer.post("/cut/box")
def box() -> ResponseReturnValue:
    """Count all the money in box, tray and hopper, by denomination; the sum shows."""
    now = must_be_open()
    context: dict[str, Any] = {"cut": now, "pieces": PIECES}
    if request.method == "GET":
        return form_page("volunteer/box.html", total=None, **context)
    posted = fields()
    counts = {fen: posted.whole(f"n{fen}", most=PIECES_MAX, required=False) for fen in PIECES}
    held = {fen: count for fen, count in counts.items() if count}
    total = sum(fen * count for fen, count in held.items())
    if not held and not posted.raw("empty") and posted.ok and not posted.raw("sum"):
        posted.fault("empty", N_("Enter what is in the box, or say that it is empty."))
    if posted.raw("sum") or not posted.ok:
        return form_page("volunteer/box.html", posted.sheet, total=total, **context)
    command = CountBox(
        id=posted.id(),
        cut=now.cut,
        fen=total,
        by_denomination=held,
        round=1 if now.box_fen is None else 2,
    )
    if posted.ok and say(posted, command):
        return redirect(url_for("volunteer.cut"), 303)
    return form_page("volunteer/box.html", posted.sheet, total=total, **context)


@volunteer.get("/cut/qr")
@volunteer.post("/cut/qr")
def qr() -> ResponseReturnValue:
    """Enter the QR provider's total up to the cut, or say that there is no statement."""
    now = must_be_open()
    if request.method == "GET":
        return form_page("volunteer/qr.html", cut=now)
    posted = fields()
    if posted.raw("none"):
        session["no_statement"] = now.cut
        return redirect(url_for("volunteer.cut"), 303)
    command = RecordQrStatement(
        id=posted.id(),
        cut=now.cut,
        fen=posted.yuan("total") or 0,
        reference=posted.text("reference", longest=40),
    )
    if posted.ok and say(posted, command):
        session.pop("no_statement", None)
        return redirect(url_for("volunteer.cut"), 303)
    return form_page("volunteer/qr.html", posted.sheet, cut=now)


@volunteer.get("/cut/collect")
@volunteer.post("/cut/collect")
def collect() -> ResponseReturnValue:
    """Take money out in a numbered bag, leaving change in the box."""
    now = must_be_open()
    if now.box_fen is None:
        return redirect(url_for("volunteer.box"), 303)
    left = now.box_fen - now.collected_fen
    if request.method == "GET":
        return form_page("volunteer/collect.html", cut=now, left_fen=left)
    posted = fields()
    fen = posted.yuan("fen", least=1)
    if fen is not None and fen > left:
        posted.fault("fen", N_("That is more than was counted in the box."))
    command = CollectCash(
        id=posted.id(),
        cut=now.cut,
        fen=fen or 0,
        bag=posted.text("bag", required=True, longest=20),
    )
    if posted.ok and say(posted, command):
        return redirect(url_for("volunteer.cut"), 303)
    return form_page("volunteer/collect.html", posted.sheet, cut=now, left_fen=left)


@volunteer.get("/cut/close")
@volunteer.post("/cut/close")
def close() -> ResponseReturnValue:
    """End the round; each item without a count needs its reason."""
    now = must_be_open()
    here = shelf_of(now)
    context: dict[str, Any] = {
        "cut": now,
        "rows": here.uncounted,
        "choices": words.UNCOUNTED,
        "here": here,
    }
    if request.method == "GET":
        return form_page("volunteer/close.html", **context)
    posted = fields()
    names = [row.item.item for row in here.uncounted]
    rest = posted.choice("why_all", words.UNCOUNTED, required=False)
    why = {
        name: posted.choice(f"why-{name}", words.UNCOUNTED, required=not rest) or rest
        for name in names
    }
    keep_reasons(now.cut, lambda kept: kept.update({k: v for k, v in why.items() if v}))
    command = CloseCut(id=posted.id(), cut=now.cut, uncounted={k: v for k, v in why.items() if v})
    if posted.ok and say(posted, command):
        session.pop("uncounted", None)
        session.pop("no_statement", None)
        return redirect(url_for("volunteer.closed", cut=now.cut), 303)
    return form_page("volunteer/close.html", posted.sheet, **context)


@volunteer.get("/cut/<cut>/closed")
def closed(cut: str) -> ResponseReturnValue:
    """Thank for the round and say how the box stood; now the book may speak."""
    with the_shop().reading() as book:
        try:
            facts = queries.facts.of_cut(book, cut)
        except NoCutOpen:
            return redirect(url_for("volunteer.cut"), 303)
    return render_template("volunteer/closed.html", cut=cut, statement=draw(facts))
