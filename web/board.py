"""The board "proceeds → purpose": what came in and what it is for, for everybody, at three metres.

Households stand here by code and village only; never a name, never what one resident paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from shop.entries import Entry
from shop.queries import proceeds
from shop.queries.households import Owed, households, owed
from web.forms import N_
from web.shop import the_shop

blueprint = Blueprint("board", __name__)

#: Households that fit beside one another and can be read from three metres.
TILES = 12

#: What the money is for: (figures summed, words, picture).
PURPOSES = (
    (("payables_fen",), N_("To households, for their goods"), "people"),
    (("shared_fen",), N_("To households, out of the surplus"), "heart"),
    (("purchase_cost_fen", "spoiled_fen"), N_("Goods bought for the shelves"), "crate"),
    (("expenses_fen",), N_("Running the shop"), "device"),
    (("deficit_before_fen",), N_("What was short before"), "clock"),
    (("reserve_fen",), N_("Kept for harder days"), "lock"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One purpose: words, picture, fen, and its length in thousandths of all that came in."""

    words: str
    picture: str
    fen: int
    permille: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One household as everybody may see it."""

    code: str
    village: str
    fen: int


@blueprint.get("/proceeds")
def board() -> ResponseReturnValue:
    """Show where the money of the last period went, and what households were given in all."""
    with the_shop().reading() as book:
        newest = proceeds.shared_out(book, 1)
        villages = {one.code: one.village for one in households(book)}
        given = owed(book)
    if not newest:
        return render_template("board/proceeds.html", entry=None)
    entry = newest[0]
    tiles = _tiles(entry, villages)
    return render_template(
        "board/proceeds.html",
        entry=entry,
        figures=entry.body["figures"],
        came_fen=came_fen(entry),
        rows=rows(entry),
        tiles=tiles[:TILES],
        more=tiles[TILES:],
        purpose=entry.body.get("purpose", ""),
        paid_fen=sum(one.paid_fen for one in given.values()),
        promised_fen=sum(one.set_aside_fen for one in given.values()),
        of=sum(1 for one in given.values() if one != Owed()),
    )


def came_fen(entry: Entry) -> int:
    """Return all that came in, in fen: for goods, as gifts, and what came to be known late."""
    figures = entry.body["figures"]
    parts = ("goods_money_fen", "donations_fen", "gifts_fen", "late_money_fen")
    return sum(int(figures[name]) for name in parts)


def rows(entry: Entry) -> tuple[Row, ...]:
    """Return what the money is for, the purposes of nothing left out."""
    body = entry.body
    figures: dict[str, Any] = {
        **body["figures"],
        "reserve_fen": body["reserve_fen"],
        "shared_fen": max(0, body["figures"]["surplus_fen"]),
    }
    went = sum(max(0, figures[name]) for names, _, _ in PURPOSES for name in names)
    whole = max(1, came_fen(entry), went)
    found = []
    for names, words, picture in PURPOSES:
        fen = sum(figures[name] for name in names)
        if fen:
            found.append(Row(words, picture, fen, max(0, fen) * 1000 // whole))
    return tuple(found)


def _tiles(entry: Entry, villages: dict[str, str]) -> list[Tile]:
    """Return what each household was given in the period, in the order of their codes."""
    sums: dict[str, int] = {}
    for line in entry.body["allocations"]:
        sums[line["party"]] = sums.get(line["party"], 0) + line["fen"]
    return [Tile(code, villages.get(code, ""), fen) for code, fen in sorted(sums.items()) if fen]
