"""A closed period's proceeds: the draft, who shares it, and what was shared out before."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from shop.errors import BrokenInvariant
from shop.fund_commands import AllocateProceeds
from shop.queries import balances, journal, review
from shop.queries import proceeds as queries
from shop.queries.households import Household, households
from shop.review.sharing import Draft
from shop.review.sharing_body import body_of
from web.desk import fields, form_page, goods, say
from web.entry_lines import line_of, name_of
from web.forms import Fields, Sheet
from web.shop import the_shop

#: Shares of one household: a small number.
WEIGHT_MAX = 1_000


def draft() -> ResponseReturnValue:
    """Show what the next closed period brought, to whom it is owed, and what is left to share."""
    return _draft_page(Sheet())


def share() -> ResponseReturnValue:
    """Look again with other shares, or share out."""
    posted = fields()
    id, cuts = posted.id(), tuple(posted.raw("cuts").split())
    weights, reserve_fen = _weights(posted), posted.yuan("reserve", required=False) or 0
    purpose = posted.text("purpose", longest=60)
    if posted.ok and posted.raw("do") == "share":
        seen = posted.raw("seen") or None
        command = AllocateProceeds(id, cuts, weights, reserve_fen, purpose, seen)
        if say(posted, command):
            flash(gettext("Shared out. Households can be paid now."), "good")
            return redirect(url_for("fund.statement"), 303)
    return _draft_page(posted.sheet, weights, reserve_fen)


def shared(seq: int) -> ResponseReturnValue:
    """Show a sharing out as the book keeps it, lot by lot."""
    with the_shop().reading() as book:
        entry = journal.by_seq(book, seq)
        known = {one.code: one.village for one in households(book)}
    if entry is None or entry.kind != "ProceedsAllocated" or "figures" not in entry.body:
        abort(404)
    catalogue = goods()
    body = entry.body
    return render_template(
        "fund/shared.html",
        entry=entry,
        body=body,
        figures={**body["figures"], "reserve_fen": body["reserve_fen"]},
        rows=_allocations(body, known),
        lots=[{**lot, "name": name_of(lot["item"], catalogue)} for lot in body["lots"]],
        line=line_of(entry, catalogue),
    )


def _weights(posted: Fields) -> dict[str, int]:
    """Return the shares that were entered, of those who have any."""
    read = posted.each("w-", lambda name: posted.whole(name, most=WEIGHT_MAX, required=False))
    return {code: weight for code, weight in read.items() if weight}


def _draft_page(
    sheet: Sheet, weights: dict[str, int] | None = None, reserve_fen: int = 0
) -> ResponseReturnValue:
    with the_shop().reading() as book:
        every = review.all_periods(book)
        period = queries.next_period(book, every)
        before = queries.shared_out(book, 12)
        known = households(book)
        held_fen = balances.one(book, "fund")
        found = queries.read(book, period.cuts, period.name) if period else None
    if found is None:
        return render_template("fund/nothing.html", before=before)
    if weights is None:
        weights = _last_weights(before[0].body if before else None, known)
    most_fen = max(0, found.before_reserve_fen)
    body = _looked_at(found, min(reserve_fen, most_fen), weights)
    takes_fen = body["reserve_fen"] + sum(line["fen"] for line in body["allocations"])
    villages = {one.code: one.village for one in known}
    context: dict[str, Any] = {
        "draft": found,
        "figures": {**body["figures"], "reserve_fen": body["reserve_fen"]},
        "rows": _allocations(body, villages),
        "households": known,
        "weights": weights,
        "most_fen": most_fen,
        "takes_fen": takes_fen,
        "held_fen": held_fen,
        "purpose": before[0].body.get("purpose", "") if before else "",
        "before": before,
        "names": {line.layer.item: name_of(line.layer.item, goods()) for line in found.lines},
        "posted": request.method == "POST",
    }
    return form_page("fund/draft.html", sheet, **context)


def _looked_at(found: Draft, reserve_fen: int, weights: dict[str, int]) -> dict[str, Any]:
    """Return what sharing out would say; without anybody to share, the surplus stays unshared."""
    try:
        return body_of(found, reserve_fen, weights)
    except BrokenInvariant:
        return body_of(found, reserve_fen, {})


def _last_weights(body: Any, known: tuple[Household, ...]) -> dict[str, int]:
    """Return the shares of the last time, else one for every household."""
    codes = {one.code for one in known}
    if body and body.get("weights"):
        return {code: weight for code, weight in body["weights"].items() if code in codes}
    return dict.fromkeys(sorted(codes), 1)


def _allocations(body: Any, villages: dict[str, str]) -> list[dict[str, Any]]:
    """Return what each household is given, for its goods and as its share."""
    found: dict[str, dict[str, Any]] = {}
    for line in body["allocations"]:
        row = found.setdefault(
            line["party"],
            {
                "code": line["party"],
                "village": villages.get(line["party"], ""),
                "goods": 0,
                "share": 0,
            },
        )
        row[line["what"]] += line["fen"]
    return [found[code] for code in sorted(found)]
