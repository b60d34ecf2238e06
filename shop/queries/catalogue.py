"""The goods as they are listed now, with all their prices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from shop.catalogue import Catalogue, Item
from shop.queries.connection import Connection

_ITEMS = (
    "SELECT j.body FROM journal j JOIN"
    " (SELECT item, max(seq) AS seq FROM item GROUP BY item) newest USING (seq)"
    " ORDER BY newest.item"
)
_ONE = "SELECT body FROM journal WHERE seq = (SELECT max(seq) FROM item WHERE item = ?)"
_PRICES = "SELECT item, from_ms, fen FROM price ORDER BY item, from_ms, seq"
_HELD = (
    "SELECT p.item, p.from_ms, max(p.seq) FROM price p JOIN journal j USING (seq)"
    " WHERE p.from_ms <= j.at_ms GROUP BY p.item"
)
_HELD_OF = (
    "SELECT p.from_ms, max(p.seq) FROM price p JOIN journal j USING (seq)"
    " WHERE p.item = ? AND p.from_ms <= j.at_ms GROUP BY p.item"
)
_PRICES_OF = "SELECT from_ms, fen FROM price WHERE item = ? ORDER BY from_ms, seq"


def load(connection: Connection) -> Catalogue:
    """Return the catalogue: the newest listing of each item, its prices in time order."""
    prices: dict[str, dict[int, int]] = {}
    for item, from_ms, fen in connection.execute(_PRICES):
        # Two prices from the same moment: the one entered later holds.
        prices.setdefault(item, {})[from_ms] = fen
    held = {item: from_ms for item, from_ms, _ in connection.execute(_HELD)}
    items = []
    for (text,) in connection.execute(_ITEMS):
        body = json.loads(text)
        name = body["item"]
        items.append(_item(body, prices.get(name, {}), held.get(name, 0)))
    return Catalogue(items)


def one(connection: Connection, item: str) -> Item | None:
    """Return one item as it is listed now, or None; the cost does not grow with the shelf."""
    row = connection.execute(_ONE, (item,)).fetchone()
    if row is None:
        return None
    held = connection.execute(_HELD_OF, (item,)).fetchone()
    return _item(json.loads(row[0]), dict(prices_of(connection, item)), held[0] if held else 0)


def _item(body: dict[str, Any], prices: Mapping[int, int], held_ms: int) -> Item:
    return Item(
        item=body["item"],
        name=body["name"],
        name_en=body.get("name_en"),
        unit=body["unit"],
        codes=tuple(body["codes"]),
        case_codes=body.get("case_codes") or {},
        shelf_group=body.get("shelf_group"),
        picture=body.get("picture"),
        party=body.get("party"),
        retired=bool(body.get("retired")),
        prices=tuple(prices.items()),
        held_ms=held_ms,
    )


def prices_of(connection: Connection, item: str) -> tuple[tuple[int, int], ...]:
    """Return an item's prices as (from_ms, fen), ascending."""
    found: dict[int, int] = {}
    for from_ms, fen in connection.execute(_PRICES_OF, (item,)):
        found[from_ms] = fen
    return tuple(found.items())
