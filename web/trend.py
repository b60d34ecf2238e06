"""How the figures go over time, which shelves to count again, and the changes that were made."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext
from flask_wtf.csrf import CSRFError

from shop import queries
from shop.commands import ChangeSetting
from shop.entries import Entry
from shop.queries.connection import Connection
from shop.reconcile.estimate import looks_copied, recount_list
from shop.reconcile.statement import Statement, draw
from shop.review.flags import tolerance_fen
from web.chart_scale import over_short
from web.desk import fields, form_page, say, token_lost
from web.formats import _moment
from web.forms import Sheet
from web.shop import the_shop
from web.trend_charts import Mark, Point, trend
from web.vintage_view import triangle

blueprint = Blueprint("trend", __name__, url_prefix="/office/trend")
blueprint.register_error_handler(CSRFError, token_lost)

#: Rounds in one picture: half a year of weeks.
ROUNDS_MAX = 26
#: The setting under which a known change is noted, before anybody looks at its effect.
CHANGE = "change.noted"
#: Entries of the book that are looked through for changes.
CHANGES_MAX = 200
#: Lines of the recount list.
RECOUNT_MAX = 20


@blueprint.get("/")
def page() -> ResponseReturnValue:
    """Show each round's figure with its bands, the box, and the changes that are known."""
    return _trend(Sheet())


@blueprint.post("/")
def note_change() -> ResponseReturnValue:
    """Note a change, such as a poster or a new box, before its effect is known."""
    posted = fields()
    id, text = posted.id(), posted.text("text", required=True, longest=40)
    if posted.ok and say(posted, ChangeSetting(id, CHANGE, text)):
        flash(gettext("Noted. It stands in the picture from now on."), "good")
        return redirect(url_for("trend.page"), 303)
    return _trend(posted.sheet)


@blueprint.get("/recount")
def recount() -> ResponseReturnValue:
    """Say which shelves to count again, and which goods may have been scanned as one another."""
    with the_shop().reading() as book:
        drawn = _rounds(book, 1)
        differences = [
            difference
            for cut in queries.cuts.closed_cuts(book, 4)
            for difference in queries.review.differences(book, cut.cut)
        ]
    last = drawn[-1] if drawn else None
    lines = recount_list(last.facts, last.exact)[:RECOUNT_MAX] if last else ()
    return render_template(
        "review/recount.html",
        last=last,
        lines=[(line, round(line.share * 100)) for line in lines if line.share > 0],
        names={item.item: item.name for item in last.exact.items} if last else {},
        units={item.item: item.unit for item in last.exact.items} if last else {},
        copied=bool(differences) and looks_copied(differences),
    )


def _trend(sheet: Sheet) -> ResponseReturnValue:
    with the_shop().reading() as book:
        drawn = _rounds(book, ROUNDS_MAX)
        grown = triangle(book, the_shop().clock.now().wall_ms)
        noted = queries.journal.recent(book, CHANGES_MAX, kinds=("SettingChanged",))
    changes = [
        one for one in noted[::-1] if one.body.get("key") == CHANGE and one.body.get("value")
    ]
    boxes = [
        (gettext("no. %(number)s", number=one.facts.number), one.exact.cash_over_short_fen)
        for one in drawn[-12:]
    ]
    tolerance = max((tolerance_fen(one.exact.cash_credited_fen) for one in drawn), default=0)
    return form_page(
        "review/trend.html",
        sheet,
        chart=trend([point for one in drawn if (point := _point(one))], _marks(changes, drawn)),
        rounds=drawn[::-1],
        boxes=over_short(boxes, tolerance),
        tolerance=tolerance,
        triangle=grown,
        changes=[(one.at_ms, str(one.body["value"])) for one in changes[::-1]],
    )


def _rounds(book: Connection, most: int) -> list[Statement]:
    return [
        draw(queries.facts.of_cut(book, one.cut))
        for one in queries.cuts.closed_cuts(book, most)[::-1]
    ]


def _point(one: Statement) -> Point | None:
    if one.rates.accounted is None:
        return None
    inner, outer = one.estimate.realised, one.estimate.underlying
    return Point(
        format_date(_moment(one.facts.end_ms), "M/d"),
        float(one.rates.accounted) * 100,
        (inner[0] * 100, inner[1] * 100) if inner else None,
        (outer[0] * 100, outer[1] * 100) if outer else None,
        url_for("coordinator.statement", cut=one.facts.cut),
    )


def _marks(changes: list[Entry], drawn: list[Statement]) -> list[Mark]:
    shown = [one for one in drawn if one.rates.accounted is not None]
    if not shown:
        return []
    first_ms = shown[0].facts.start_ms
    return [
        Mark(str(one.body["value"]), sum(s.facts.end_ms <= one.at_ms for s in shown))
        for one in changes
        if one.at_ms >= first_ms
    ]
