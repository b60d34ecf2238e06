"""The figures that bodies carry, worked out anew while walking through a book."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from shop.posting import Postings


@dataclass(slots=True)
class _Sale:
    seq: int
    opened_seq: int
    goods: dict[str, int]


@dataclass(slots=True)
class _Count:
    seq: int
    counted: int
    expected: int


@dataclass(slots=True)
class Running:
    """Balances and counts as they stand after each entry.

    `check` is asked before an entry's own movements are taken in by `move`.
    """

    balances: dict[tuple[str, str], int] = field(default_factory=dict)
    _cut: str | None = None
    _cut_seq: int = 0
    _counts: dict[str, _Count] = field(default_factory=dict)
    _box: _Count | None = None
    _sales: list[_Sale] = field(default_factory=list)

    def check(self, seq: int, kind: str, body: dict[str, Any]) -> str | None:
        """Return what does not hold of the figures an entry carries, or None."""
        if kind == "StockCounted":
            held = self.balances.get(("shelf", body["item"]), 0)
            if body["expected"] != held:
                return f"it expects {body['expected']}, the book held {held}"
        elif kind == "CashCounted":
            held = self.balances.get(("cashbox", ""), 0)
            if body["expected_fen"] != held:
                return f"it expects {body['expected_fen']} fen, the book held {held}"
        elif kind == "CutClosed":
            return self._check_closed(body)
        elif kind in ("SaleDeclared", "SaleVoided"):
            return _check_sale(body)
        return None

    def move(self, seq: int, kind: str, body: dict[str, Any], postings: Postings) -> None:
        """Take in an entry's movements and what the next closing needs."""
        self._take(self.balances, postings)
        if kind == "CutOpened":
            self._cut, self._cut_seq = body["cut"], seq
            self._counts, self._box, self._sales = {}, None, []
        elif kind in ("CutCancelled", "CutClosed"):
            self._cut = None
        elif self._cut is None:
            return
        elif kind == "StockCounted":
            self._counts[body["item"]] = _Count(seq, body["counted"], body["expected"])
        elif kind == "CashCounted":
            self._box = _Count(seq, body["fen"], body["expected_fen"])
        elif kind == "SaleDeclared":
            goods: dict[str, int] = {}
            for line in body["lines"]:
                goods[line["item"]] = goods.get(line["item"], 0) + line["quantity"]
            self._sales.append(_Sale(seq, body["opened_seq"], goods))

    @staticmethod
    def _take(balances: dict[tuple[str, str], int], postings: Postings) -> None:
        for move in postings.movements:
            item = move.item or ""
            source, target = (move.from_account, item), (move.to_account, item)
            balances[source] = balances.get(source, 0) - move.quantity
            balances[target] = balances.get(target, 0) + move.quantity

    def _check_closed(self, body: dict[str, Any]) -> str | None:
        if body["cut"] != self._cut or body["opened_seq"] != self._cut_seq:
            return "it closes a cut that is not open"
        box_fen = self._box.counted - self._box.expected if self._box else 0
        if body["over_short_fen"] != box_fen:
            return f"over/short {body['over_short_fen']} fen, the count says {box_fen}"
        for line in body["items"]:
            count = self._counts.get(line["item"])
            if (count is None) != (line["counted"] is None):
                return f"{line['item']} is closed as counted, or not, against its counts"
            if count is None:
                continue
            gone = sum(
                sale.goods.get(line["item"], 0)
                for sale in self._sales
                if sale.opened_seq < count.seq < sale.seq
            )
            missing = count.expected - count.counted - gone
            if (line["gone_before"], line["missing"]) != (gone, missing):
                return f"{line['item']}: {line['missing']} missing, the count says {missing}"
        return self._check_forward(body)

    def _check_forward(self, body: dict[str, Any]) -> str | None:
        from shop.posting import post

        after = dict(self.balances)
        self._take(after, post("CutClosed", {**body, "brought_forward": []}))
        wanted = [[place, item, value] for (place, item), value in sorted(after.items()) if value]
        if body["brought_forward"] != wanted:
            return "the balances it brings forward are not those of the book"
        return None


def _check_sale(body: dict[str, Any]) -> str | None:
    total = sum(line["fen"] for line in body["lines"])
    if total != body["due_fen"]:
        return f"its lines sum to {total} fen, it says {body['due_fen']}"
    return None
