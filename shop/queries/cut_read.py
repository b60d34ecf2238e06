"""Everything of one cut that is read from the book, before it becomes facts."""

from __future__ import annotations

from shop.catalogue import Catalogue
from shop.money import JIN_G
from shop.queries import catalogue, cuts, journal, lines
from shop.queries.connection import Connection
from shop.queries.figures import Figures, read_lines
from shop.reconcile.facts import Recounts


class CutRead:
    """Everything of one cut that was read from the book, before it becomes facts."""

    def __init__(self, connection: Connection, edge: cuts.Bounds) -> None:
        self.figures: Figures = read_lines(lines.of_cut(connection, edge))
        self.openings = lines.openings(connection, edge)
        self.catalogue: Catalogue = catalogue.load(connection)
        self.before = journal.by_seq(connection, edge.previous_closed_seq)
        lines_before = self.before.body["items"] if self.before else ()
        self.doubts: dict[str, int] = {
            line["item"]: line["doubt"] for line in lines_before if line.get("doubt") is not None
        }
        self.counts = cuts.accepted_counts(connection, edge.cut)
        self.every_count = cuts.every_count(connection, edge.cut)
        self.box = cuts.box_count(connection, edge.cut)
        newest = max((count.seq for count in self.counts.values()), default=0)
        newest = max(newest, self.box.seq if self.box else 0)
        self.flows = lines.flows_since(connection, edge, newest)
        self.late_sales = lines.sales_around_counts(connection, edge, newest)
        self.gone_before = self._gone_before()
        self.names = (
            (
                {item for place, item in self.openings if place == "shelf" and item}
                & {item for (_, item), quantity in self.openings.items() if quantity}
            )
            | self.figures.items.keys()
            | self.counts.keys()
        )

    def _gone_before(self) -> dict[str, int]:
        gone: dict[str, int] = {}
        for sale in self.late_sales:
            count = self.counts.get(sale.item)
            if count and sale.opened_seq < count.seq < sale.seq:
                gone[sale.item] = gone.get(sale.item, 0) + sale.quantity
        return gone

    def counted(self, item: str) -> int | None:
        """Return C as of the cut: counted + outflow − inflow between boundary and count."""
        count = self.counts.get(item)
        if count is None:
            return None
        return self._as_of_cut(item, count.seq, count.counted)

    def _as_of_cut(self, item: str, seq: int, counted: int) -> int:
        net = sum(
            flow.quantity
            for flow in self.flows
            if flow.place == "shelf" and flow.item == item and flow.seq < seq
        )
        gone = sum(
            sale.quantity
            for sale in self.late_sales
            if sale.item == item and sale.opened_seq < seq < sale.seq
        )
        return counted - net + gone

    def recounts(self) -> Recounts:
        """Return what this cut's blind recounts differ by from the counts before them."""
        first: dict[str, int] = {}
        again: dict[str, int] = {}
        for count in self.every_count:
            side = again if count.round == 2 else first
            side[count.item] = self._as_of_cut(count.item, count.seq, count.counted)
        squares = 0
        both = first.keys() & again.keys()
        for item in both:
            listed = self.catalogue.items.get(item)
            parts = 1 if listed and listed.unit == "g" else JIN_G
            squares += ((again[item] - first[item]) * parts) ** 2
        return Recounts(len(both), squares)

    def box_counted_fen(self) -> int:
        """Return the box as of the cut, or what the book expects where it was not counted."""
        if self.box is None:
            return self.openings.get(("cashbox", ""), 0) + self.figures.box_net_fen
        net = sum(
            flow.quantity
            for flow in self.flows
            if flow.place == "cashbox" and flow.seq < self.box.seq
        )
        return self.box.fen - net + self.figures.collected_before(self.box.seq)
