"""What a fake provider remembers of its orders, and what a hand may do to them."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from shop.clock import Clock

#: A test or a demo has some hundreds; the oldest is forgotten after that.
TRADES_MAX = 5_000

Standing = Literal["open", "paying", "paid", "closed", "back"]
#: What a call meets instead of its answer: an error of the provider | silence, nothing done |
#: silence, though it was done | an answer that nobody signed.
Fault = Literal["system", "hang", "lost", "unsigned"]


class NoSuchTrade(KeyError):
    """The provider has never heard of this order."""


@dataclass(slots=True)
class Trade:
    """One order as the fake has it.

    Attributes:
        order, fen: as the shop asked.  how: native or code.
        standing: open (nobody has scanned) | paying | paid | closed | back (paid, given back).
        reference: the fake's own number of it.  due_ms, then: what comes by itself, and when.
        paid_fen, currency, shop: what was paid; `shop` "" where it is the shop's own.
        landing: it is paid at the moment it is being closed.
    """

    order: str
    fen: int
    how: Literal["native", "code"]
    reference: str
    standing: Standing = "open"
    due_ms: int | None = None
    then: Literal["paid", "closed"] = "paid"
    paid_fen: int = 0
    currency: str = "CNY"
    shop: str = ""
    landing: bool = False


@dataclass(frozen=True, slots=True)
class NextCharge:
    """What becomes of charges of residents' codes: at once, or once the password is typed."""

    first: Literal["paid", "paying", "refused"] = "paid"
    then: Literal["paid", "closed"] = "paid"
    after_ms: int = 0


class Trades:
    """All orders of one fake, and the faults that its calls meet.

    Args:
        clock: the time.  prefix: how the fake's own numbers of payments begin.
    """

    def __init__(self, clock: Clock, prefix: str) -> None:
        self.lock = threading.RLock()
        self.charges = NextCharge()
        self._clock, self._prefix = clock, prefix
        self._trades: dict[str, Trade] = {}
        self._faults: dict[str, list[Fault]] = {}
        self.asked: Counter[str] = Counter()

    # ------------------------------------------------------------ the hand of a test or a demo

    def pay(
        self, order: str, *, fen: int | None = None, currency: str = "CNY", shop: str = ""
    ) -> None:
        """The resident pays, what they should or, where given, something else."""
        with self.lock:
            trade = self.trade(order)
            if trade.standing not in ("open", "paying"):
                raise ValueError(f"{order} is {trade.standing}: it cannot be paid")
            trade.paid_fen = trade.fen if fen is None else fen
            trade.currency, trade.shop, trade.standing = currency, shop, "paid"

    def pay_late(self, order: str, after_ms: int) -> None:
        """The resident will have paid in so many milliseconds."""
        with self.lock:
            self.trade(order).due_ms = self._now_ms() + after_ms

    def pay_when_closing(self, order: str) -> None:
        """The money will land at the very moment at which the order is being closed."""
        with self.lock:
            self.trade(order).landing = True

    def type_password(self, order: str) -> None:
        """The resident has scanned the code and is typing."""
        with self.lock:
            self.trade(order).standing = "paying"

    def fail(self, ask: str, fault: Fault, times: int = 1) -> None:
        """The next so many calls of that kind (place, charge, query, close, reverse) fail."""
        with self.lock:
            self._faults.setdefault(ask, []).extend([fault] * times)

    def forget_faults(self) -> None:
        """Every call is answered again."""
        with self.lock:
            self._faults.clear()

    def taken(self) -> dict[str, int]:
        """Return the money the fake took and has not given back: its number → fen."""
        with self.lock:
            for order in list(self._trades):
                self.trade(order)
            paid = [trade for trade in self._trades.values() if trade.standing == "paid"]
            return {trade.reference: trade.paid_fen for trade in paid}

    def orders(self) -> tuple[str, ...]:
        """Return the numbers of all orders, oldest first."""
        with self.lock:
            return tuple(self._trades)

    # ------------------------------------------------------------ the provider's side

    def fault(self, ask: str) -> Fault | None:
        """Count a call, and take the fault that it is to meet."""
        with self.lock:
            self.asked[ask] += 1
            waiting = self._faults.get(ask)
            return waiting.pop(0) if waiting else None

    def trade(self, order: str) -> Trade:
        """Return an order as it is by now.

        Raises:
            NoSuchTrade: there is none.
        """
        trade = self._trades.get(order)
        if trade is None:
            raise NoSuchTrade(order)
        if trade.due_ms is not None and self._now_ms() >= trade.due_ms:
            trade.due_ms = None
            if trade.standing in ("open", "paying"):
                if trade.then == "paid":
                    self.pay(order)
                else:
                    trade.standing = "closed"
        return trade

    def place(self, order: str, fen: int, how: Literal["native", "code"]) -> Trade:
        """Take a new order; the same number again is the same order."""
        if order in self._trades:
            return self.trade(order)
        while len(self._trades) >= TRADES_MAX:
            del self._trades[next(iter(self._trades))]
        number = f"{self._prefix}{len(self._trades):06d}{self.asked.total():08d}"
        self._trades[order] = Trade(order, fen, how, number)
        return self._trades[order]

    def charge(self, order: str, fen: int) -> Trade | None:
        """Charge a resident's code; None where it is refused."""
        if self.charges.first == "refused":
            return None
        trade = self.place(order, fen, "code")
        if trade.standing == "open":
            trade.standing = "paying"
            if self.charges.first == "paid":
                self.pay(order)
            elif self.charges.after_ms:
                trade.due_ms = self._now_ms() + self.charges.after_ms
                trade.then = self.charges.then
        return trade

    def close(self, order: str) -> Trade:
        """Close an order that is not paid."""
        trade = self.trade(order)
        if trade.landing and trade.standing in ("open", "paying"):
            self.pay(order)
        if trade.standing in ("open", "paying"):
            trade.standing = "closed"
        return trade

    def reverse(self, order: str) -> Trade:
        """Undo an order: what was paid goes back."""
        trade = self.trade(order)
        trade.standing = "back" if trade.standing in ("paid", "back") else "closed"
        return trade

    def _now_ms(self) -> int:
        return self._clock.now().monotonic_ms
