"""The round that is open: its counts and the sales around them, as its closing must say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from shop.running.mirrors import Mirrors


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale declared during the round; its basket began after entry `opened_seq`."""

    seq: int
    opened_seq: int
    goods: dict[str, int]


@dataclass(frozen=True, slots=True)
class Count:
    """The last count of an item, or of the box."""

    seq: int
    counted: int
    expected: int


@dataclass(slots=True)
class Round:
    """One round from its CutOpened on.

    Attributes:
        cut, seq, at_ms: of its CutOpened.  counts, box: the last ones.
    """

    cut: str
    seq: int
    at_ms: int
    counts: dict[str, Count] = field(default_factory=dict)
    box: Count | None = None
    _sales: list[Sale] = field(default_factory=list)

    def sold(self, seq: int, body: dict[str, Any]) -> None:
        """Take in a sale that was declared during the round."""
        goods: dict[str, int] = {}
        for line in body["lines"]:
            goods[line["item"]] = goods.get(line["item"], 0) + line["quantity"]
        self._sales.append(Sale(seq, body["opened_seq"], goods))

    def check_span(
        self, body: dict[str, Any], previous: tuple[str | None, int | None]
    ) -> str | None:
        """Return whether a closing is of this round, from the round before it on."""
        if body["cut"] != self.cut or body["opened_seq"] != self.seq:
            return "it closes a cut that is not open"
        start_ms = previous[1]
        if start_ms is None or start_ms > self.at_ms:
            start_ms = self.at_ms
        if (body.get("previous"), body["start_ms"], body["end_ms"]) != (
            previous[0],
            start_ms,
            self.at_ms,
        ):
            return f"it is not from {start_ms} to {self.at_ms} after {previous[0]}"
        return None

    def check_box(self, body: dict[str, Any], mirrors: Mirrors) -> str | None:
        """Return whether a closing says of the box what was counted."""
        box_fen = self.box.counted - self.box.expected if self.box else 0
        if body["over_short_fen"] != box_fen:
            return f"over/short {body['over_short_fen']} fen, the count says {box_fen}"
        short_fen = mirrors.of(self.cut, "") - box_fen
        if body["box_loss_fen"] not in (0, short_fen):
            return f"a box loss of {body['box_loss_fen']} fen, {short_fen} are short"
        return None

    def check_items(self, body: dict[str, Any], mirrors: Mirrors) -> str | None:
        """Return whether a closing says of each item what was counted."""
        closed = [line["item"] for line in body["items"]]
        if len(set(closed)) != len(closed) or not self.counts.keys() <= set(closed):
            return "it closes an item twice, or leaves a counted one out"
        for line in body["items"]:
            missing = line["missing"]
            why = self._check_line(line)
            if why:
                return f"{line['item']}: {why}"
            mirrored = mirrors.of(self.cut, line["item"])
            if sum(units for _, units in line["split"]) != missing + mirrored:
                return f"{line['item']}: the split by prices is not of what is missing"
        return None

    def _check_line(self, line: dict[str, Any]) -> str | None:
        item, count = line["item"], self.counts.get(line["item"])
        said = (line["counted"], line["expected"], line["gone_before"])
        if count is None:
            fits = said == (None, None, 0) and bool(line["why"])
            return None if fits else "closed as counted, and it was not"
        gone = sum(
            sale.goods.get(item, 0)
            for sale in self._sales
            if sale.opened_seq < count.seq < sale.seq
        )
        missing = count.expected - count.counted - gone
        if said != (count.counted, count.expected, gone):
            return "closed against its count"
        return None if line["missing"] == missing else f"{missing} are missing by its count"
