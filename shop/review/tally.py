"""What a bulletin says beside the statement: how many visits stand behind a sum, why goods were
written off, what the fund did. Read from the book by `queries.review`, frozen with the period.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """Goods of one item that were written off for one reason.

    Attributes:
        quantity: pieces or grams.  fen: at the marked price of that moment.
    """

    item: str
    name: str
    unit: str
    reason: str
    quantity: int
    fen: int


@dataclass(frozen=True, slots=True)
class Visits:
    """How many visits stand behind each sum: a sum of one to ten of them is never published.

    Attributes:
        cash, qr: that paid so.  donations, repaid: that gave, that paid a debt.
        unattached: whose money has no standing sale.
    """

    cash: int = 0
    qr: int = 0
    donations: int = 0
    repaid: int = 0
    unattached: int = 0


@dataclass(frozen=True, slots=True)
class Fund:
    """What the fund took in and gave in a period, in fen.

    Attributes:
        banked: that reached it.  payables: set aside for households.  reserve: kept.
        paid_out: given to households.  expenses: costs of running the shop.
        households: how many were paid.
    """

    banked_fen: int = 0
    payables_fen: int = 0
    reserve_fen: int = 0
    paid_out_fen: int = 0
    expenses_fen: int = 0
    households: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """All of it, for one period or one cut of it."""

    visits: Visits = Visits()
    written_off: tuple[WrittenOff, ...] = ()
    fund: Fund = Fund()

    @property
    def written_off_fen(self) -> int:
        """What was written off, at marked prices."""
        return sum(one.fen for one in self.written_off)
