"""What the shop wishes of a device until its driver takes it: a bounded slot, never a queue."""

from __future__ import annotations

from typing import Any

from hardware.drivers.base import Driver, devices_of, hears_away
from shop.effects import AskQr, ChargeCode, DeviceEffect, Dispense, DropQr, PrintSlip, TakePhoto

#: Wishes of one sort that may wait: one resident's change is one for each hopper.
WAITING_MAX = 8
#: Each of these is one of its own; of all others only the latest matters. They are of no use
#: later: a driver that hears while its port is away gets them at once.
NOT_FOR_LATER = (Dispense, PrintSlip)


def concerns(effect: DeviceEffect, driver: Driver[Any]) -> bool:
    """Say whether a wish may be for what hangs on a port; what is for others is never kept.

    A resident's payment code would else lie in the memory of each device that is away.

    Args:
        driver: of the port. What it cannot put off it hears while its port is away, too.
    """
    match effect:
        case AskQr() | ChargeCode() | DropQr() | TakePhoto():
            return False
        case Dispense(device):
            return device in devices_of(driver)
        case PrintSlip():
            return hears_away(driver)
        case _:
            return True


class Wishes:
    """The slot; its owner guards it against a second thread."""

    def __init__(self) -> None:
        self._kept: dict[object, DeviceEffect] = {}

    def put(self, effect: DeviceEffect) -> bool:
        """Keep a wish; False where too many of its sort wait already, and it is not kept."""
        if not isinstance(effect, NOT_FOR_LATER):
            self._kept[type(effect)] = effect
            return True
        if sum(type(kept) is type(effect) for kept in self._kept.values()) >= WAITING_MAX:
            return False
        self._kept[effect] = effect
        return True

    def take(self, *, only: tuple[type[DeviceEffect], ...] | None = None) -> list[DeviceEffect]:
        """Return all that wait, oldest first, and keep none of them.

        Args:
            only: of these sorts; the others go on waiting.
        """
        taken = {
            key: kept for key, kept in self._kept.items() if only is None or isinstance(kept, only)
        }
        for key in taken:
            del self._kept[key]
        return list(taken.values())
