"""Paper facts that come late, and corrections: which cut they belong to, and the mirror.

A fact recorded after the count it should have preceded was seen by that count: it posts its
mirror (goods against `missing`, box money against `over_short`) in the first cut, from that one
on, that counted the item or the box. That cut is restated, and no later one moves.
"""

from __future__ import annotations

from typing import Any

from shop.catalogue import Item, unknown_item
from shop.errors import MalformedInput, NoCutOpen
from shop.money import format_yuan
from shop.paper_errors import BoxHoldsLess
from shop.queries import balances, journal, late
from shop.queries.connection import Connection


def goods(
    connection: Connection, for_cut: str | None, item: str, unit: str, onto_shelf: int
) -> dict[str, Any]:
    """Return the fields of a late goods fact: its cut, and the mirror where a count saw it.

    Args:
        onto_shelf: pieces or grams the fact brings to the shelf (negative: takes off).
    """
    if for_cut is None:
        return {}
    _check(connection, for_cut)
    seen = late.counted_in(connection, for_cut, item)
    mirror = []
    if seen:
        mirror.append({"cut": seen, "item": item, "unit": unit, "quantity": onto_shelf})
    return {"for_cut": for_cut, "mirror": mirror}


def box(connection: Connection, for_cut: str | None, into_box_fen: int) -> dict[str, Any]:
    """Return the fields of a late fact about the box: its cut and its mirror."""
    if for_cut is None:
        return {}
    _check(connection, for_cut)
    seen = late.box_counted_in(connection, for_cut)
    mirror = [{"cut": seen, "fen": into_box_fen}] if seen else []
    return {"for_cut": for_cut, "mirror": mirror}


def check_box(connection: Connection, into_box_fen: int) -> None:
    """Refuse to take out of the box what it does not hold, without saying what it holds.

    Raises:
        BoxHoldsLess: the book has less in it. Counts are blind: its figure is not told.
    """
    if into_box_fen < 0 and -into_box_fen > balances.one(connection, "cashbox"):
        raise BoxHoldsLess(amount=format_yuan(-into_box_fen))


def undone(connection: Connection, cut: str) -> list[dict[str, Any]]:
    """Return the mirrors that take back those posted in a round that is given up.

    Its counts bound nothing any more, so no late fact was seen by them.
    """
    back: list[dict[str, Any]] = []
    for item, unit, quantity in late.mirrored_in(connection, cut):
        if item is None:
            back.append({"cut": cut, "fen": -quantity})
        else:
            back.append({"cut": cut, "item": item, "unit": unit, "quantity": -quantity})
    return back


def _check(connection: Connection, for_cut: str) -> None:
    if not late.is_known(connection, for_cut):
        raise NoCutOpen(cut=str(for_cut)[:40])


def name_unknown(connection: Connection, code: str, item: Item) -> list[tuple[str, dict[str, Any]]]:
    """Return one correction for each standing sale of an unlisted code: it was this item.

    Visit, sale and price stay as they were declared.

    Raises:
        MalformedInput: nothing was sold under this code.
    """
    unknown = unknown_item(code)
    out = []
    for seq in late.standing_sales_of(connection, unknown):
        said = _standing(connection, seq)
        lines = []
        named = 0
        for line in said["lines"]:
            if line["item"] == unknown:
                named += line["quantity"]
                line = {**line, "item": item.item, "unit": item.unit}
            lines.append(line)
        if not named:
            continue  # this code of the sale has been named already
        wrong = {key: value for key, value in said.items() if key != "command"}
        body: dict[str, Any] = {
            "kind": "SaleDeclared",
            "body": wrong,
            "replacement": {"kind": "SaleDeclared", "body": {**wrong, "lines": lines}},
            "_corrects": seq,
        }
        cut = late.cut_after(connection, seq)
        if cut:
            body |= goods(connection, cut, item.item, item.unit, -named)
        out.append(("EntryCorrected", body))
    if not out:
        raise MalformedInput(field="code", why="nothing was sold under this code")
    return out


def _standing(connection: Connection, seq: int) -> dict[str, Any]:
    """Return what a sale says now: as declared, or as it was corrected last."""
    entry = journal.by_seq(connection, seq)
    assert entry is not None
    corrected = journal.correction_of(connection, seq)
    return dict(corrected.body["replacement"]["body"] if corrected else entry.body)
