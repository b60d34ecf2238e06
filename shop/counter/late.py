"""Paper facts that come late, and corrections: which cut they belong to, and the mirror.

A fact recorded after the count it should have preceded was seen by that count: it posts its
mirror (goods against `missing`, box money against `over_short`) in the first cut, from that one
on, that counted the item or the box. That cut is restated, and no later one moves.
"""

from __future__ import annotations

from typing import Any

from shop.catalogue import Item, unknown_item
from shop.errors import MalformedInput, NoCutOpen
from shop.queries import journal
from shop.queries.connection import Connection

_FROM_ON = (
    "SELECT o.cut FROM cut o WHERE o.what = 'opened'"
    " AND o.seq >= (SELECT seq FROM cut WHERE cut = ? AND what = 'opened')"
    " AND NOT EXISTS (SELECT 1 FROM cut e WHERE e.cut = o.cut AND e.what = 'cancelled')"
    " AND EXISTS (SELECT 1 FROM count_line c WHERE c.cut = o.cut AND c.item = ?)"
    " ORDER BY o.seq LIMIT 1"
)
_BOX_FROM_ON = (
    "SELECT o.cut FROM cut o WHERE o.what = 'opened'"
    " AND o.seq >= (SELECT seq FROM cut WHERE cut = ? AND what = 'opened')"
    " AND NOT EXISTS (SELECT 1 FROM cut e WHERE e.cut = o.cut AND e.what = 'cancelled')"
    " AND EXISTS (SELECT 1 FROM box_count c WHERE c.cut = o.cut)"
    " ORDER BY o.seq LIMIT 1"
)
_KNOWN = (
    "SELECT 1 FROM cut o WHERE o.cut = ? AND o.what = 'opened'"
    " AND NOT EXISTS (SELECT 1 FROM cut e WHERE e.cut = o.cut AND e.what = 'cancelled')"
)
_CUT_OF = (
    "SELECT o.cut FROM cut o WHERE o.what = 'opened' AND o.seq > ?"
    " AND NOT EXISTS (SELECT 1 FROM cut e WHERE e.cut = o.cut AND e.what = 'cancelled')"
    " ORDER BY o.seq LIMIT 1"
)
_SALES_OF = (
    "SELECT DISTINCT m.seq FROM movement m JOIN journal j USING (seq)"
    " WHERE m.item = ?1 AND j.kind = 'SaleDeclared'"
    " AND NOT EXISTS (SELECT 1 FROM journal c WHERE c.kind = 'EntryCorrected'"
    " AND c.corrects = m.seq)"
    " AND NOT EXISTS (SELECT 1 FROM journal v WHERE v.id = j.id || '/void')"
    " ORDER BY m.seq"
)


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
    seen = connection.execute(_FROM_ON, (for_cut, item)).fetchone()
    mirror = []
    if seen:
        mirror.append({"cut": seen[0], "item": item, "unit": unit, "quantity": onto_shelf})
    return {"for_cut": for_cut, "mirror": mirror}


def box(connection: Connection, for_cut: str | None, into_box_fen: int) -> dict[str, Any]:
    """Return the fields of a late fact about the box: its cut and its mirror."""
    if for_cut is None:
        return {}
    _check(connection, for_cut)
    seen = connection.execute(_BOX_FROM_ON, (for_cut,)).fetchone()
    mirror = [{"cut": seen[0], "fen": into_box_fen}] if seen else []
    return {"for_cut": for_cut, "mirror": mirror}


def _check(connection: Connection, for_cut: str) -> None:
    if not connection.execute(_KNOWN, (for_cut,)).fetchone():
        raise NoCutOpen(cut=str(for_cut)[:40])


def name_unknown(connection: Connection, code: str, item: Item) -> list[tuple[str, dict[str, Any]]]:
    """Return one correction for each standing sale of an unlisted code: it was this item.

    Visit, sale and price stay as they were declared.

    Raises:
        MalformedInput: nothing was sold under this code.
    """
    unknown = unknown_item(code)
    rows = connection.execute(_SALES_OF, (unknown,)).fetchall()
    out = []
    for (seq,) in rows:
        entry = journal.by_seq(connection, seq)
        assert entry is not None
        lines = []
        named = 0
        for line in entry.body["lines"]:
            if line["item"] == unknown:
                named += line["quantity"]
                line = {**line, "item": item.item, "unit": item.unit}
            lines.append(line)
        wrong = {key: value for key, value in entry.body.items() if key != "command"}
        body: dict[str, Any] = {
            "kind": "SaleDeclared",
            "body": wrong,
            "replacement": {"kind": "SaleDeclared", "body": {**wrong, "lines": lines}},
            "_corrects": seq,
        }
        cut = connection.execute(_CUT_OF, (seq,)).fetchone()
        if cut:
            body |= goods(connection, cut[0], item.item, item.unit, -named)
        out.append(("EntryCorrected", body))
    if not out:
        raise MalformedInput(field="code", why="nothing was sold under this code")
    return out
