"""The pay desk: one window a provider, run like a device without a port (`shop.main.devices`)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from hardware.gateways.base import Listed
from hardware.gateways.told import Told
from hardware.gateways.window import Window
from hardware.health import Health
from shop.clock import Clock
from shop.effects import AskQr, ChargeCode, DeviceEffect, DropQr
from shop.errors import DeviceError
from shop.inputs import DeviceInput, QrOrdered

#: Providers want an answer within 5 s; a notice that the book has not taken by then comes again.
NOTICE_S = 4


def _nobody(gateway: str, order: str) -> None:
    """Stand for a book that is asked about no order of before."""


class PayDesk:
    """All payment providers of the shop.

    Args:
        gateways: those of the settings.
        emit: hands an input to the shop and blocks until it is answered; True when it is in
            the book.
        open_orders: the orders of a gateway that have no end in the book.
        clock: the time.
        find_order: an order of the book by gateway and number, for notices of orders that are
            over; without it each of those is set aside.
    """

    def __init__(
        self,
        gateways: Sequence[Listed],
        emit: Callable[[DeviceInput], bool],
        open_orders: Callable[[str], tuple[QrOrdered, ...]],
        clock: Clock,
        find_order: Callable[[str, str], QrOrdered | None] = _nobody,
    ) -> None:
        self._clock = clock
        self._windows = {
            listed.name: Window(listed, emit, open_orders, find_order, clock) for listed in gateways
        }

    def start(self) -> None:
        """Begin, in threads of its own."""
        for window in self._windows.values():
            window.start()

    def command(self, effect: DeviceEffect) -> None:
        """Wish a payment, or that an order be let go; returns at once."""
        if isinstance(effect, AskQr | ChargeCode | DropQr):
            window = self._windows.get(effect.gateway)
            if window is not None:
                window.put(effect)

    def stop(self, timeout_s: float) -> bool:
        """End; whether all windows ended in time. Orders that are open stay so in the book."""
        ended: list[bool] = []
        stopping = [
            threading.Thread(target=lambda one=window: ended.append(one.stop(timeout_s)))
            for window in self._windows.values()
        ]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()
        return all(ended)

    def health(self) -> tuple[Health, ...]:
        """Return how each provider has been."""
        return tuple(window.standing.health() for window in self._windows.values())

    def notice(self, gateway: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Take what somebody says is a provider's notice, in the thread of the page.

        Args:
            gateway: its name in the settings.  headers: of the request.  body: as it came.

        Returns:
            Whether the provider signed it lately and the book has all that it says. Else
            nothing of it is used; a real one comes again, and its order is asked about anyway.
        """
        window = self._windows.get(gateway)
        provider = window.provider if window else None
        if window is None or provider is None:
            return False
        record = window.standing.record
        try:
            notice = provider.read_notice(
                {name.lower(): value for name, value in headers.items()}, body
            )
        except DeviceError:
            # Counted alone: what strangers send must not stand in for the provider's own error.
            record.count("forged")
            return False
        now = self._clock.now()
        if now.clock_ok and abs(now.wall_ms - notice.sent_ms) > notice.window_ms:
            record.count("stale")
            return False
        record.count("notices")
        if notice.seen.reference in window.shop.credits:
            return True
        told = Told(notice.seen)
        return window.put(told) and told.done.wait(NOTICE_S) and told.ok
