"""A till's side of the pay desk: what it hears, and a book that says yes once to each thing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from hardware.gateways.base import Listed, Provider
from hardware.gateways.desk import PayDesk
from shop.clock import SystemClock
from shop.effects import AskQr, ChargeCode
from shop.errors import LedgerFull
from shop.inputs import DeviceInput, DeviceUp, QrEnded, QrOrdered, QrPaid, QrReady
from tests.gateways.conftest import At

PATIENCE_S = 15


class ShopSide:
    """A shop with one provider.

    Args:
        at: the provider.  before: orders of the book without an end.
        open_: opens the provider, where not as its settings say.
    """

    def __init__(
        self,
        at: At,
        before: tuple[QrOrdered, ...] = (),
        open_: Callable[[], Provider] | None = None,
    ) -> None:
        self.at, self.heard = at, list[DeviceInput]()
        self.book: dict[object, DeviceInput] = {one.order: one for one in before}
        self._before = before
        self.is_broken = False
        self.moved = threading.Condition()
        self.clock = SystemClock()
        self.desk = PayDesk(
            [Listed(at.name, at.fake.place.url, open_ or at.open)],
            self.hear,
            lambda gateway: self._before,
            self.clock,
            lambda gateway, order: self.book.get(order),  # type: ignore[arg-type, return-value]
        )
        self._number = 0

    def hear(self, said: DeviceInput) -> bool:
        """The till's inbox: each order, each payment and each end is in the book once."""
        with self.moved:
            if self.is_broken:
                raise LedgerFull("the disk is full")
            self.heard.append(said)
            match said:
                case QrOrdered(order=order):
                    self.book.setdefault(order, said)
                case QrPaid(reference=reference):
                    self.book.setdefault(("paid", reference), said)
                case QrEnded(order=order):
                    self.book.setdefault(("ended", order), said)
            self.moved.notify_all()
        return True

    def start(self) -> ShopSide:
        self.desk.start()
        self.wait_for(lambda: self.of(DeviceUp) != [])
        return self

    def of(self, kind: type) -> list[Any]:
        return [said for said in self.heard if isinstance(said, kind)]

    def wait_for(self, what: Callable[[], object]) -> None:
        with self.moved:
            done = self.moved.wait_for(what, PATIENCE_S)
        assert done, f"{self.heard}; {self.desk.health()}"

    def until(self, what: Callable[[], object]) -> None:
        """Wait for what nobody tells the till of."""
        end_ms = self.clock.now().monotonic_ms + PATIENCE_S * 1000
        while not what():
            assert self.clock.now().monotonic_ms < end_ms, f"{self.heard}; {self.desk.health()}"
            threading.Event().wait(0.01)

    def order(self) -> str:
        """A new order's number, as the till makes it."""
        self._number += 1
        return f"01J000000000000000000000{self._number:02d}0"

    def ask(self, fen: int = 350) -> str:
        """The till wishes a code of this sale; return the order once its code is shown."""
        order = self.order()
        self.desk.command(AskQr(self.at.name, order, "V", fen))
        self.wait_for(lambda: [said for said in self.of(QrReady) if said.order == order])
        return order

    def charge(self, code: str, fen: int = 350) -> str:
        order = self.order()
        self.desk.command(ChargeCode(self.at.name, order, "V", fen, code))
        return order

    def credits(self) -> dict[str, int]:
        """What the book has: the provider's number → fen."""
        return {said.reference: said.fen for said in self.book.values() if isinstance(said, QrPaid)}
