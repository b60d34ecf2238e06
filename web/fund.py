"""The fund's pages: its statement, and what coordinators enter: banked, spent, paid out."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError

from shop.fund_commands import BankFund, PayExpense, PayHousehold
from shop.queries import balances
from shop.queries import fund as queries
from shop.queries.fund import FundRead, Span
from shop.queries.households import Owed, households, owed
from web import fund_words as words
from web import proceeds
from web.desk import fields, form_page, goods, say, token_lost
from web.entry_lines import line_of
from web.forms import Sheet
from web.shop import the_shop

blueprint = Blueprint("fund", __name__, url_prefix="/office")
blueprint.register_error_handler(CSRFError, token_lost)
blueprint.get("/proceeds")(proceeds.draft)
blueprint.post("/proceeds")(proceeds.share)
blueprint.get("/proceeds/<int:seq>")(proceeds.shared)

#: Stretches offered to choose from; older ones are reached from these.
SPANS_MAX = 24
#: Entries behind one line that are shown at most.
BEHIND_MAX = 400


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {"fw": words}


@blueprint.get("/fund")
def statement() -> ResponseReturnValue:
    """Show what the fund held, what came in, what went where, what it holds; households too."""
    with the_shop().reading() as book:
        every = queries.spans(book)
        span = _chosen(every)
        found = queries.read(book, span)
        known = households(book)
        waiting = [(key, balances.one(book, key)) for key in ("collected", "qr_wallet")]
    return render_template(
        "fund/statement.html",
        found=found,
        made=found.statement,
        spans=every[:SPANS_MAX],
        span=span,
        rows=_rows(found, {one.code: one.village for one in known}),
        waiting=[(words.SOURCES[key], fen) for key, fen in waiting if fen],
    )


@blueprint.get("/fund/part/<key>")
def part(key: str) -> ResponseReturnValue:
    """List the entries behind one line of the statement."""
    if key not in words.LINES:
        abort(404)
    with the_shop().reading() as book:
        span = _chosen(queries.spans(book))
        found = queries.read(book, span)
        entries = queries.entries(book, found, key)
    catalogue = goods()
    return render_template(
        "fund/part.html",
        line=found.statement.line(key),
        word=words.LINES[key],
        span=span,
        lines=[line_of(entry, catalogue) for entry in entries[:BEHIND_MAX]],
        left_out=max(len(entries) - BEHIND_MAX, 0),
    )


@blueprint.get("/fund/bank")
@blueprint.post("/fund/bank")
def bank() -> ResponseReturnValue:
    """Enter money that reached the fund."""
    with the_shop().reading() as book:
        held = {key: balances.one(book, key) for key in ("collected", "qr_wallet")}
    if request.method == "GET":
        source = request.args.get("source", "collected")
        return form_page("fund/bank.html", Sheet({"source": source}), held=held)
    posted = fields()
    command = BankFund(
        id=posted.id(),
        fen=posted.yuan("amount", least=1) or 0,
        source=posted.choice("source", words.SOURCES) or "",
        reference=posted.text("reference"),
    )
    if posted.ok and say(posted, command):
        flash(gettext("Banked, and noted in the book."), "good")
        return redirect(url_for("fund.statement"), 303)
    return form_page("fund/bank.html", posted.sheet, held=held)


@blueprint.get("/fund/expense")
@blueprint.post("/fund/expense")
def expense() -> ResponseReturnValue:
    """Enter a cost that was paid."""
    with the_shop().reading() as book:
        held_fen = balances.one(book, "fund")
    if request.method == "GET":
        return form_page("fund/expense.html", held_fen=held_fen)
    posted = fields()
    command = PayExpense(
        id=posted.id(),
        fen=posted.yuan("amount", least=1) or 0,
        what=posted.text("what", required=True) or "",
        source=posted.choice("source", words.PAID_FROM) or "",
        cost_of=posted.choice("cost_of", words.COST_OF) or "",
    )
    if posted.ok and say(posted, command):
        flash(gettext("Paid, and noted in the book."), "good")
        return redirect(url_for("fund.statement"), 303)
    return form_page("fund/expense.html", posted.sheet, held_fen=held_fen)


@blueprint.get("/fund/pay/<code>")
@blueprint.post("/fund/pay/<code>")
def pay(code: str) -> ResponseReturnValue:
    """Note that a household was paid of what it is owed."""
    with the_shop().reading() as book:
        owed_fen = owed(book).get(code, Owed()).owed_fen
        known = next((one for one in households(book) if one.code == code), None)
    if known is None:
        abort(404)
    if request.method == "GET":
        return form_page("fund/pay.html", household=known, owed_fen=owed_fen)
    posted = fields()
    command = PayHousehold(
        id=posted.id(),
        party=code,
        fen=posted.yuan("amount", least=1) or 0,
        reference=posted.text("reference"),
    )
    if posted.ok and say(posted, command):
        flash(gettext("%(who)s was paid; the book notes it.", who=code), "good")
        return redirect(url_for("fund.statement"), 303)
    return form_page("fund/pay.html", posted.sheet, household=known, owed_fen=owed_fen)


def _chosen(every: tuple[Span, ...]) -> Span:
    """Return the stretch that was asked for; the one that goes on where none was."""
    until = request.args.get("until", type=int)
    if until is None:
        return every[0]
    return next((span for span in every if span.until_seq == until and span.period), every[0])


def _rows(found: FundRead, villages: dict[str, str]) -> list[dict[str, object]]:
    """Return what each household was owed before, was promised, was paid, and is owed now."""
    rows = []
    for code in sorted({*found.owed_before, *found.owed_after, *villages}):
        before = found.owed_before.get(code, Owed())
        after = found.owed_after.get(code, Owed())
        rows.append(
            {
                "code": code,
                "village": villages.get(code, ""),
                "before_fen": before.owed_fen,
                "aside_fen": after.set_aside_fen - before.set_aside_fen,
                "paid_fen": after.paid_fen - before.paid_fen,
                "owed_fen": after.owed_fen,
            }
        )
    return rows
