"""Pages of coordinators: today, statements and what stands behind them, goods, devices, book.

At a desk, answerable to the village: every figure leads to its entries, nothing ranks anybody.
"""

from __future__ import annotations

import threading
from fractions import Fraction
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError

from shop import queries
from shop.errors import ChainBroken, NoCutOpen
from shop.export.statement_json import statement_json as export_json
from shop.queries.review import all_periods
from shop.reconcile.statement import Statement, draw
from web import words
from web.chart_scale import over_short
from web.charts import narrow_waterfall, waterfall
from web.desk import goods, token_lost
from web.device_lines import shop_devices
from web.entry_lines import KINDS_OF, behind, line_of
from web.errors import answer_with
from web.shop import the_shop
from web.statement_view import (
    COLUMNS,
    band,
    percent,
    rate_lines,
    scale_of,
    sorted_items,
    steps,
)

blueprint = Blueprint("coordinator", __name__, url_prefix="/office")

blueprint.register_error_handler(CSRFError, token_lost)

#: Checking reads the whole book: a small board does one at a time.
_CHECKING = threading.BoundedSemaphore(1)

#: Cuts on one page of the list; their boxes are drawn side by side.
CUTS_A_PAGE = 12
#: Entries on one page.
ENTRIES_A_PAGE = 50
#: Entries behind one bar that are shown at most; the part is named when there are more.
BEHIND_MAX = 400


@blueprint.app_template_filter("percent")
def _percent(value: Fraction | None) -> str:
    return percent(value)


@blueprint.app_template_filter("band")
def _band(pair: tuple[float, float], decimals: int = 0) -> str:
    return band(pair, decimals)


@blueprint.get("/")
def today() -> ResponseReturnValue:
    """Show how the shop is now: the till, the money by place, devices, the last cut."""
    with the_shop().reading() as book:
        money = queries.balances.money(book)
        open_cut, last = queries.cuts.open_cut(book), _statement(book, None)
        unknown = queries.tasks.unknown_codes(book)
        recent = queries.journal.recent(book, 6)
        moved_ms = queries.tasks.box_moved(book)
        aside = queries.tasks.aside_payments(book)
    return render_template(
        "coordinator/today.html",
        view=the_shop().screen.shown.view,
        money=[(name, money.get(key, 0)) for key, name in words.places_of(money)],
        open_cut=open_cut,
        last=last,
        unknown=len(unknown),
        moved_ms=moved_ms,
        aside=aside,
        lines=[line_of(entry, goods()) for entry in recent],
        devices=shop_devices(),
    )


@blueprint.get("/statements")
def statements() -> ResponseReturnValue:
    """List the closed cuts, newest first, and how the box stood at each."""
    before = request.args.get("before", type=int)
    with the_shop().reading() as book:
        closed = queries.cuts.closed_cuts(book, CUTS_A_PAGE + 1, before or 1 << 62)
        drawn = [_statement(book, cut.cut) for cut in closed[:CUTS_A_PAGE]]
    rows = [one for one in drawn if one is not None]
    chart = over_short(
        [
            (gettext("no. %(number)s", number=one.facts.number), one.exact.cash_over_short_fen)
            for one in reversed(rows)
        ]
    )
    older = closed[CUTS_A_PAGE - 1].closed_seq if len(closed) > CUTS_A_PAGE else None
    return render_template(
        "coordinator/statements.html",
        rows=rows,
        chart=chart,
        older=older,
        before=before,
        flags=words.FLAGS,
    )


@blueprint.get("/statements/<cut>")
def statement(cut: str) -> ResponseReturnValue:
    """Show one cut's statement: the sentence, the waterfall, goods, money, rates."""
    drawn = _or_404(cut)
    with the_shop().reading() as book:
        every = all_periods(book)
    period = next((one for one in every if cut in one.cuts), every[-1])
    bars = steps(drawn, gettext)
    sort = request.args.get("sort", "value")
    down = request.args.get("down", "1") != "0"
    return render_template(
        "coordinator/statement.html",
        statement=drawn,
        period=period,
        exact=drawn.exact,
        facts=drawn.facts,
        flags=[words.FLAGS[key] for key in drawn.flags if key in words.FLAGS],
        scale=scale_of(drawn),
        names={item.item: item.name for item in drawn.exact.items},
        units={item.item: item.unit for item in drawn.exact.items},
        chart=waterfall(bars),
        narrow=narrow_waterfall(bars),
        steps=bars,
        notes=words.BAR_NOTES,
        columns=COLUMNS,
        sort=sort if sort in COLUMNS else "value",
        down=down,
        items=sorted_items(drawn, sort, down),
        rates=rate_lines(drawn),
    )


@blueprint.get("/statements/<cut>.json")
def statement_json(cut: str) -> Response:
    """Give the statement as JSON: the same frozen value; fractions as text."""
    return jsonify(export_json(_or_404(cut)))


@blueprint.get("/statements/<cut>/part/<part>")
def part(cut: str, part: str) -> ResponseReturnValue:
    """List the entries behind one bar of the waterfall."""
    if part not in KINDS_OF:
        abort(404)
    drawn = _or_404(cut)
    with the_shop().reading() as book:
        found = queries.journal.of_cut(book, cut, KINDS_OF[part])
    catalogue = goods()
    entries = behind(part, found, drawn.facts)
    step = next((one for one in steps(drawn, gettext) if one.key == part), None)
    if step is None:
        abort(404)
    return render_template(
        "coordinator/part.html",
        statement=drawn,
        facts=drawn.facts,
        step=step,
        note=words.BAR_NOTES[part],
        lines=[line_of(entry, catalogue) for entry in entries[:BEHIND_MAX]],
        left_out=max(len(entries) - BEHIND_MAX, 0),
        items=sorted_items(drawn, "value", True) if part == "undeclared" else [],
    )


@blueprint.get("/goods")
def goods_page() -> ResponseReturnValue:
    """List the goods with codes and marked prices; a click marks another price."""
    from web.cut_round import in_shelf_order

    return render_template("coordinator/goods.html", items=in_shelf_order(goods()))


@blueprint.get("/devices")
def devices() -> ResponseReturnValue:
    """Say how each device is, since when, and what to look at."""
    with the_shop().reading() as book:
        noted = queries.journal.recent(book, 20, kinds=("DeviceNoted",))
        moved_ms = queries.tasks.box_moved(book)
    return render_template(
        "coordinator/devices.html",
        devices=shop_devices(),
        lines=[line_of(entry, goods()) for entry in noted],
        moved_ms=moved_ms,
    )


@blueprint.get("/book")
def book() -> ResponseReturnValue:
    """Show the newest entries with the chain's head, and the button that checks them."""
    return _book_page(None)


@blueprint.post("/book/verify")
def verify() -> ResponseReturnValue:
    """Walk the chain and re-post every entry, where the shop offers it."""
    if not _CHECKING.acquire(blocking=False):
        text = gettext("The book is being checked already: try again in a minute.")
        return answer_with(503, "check_busy", text)
    try:
        verdict = the_shop().verify()
    except ChainBroken as broken:
        verdict = broken
    finally:
        _CHECKING.release()
    return _book_page(verdict)


def _book_page(verdict: Any) -> ResponseReturnValue:
    before = request.args.get("before", type=int)
    with the_shop().reading() as reading:
        head_seq, head = queries.journal.head(reading)
        found = queries.journal.recent(reading, ENTRIES_A_PAGE + 1, before)
    catalogue = goods()
    older = found[ENTRIES_A_PAGE - 1].seq if len(found) > ENTRIES_A_PAGE else None
    return render_template(
        "coordinator/book.html",
        head_seq=head_seq,
        head=head.hex(),
        lines=[line_of(entry, catalogue) for entry in found[:ENTRIES_A_PAGE]],
        older=older,
        before=before,
        verdict=verdict,
        broken=isinstance(verdict, ChainBroken),
    )


def _statement(book: Any, cut: str | None) -> Statement | None:
    """Draw a closed cut's statement; None where there is no such cut."""
    try:
        return draw(queries.facts.of_cut(book, cut))
    except NoCutOpen:
        return None


def _or_404(cut: str) -> Statement:
    with the_shop().reading() as book:
        drawn = _statement(book, cut)
    return drawn or abort(404)
