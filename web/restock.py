"""Pages of what to bring: the proposal with its reasons, and how often somebody comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext

from shop.catalogue import Item
from shop.commands import ChangeSetting
from shop.export.words import local
from shop.queries import demand
from shop.review.restock import METHODS, Policy, Proposal, propose
from shop.review.restock_words import Sentence, reasons
from web import formats
from web.cut_round import in_shelf_order
from web.desk import fields, form_page, goods, say
from web.forms import N_
from web.shop import the_settings, the_shop

blueprint = Blueprint("restock", __name__, url_prefix="/office/restock")

#: The ways to forecast, as a coordinator chooses them.
METHOD_WORDS = {
    "mean": N_("Mean of the last 28 days in stock"),
    "ewma": N_("Smoothed: the last weeks count most"),
}
assert tuple(METHOD_WORDS) == METHODS


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the proposal, ready for its page.

    Attributes:
        why: sentences in the reader's language.  cases: (cases, pieces in one, loose) or None.
        until: the earliest date of what is there, in words, if it matters before the next crate.
    """

    item: Item
    proposal: Proposal
    why: tuple[str, ...]
    cases: tuple[int, int, int] | None
    until: str


def lines() -> tuple[Policy, tuple[Line, ...]]:
    """Return how goods are brought, and every item with its proposal in the order of the shelf."""
    shop, zone = the_shop(), ZoneInfo(the_settings().timezone)
    now_ms = shop.clock.now().wall_ms
    with shop.reading() as book:
        policy = demand.policy(book)
        found = {shelf.item: propose(shelf, policy) for shelf in demand.shelves(book, now_ms, zone)}
    today = local(now_ms, zone).date()

    def line(item: Item) -> Line:
        one = found[item.item]
        left = one.next_date_days
        soon = left is not None and (left <= policy.days or one.expiring > 0)
        until = str(format_date(today + timedelta(days=left), "medium")) if soon and left else ""
        if soon and left is not None and not until:
            until = gettext("today")
        return Line(item, one, said(reasons(one, policy)), in_cases(item, one.suggest), until)

    return policy, tuple(line(item) for item in in_shelf_order(goods()) if item.item in found)


def packing(all_: Sequence[Line]) -> tuple[Line, ...]:
    """Return what to bring in the order of the crate: what goes on the shelf first lies on top."""
    return tuple(line for line in reversed(all_) if line.proposal.suggest)


def said(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Say sentences in the reader's language; (quantity, unit) as pages write it."""

    def shown(value: object) -> object:
        return formats.quantity(*value) if isinstance(value, tuple) else value

    return tuple(
        gettext(text) % {name: shown(value) for name, value in named.items()}
        for text, named in sentences
    )


def in_cases(item: Item, quantity: int) -> tuple[int, int, int] | None:
    """Return a quantity as whole cases and loose pieces, where it fills a case."""
    sizes = sorted(
        (size for size in item.case_codes.values() if 1 < size <= quantity), reverse=True
    )
    if not sizes:
        return None
    return quantity // sizes[0], sizes[0], quantity % sizes[0]


@blueprint.get("/")
@blueprint.post("/")
def page() -> ResponseReturnValue:
    """Show what to bring and why; change how often somebody comes."""
    policy, all_ = lines()
    context: dict[str, Any] = {
        "policy": policy,
        "lines": sorted(all_, key=lambda line: line.proposal.suggest == 0),
        "methods": METHOD_WORDS,
        "bring": sum(1 for line in all_ if line.proposal.suggest),
        "below": sum(1 for line in all_ if line.proposal.below),
        "dated": [line for line in all_ if line.until],
    }
    posted = fields()
    if not posted.sheet.typed:
        return form_page("supply/restock.html", **context)
    chosen = Policy(
        method=posted.choice("method", METHODS) or policy.method,
        lead_days=_days(posted.whole("lead_days", most=demand.DAYS_MAX), policy.lead_days),
        review_days=_days(
            posted.whole("review_days", least=1, most=demand.DAYS_MAX), policy.review_days
        ),
    )
    command = ChangeSetting(id=posted.id(), key=demand.KEY, value=demand.written(chosen))
    if posted.ok and say(posted, command):
        flash(gettext("Recorded. The list is made anew."), "good")
        return redirect(url_for("restock.page"), 303)
    return form_page("supply/restock.html", posted.sheet, **context)


def _days(typed: int | None, otherwise: int) -> int:
    return otherwise if typed is None else typed
