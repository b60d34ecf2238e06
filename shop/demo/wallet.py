"""The residents' phones in the demo, and the payment services they pay at: fakes on the loopback.

Without the providers' libraries there is no code on the screen to pay; the demo says so and goes
on with the code on the wall.
"""

from __future__ import annotations

import random
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hardware.gateways.fakes.trades import NextCharge, NoSuchTrade
from shop.clock import Clock

#: Provider → the library that its gateway needs.
LIBRARIES = {"wechat": "wechatpayv3", "alipay": "alipay"}
#: Digits of a payment code after the two that tell whose it is: WeChat's.
_CODE_BEFORE, _CODE_DIGITS = "13", 16
#: How late the service tells of a payment, where it is late: longer than a resident waits.
LATE_MS = 12_000
#: A phone asks for its password now and then: so long it is typed.
_TYPING_MS = 3_000


class Wallet:
    """What residents pay with.

    Args:
        clock: of the services.  seed: of the payment codes.

    Attributes:
        late: the services tell of payments late.  away: they cannot be reached.
    """

    def __init__(self, clock: Clock, seed: int) -> None:
        self._chance = random.Random(f"{seed} wallet")
        self._services: dict[str, Any] = {}
        if find_spec(LIBRARIES["wechat"]) is not None:
            from hardware.gateways.fakes.wechat import FakeWeChat

            self._services["wechat"] = FakeWeChat(clock)
        if find_spec(LIBRARIES["alipay"]) is not None and self._services:
            from hardware.gateways.fakes.alipay import FakeAlipay

            self._services["alipay"] = FakeAlipay(clock)
        self.late = self.away = False

    @property
    def serves(self) -> bool:
        """Whether there is any payment service."""
        return bool(self._services)

    def settings(self, folder: Path) -> dict[str, dict[str, object]]:
        """Write the shop's keys into a folder; return the tables of its `[gateways]`."""
        return {name: service.settings(folder) for name, service in self._services.items()}

    def close(self) -> None:
        """End the services."""
        for service in self._services.values():
            service.stop()

    def pay(self) -> int:
        """Pay the newest code that waits; fen that went, 0 where none waits."""
        for service in self._services.values():
            fen = self._pay(service.trades)
            if fen:
                return fen
        return 0

    def _pay(self, trades: Any) -> int:
        with trades.lock:
            for order in reversed(trades.orders()):
                try:
                    trade = trades.trade(order)
                except NoSuchTrade:
                    continue
                if trade.how == "native" and trade.standing == "open" and trade.due_ms is None:
                    if self.late:
                        trades.pay_late(order, LATE_MS)
                    else:
                        trades.pay(order)
                    return int(trade.fen)
        return 0

    def code(self) -> str:
        """Return the payment code that a phone shows now: another one each time."""
        for service in self._services.values():
            after_ms = LATE_MS if self.late else _TYPING_MS
            service.trades.charges = NextCharge("paying", "paid", after_ms)
        return _CODE_BEFORE + "".join(self._chance.choices("0123456789", k=_CODE_DIGITS))

    def cut_off(self, away: bool) -> None:
        """Take the services off the network, or bring them back."""
        for service in self._services.values():
            (service.place.offline if away else service.place.online)()
        self.away = away
