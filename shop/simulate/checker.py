"""The invariants of RELIABILITY.md section 4, held after every step of a simulated shop.

The checker keeps its own balances from the entries it reads back, by its own rules (`moves`),
so it finds a posting, a screen or a stored row that says something else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from shop.errors import BrokenInvariant
from shop.ledger import Ledger, digest_of
from shop.queries import journal
from shop.simulate.moves import changes, goods_money
from shop.till.state import Till
from shop.till.view import View

_MOVEMENTS = (
    "SELECT seq, from_account, to_account, coalesce(item, ''), quantity FROM movement"
    " WHERE seq > ? ORDER BY seq"
)

#: Names of the invariants, for the report; those of the world itself come from `judge`.
EACH_STEP = (
    "I1 movements are those the entry asks for",
    "I2 each credit enters once, in order",
    "I3 no thanks on the screen without its sale in the book",
    "I4 no sale id twice",
    "I6 seq is dense and the chain holds",
    "I15 the screen's money is the visit's money in the book",
)


def demand(holds: bool, what: str, *seen: object) -> None:
    """Stop the simulation where something does not hold.

    Raises:
        BrokenInvariant: it does not; the message says what was seen.
    """
    if not holds:
        raise BrokenInvariant(" ".join([what, *(repr(one) for one in seen)]))


@dataclass(slots=True)
class Sale:
    """A standing sale as the checker knows it: its id, what it costs, what it left as IOU."""

    sale: str
    due_fen: int
    iou_fen: int = 0


class Checker:
    """Reads back what each step wrote, and holds book and screen against it.

    Args:
        ledger: the book under test.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.seq, self._digest = journal.head(ledger.connection)
        self.balances: dict[tuple[str, str], int] = {}
        #: seq, kind and body of each entry since the last day's end.
        self.today: list[tuple[int, str, dict[str, Any]]] = []
        self.steps = 0
        self.credits = 0
        self.credited_fen = 0
        self.lifetime: dict[str, int] = {}
        self._money: dict[str, int] = {}
        self._sales: dict[str, Sale] = {}
        self._sold: set[str] = set()
        self._last_credit: dict[tuple[str, int], int] = {}

    def after(self, till: Till, view: View) -> None:
        """Check what one step left behind, in the book and on the screen."""
        self.steps += 1
        if self.ledger.head_seq != self.seq:
            self._read_new()
        self._check_screen(till, view)

    # ------------------------------------------------------------ the book

    def _read_new(self) -> None:
        connection, before = self.ledger.connection, self.seq
        moved: dict[int, dict[tuple[str, str], int]] = {}
        for seq, source, target, item, quantity in connection.execute(_MOVEMENTS, (before,)):
            one = moved.setdefault(seq, {})
            one[source, item] = one.get((source, item), 0) - quantity
            one[target, item] = one.get((target, item), 0) + quantity
        for row in journal.rows_after(connection, before):
            self._read_row(row, moved.get(row[0], {}))
        demand(self.seq == self.ledger.head_seq, "head_seq is not the newest row", self.seq)

    def _read_row(self, row: Any, moved: dict[tuple[str, str], int]) -> None:
        seq, kind, digest = row[0], row[3], row[12]
        demand(seq == self.seq + 1, "I6 seq is not dense at", seq)
        demand(digest_of(self._digest, row[:12]) == digest, "I6 the chain breaks at", seq)
        body = json.loads(row[11])
        wanted = changes(kind, body)
        moved = {place: quantity for place, quantity in moved.items() if quantity}
        demand(moved == wanted, f"I1 {kind} at {seq} moved", moved, wanted)
        for place, quantity in moved.items():
            self.balances[place] = self.balances.get(place, 0) + quantity
        self._remember(kind, body, seq)
        self.today.append((seq, kind, body))
        self.seq, self._digest = seq, digest

    def _remember(self, kind: str, body: dict[str, Any], seq: int) -> None:
        visit = body.get("visit")
        if visit is None:
            return
        self._money[visit] = self._money.get(visit, 0) + goods_money(kind, body)
        self.lifetime[kind] = self.lifetime.get(kind, 0) + abs(int(body.get("fen") or 0))
        if kind == "SaleDeclared":
            demand(body["sale"] not in self._sold, "I4 a sale id twice at", seq)
            demand(visit not in self._sales, "two standing sales in one visit at", seq)
            demand(
                sum(line["fen"] for line in body["lines"]) == body["due_fen"],
                "I1 a sale is not the sum of its lines at",
                seq,
            )
            self._sold.add(body["sale"])
            self._sales[visit] = Sale(body["sale"], body["due_fen"])
        elif kind == "SaleVoided":
            demand(self._sales.pop(visit, None) is not None, "void of no sale at", seq)
        elif kind == "IouNoted":
            self._sales[visit].iou_fen += body["fen"]
        elif kind == "TenderReceived" and body.get("credit_no") is not None:
            self._credit(body, seq)

    def _credit(self, body: dict[str, Any], seq: int) -> None:
        key = (body["serial"], body["epoch"])
        number = body["credit_no"]
        demand(number > self._last_credit.get(key, 0), "I2 a credit twice at", seq, key, number)
        self._last_credit[key] = number
        self.credits += 1
        self.credited_fen += body["fen"]

    # ------------------------------------------------------------ the screen

    def _check_screen(self, till: Till, view: View) -> None:
        visit = till.visit
        if visit is None:
            demand(view.phase != "thanks", "I3 thanks on the screen and no visit")
            demand(view.money_fen == 0, "I15 money on the screen and no visit", view.money_fen)
            return
        booked_fen = self._money.get(visit.visit, 0)
        demand(
            view.money_fen == booked_fen,
            "I15 the screen and the book disagree on the visit's money",
            view.money_fen,
            booked_fen,
        )
        if view.phase != "thanks":
            return
        sale = self._sales.get(visit.visit)
        demand(sale is not None, "I3 thanks on the screen without a sale", visit.visit)
        assert sale is not None
        demand(
            (sale.due_fen, sale.iou_fen) == (view.due_fen, view.iou_fen),
            "I3 the screen thanks for another sale than the book's",
            (sale.due_fen, sale.iou_fen),
            (view.due_fen, view.iou_fen),
        )

    def count_step(self) -> None:
        """Count a step without checking it."""
        self.steps += 1

    def forget_ended(self) -> None:
        """Let go of the day's visits and entries: nobody is at the till."""
        self.today.clear()
        self._money.clear()
        self._sales.clear()

    def place(self, account: str, item: str = "") -> int:
        """Return a balance by the checker's own running account."""
        return self.balances.get((account, item), 0)
