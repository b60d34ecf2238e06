"""What the pages of review are drawn from: a draft of chosen cuts, or a period as it stands."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from shop import queries
from shop.queries import period_read, vintages
from shop.queries.connection import Connection
from shop.queries.period_read import PeriodRead
from shop.review.states import Period, State
from web import review_words as words
from web import words as all_words
from web.chart_scale import over_short
from web.charts import narrow_waterfall, waterfall
from web.desk import form_page
from web.forms import Sheet
from web.review_view import (
    evidence,
    flag_lines,
    of_period,
    period_named,
    recounted,
    signed_flags,
)
from web.shop import the_shop
from web.statement_view import scale_of, steps


def draft_page(sheet: Sheet) -> ResponseReturnValue:
    """Draw the next period from the cuts that the form or the address names."""
    with the_shop().reading() as book:
        every = queries.review.all_periods(book)
        free = free_cuts(book, every[-1])
        of = tuple(sheet.get("cuts").split()) or _asked(free)
        if not of or not set(of) <= {one.cut for one in free}:
            return redirect(url_for("review.periods"), 303)
        found = period_read.read(book, of)
        context = _context(book, every[-1], found)
        flags = period_read.flags_of(book, found)
    lines = flag_lines(flags, found.whole, sheet)
    return form_page(
        "review/draft.html",
        sheet,
        flags=lines,
        kinds=sorted({one.flag.key for one in lines}, key=list(words.FLAGS).index),
        cuts=" ".join(of),
        may_review=current_user.person.may("reviewer"),
        name="draft",
        query={"first": of[0], "last": of[-1]},
        **context,
    )


def period_page(name: str, sheet: Sheet, objection: str = "") -> ResponseReturnValue:
    """Draw a period that was reviewed; `objection` is the one an answer was refused to."""
    with the_shop().reading() as book:
        period, _ = period_named(book, name)
        if period is None:
            abort(404)
        if period.review is None or (period.closing is None and period.state is not State.REVIEWED):
            return redirect(url_for("review.draft" if period.cuts else "review.periods"), 303)
        found = of_period(book, period)
        context = _context(book, period, found)
        known: tuple[Any, ...] = ()
        if period.closing is not None:
            known = vintages.of_period(book, period, the_shop().clock.now().wall_ms)
    person = current_user.person
    return form_page(
        "review/period.html",
        sheet,
        flags=signed_flags(period.review.body["flags"], found.whole),
        vintages=known,
        kinds_words=all_words.KINDS,
        answering=objection,
        may_approve=person.may("approver") and person.code != period.review.actor,
        may_publish=person.may("coordinator", "approver"),
        may_answer=person.may("coordinator"),
        name=period.name,
        query={},
        **context,
    )


def _context(book: Connection, period: Period, found: PeriodRead) -> dict[str, Any]:
    """Return what a draft and a closed period are both drawn from."""
    whole = found.whole
    bars = steps(whole, gettext)
    of = [facts.cut for facts in found.cuts]
    return {
        "period": period,
        "statement": whole,
        "exact": whole.exact,
        "facts": whole.facts,
        "seen": found.inputs_sha256,
        "tally": found.tally,
        "scale": scale_of(whole),
        "chart": waterfall(bars),
        "narrow": narrow_waterfall(bars),
        "steps": bars,
        "notes": all_words.BAR_NOTES,
        "statements": found.statements,
        "evidence": evidence(found.statements, recounted(book, of)),
        "counters": sorted({who for cut in of for who in queries.review.counters(book, cut)}),
        "boxes": over_short(
            [
                (gettext("no. %(number)s", number=one.facts.number), one.exact.cash_over_short_fen)
                for one in found.statements
            ]
        ),
        "step_now": words.STEP.get(period.state.value, 4),
    }


def free_cuts(book: Connection, pending: Period) -> list[Any]:
    """Return the closed cuts that are in no period yet, oldest first."""
    wanted = set(pending.cuts)
    closed = queries.cuts.closed_cuts(book, len(wanted)) if wanted else ()
    return [one for one in closed[::-1] if one.cut in wanted]


def _asked(free: list[Any]) -> tuple[str, ...]:
    """Return the run of cuts that the address asks for; all of them where it does not."""
    ids = [one.cut for one in free]
    first, last = request.args.get("first", ""), request.args.get("last", "")
    begin = ids.index(first) if first in ids else 0
    end = ids.index(last) if last in ids else len(ids) - 1
    return tuple(ids[begin : end + 1])


def chosen() -> dict[str, str]:
    """Return which run of cuts the address asks for."""
    return {key: request.args[key] for key in ("first", "last") if key in request.args}


def read_named(book: Connection, name: str) -> PeriodRead:
    """Read a period by its name, or the chosen run of cuts as "draft"."""
    if name == "draft":
        pending = queries.review.all_periods(book)[-1]
        of = _asked(free_cuts(book, pending))
        return period_read.read(book, of) if of else abort(404)
    period, _ = period_named(book, name)
    if period is None or period.review is None:
        abort(404)
    return of_period(book, period)
