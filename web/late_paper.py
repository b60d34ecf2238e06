"""A paper that turns up late: which closed round it belongs to, if any."""

from __future__ import annotations

from shop import queries
from shop.queries.cuts import ClosedCut
from web.forms import Fields
from web.shop import the_shop

#: Closed rounds one may choose from: a paper older than these goes to the office.
ROUNDS = 8


def rounds() -> tuple[ClosedCut, ...]:
    """Return the rounds a late paper may name, newest first."""
    with the_shop().reading() as book:
        return queries.cuts.closed_cuts(book, ROUNDS)


def chosen(posted: Fields) -> str | None:
    """Return the closed round a paper names; None for one of now."""
    return posted.choice("for_cut", ["", *(one.cut for one in rounds())], required=False) or None
