"""Volunteers' packing list: what to bring, in the order of the crate, and dates to look at.

It never says what the book expects on a shelf, and is shut while a round is being counted: counts
are blind.
"""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from shop import queries
from web import restock
from web.desk import volunteer
from web.shop import the_shop


@volunteer.get("/packing")
def packing() -> ResponseReturnValue:
    """Show what to bring."""
    with the_shop().reading() as book:
        cut = queries.cuts.open_cut_id(book)
    if cut is not None:
        return render_template("volunteer/packing.html", cut=cut, lines=(), dated=())
    policy, lines = restock.lines()
    return render_template(
        "volunteer/packing.html",
        cut=None,
        policy=policy,
        lines=restock.packing(lines),
        dated=[line for line in lines if line.until],
    )
