"""The goods as they are listed now, with all their prices."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from shop.catalogue import Catalogue, Item
from shop.queries.connection import Connection

_ITEMS = (
    "SELECT j.body FROM journal j JOIN"
    " (SELECT item, max(seq) AS seq FROM item GROUP BY item) newest USING (seq)"
    " ORDER BY newest.item"
)
_ONE = "SELECT body FROM journal WHERE seq = (SELECT max(seq) FROM item WHERE item = ?)"
_PRICES = (
    "SELECT p.item, p.from_ms, p.fen, p.from_ms <= j.at_ms FROM price p JOIN journal j USING (seq)"
    " ORDER BY p.seq"
)
_PRICES_OF_ONE = (
    "SELECT p.item, p.from_ms, p.fen, p.from_ms <= j.at_ms FROM price p JOIN journal j USING (seq)"
    " WHERE p.item = ? ORDER BY p.seq"
)
_PRICES_OF = "SELECT from_ms, fen FROM price WHERE item = ? ORDER BY from_ms, seq"


@dataclass(slots=True)
class _Marks:
    """The prices of one item, taken in the order of the book."""

    prices: dict[int, int] = field(default_factory=dict)
    held: tuple[int, int] | None = None
    planned: dict[int, int] = field(default_factory=dict)

    def take(self, from_ms: int, fen: int, from_now: bool) -> None:
        """Take one mark; of two from the same moment the later one holds."""
        self.prices[from_ms] = fen
        if from_now:
            self.held = (from_ms, fen)
            # A planned price whose moment had come before this mark is over with it.
            self.planned = {at: f for at, f in self.planned.items() if at > from_ms}
        else:
            self.planned[from_ms] = fen


def _marks(rows: Iterable[tuple[str, int, int, int]]) -> dict[str, _Marks]:
    found: dict[str, _Marks] = {}
    for item, from_ms, fen, from_now in rows:
        found.setdefault(item, _Marks()).take(from_ms, fen, bool(from_now))
    return found


def load(connection: Connection) -> Catalogue:
    """Return the catalogue: the newest listing of each item, with all its prices."""
    marks = _marks(connection.execute(_PRICES))
    items = []
    for (text,) in connection.execute(_ITEMS):
        body = json.loads(text)
        items.append(_item(body, marks.get(body["item"], _Marks())))
    return Catalogue(items)


def one(connection: Connection, item: str) -> Item | None:
    """Return one item as it is listed now, or None; the cost does not grow with the shelf."""
    row = connection.execute(_ONE, (item,)).fetchone()
    if row is None:
        return None
    marks = _marks(connection.execute(_PRICES_OF_ONE, (item,)))
    return _item(json.loads(row[0]), marks.get(item, _Marks()))


def _item(body: dict[str, Any], marks: _Marks) -> Item:
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
        prices=tuple(sorted(marks.prices.items())),
        held=marks.held,
        planned=tuple(sorted(marks.planned.items())),
    )


def prices_of(connection: Connection, item: str) -> tuple[tuple[int, int], ...]:
    """Return an item's prices as (from_ms, fen), ascending."""
    found: dict[int, int] = {}
    for from_ms, fen in connection.execute(_PRICES_OF, (item,)):
        found[from_ms] = fen
    return tuple(found.items())
