"""What does not work now, since when, and what to do about it."""

from __future__ import annotations

from shop.effects import Lamp
from shop.inputs import LASTING_FAULTS, DeviceDown, DeviceFault, DeviceUp, DoorMoved

#: The same passing fault of a device, its loss or its return is noted again only after so long:
#: a noisy line or a loose plug must not fill the book.
NOTE_AGAIN_MS = 600_000

#: What a device may say about itself.
DeviceNews = DeviceUp | DeviceDown | DeviceFault | DoorMoved
#: What is to be noted of one: its name, what happened, the detail.
News = tuple[str, str, str]


class Troubles:
    """Devices that are lost or faulty, by name."""

    def __init__(self) -> None:
        self._down: dict[str, str] = {}
        self._faults: dict[str, str] = {}
        self._doors: dict[str, bool] = {}
        self._noted_ms: dict[tuple[str, str], int] = {}
        self._noted_down: set[str] = set()

    @property
    def names(self) -> frozenset[str]:
        """Return the devices residents should not count on now."""
        return frozenset(self._down) | frozenset(self._faults)

    def hear(self, what: DeviceNews, now_ms: int) -> News | None:
        """Take what a device said; return what is to be noted if it is news, else None."""
        device = what.device
        match what:
            case DeviceUp():
                self._down.pop(device, None)
                self._faults.pop(device, None)
                return self._state(device, now_ms, what.detail)
            case DeviceDown():
                self._down[device] = what.why
                return self._state(device, now_ms)
            case DeviceFault():
                return self._fault(what, now_ms)
            case DoorMoved():
                if self._doors.get(device) == what.open:
                    return None
                self._doors[device] = what.open
                if device == "tilt":  # a box that is carried rattles: one note, not hundreds
                    rattles = not what.open or self._noted_lately(device, "moved", now_ms)
                    return None if rattles else (device, "moved", "")
                return (device, "opened" if what.open else "shut", "")

    def late(self, now_ms: int) -> News | None:
        """Return a loss or return that was not noted when it came too soon, and still holds."""
        for device in self._noted_down ^ set(self._down):
            news = self._state(device, now_ms)
            if news is not None:
                return news
        return None

    def _state(self, device: str, now_ms: int, detail: str = "") -> News | None:
        """Say that a device is lost or back, where the book says otherwise."""
        down = device in self._down
        if down == (device in self._noted_down):
            return None
        if self._noted_lately(device, "down" if down else "up", now_ms):
            return None
        if not down:
            self._noted_down.discard(device)
            return (device, "up", detail)
        self._noted_down.add(device)
        return (device, "down", self._down[device])

    def _noted_lately(self, device: str, what: str, now_ms: int) -> bool:
        """Say whether this was noted of the device just now; if not, it is being noted."""
        noted_ms = self._noted_ms.get((device, what))
        if noted_ms is not None and now_ms - noted_ms < NOTE_AGAIN_MS:
            return True
        self._noted_ms[device, what] = now_ms
        return False

    def _fault(self, what: DeviceFault, now_ms: int) -> News | None:
        if what.code == "ok":
            cleared = self._faults.pop(what.device, None)
            return (what.device, "fault_cleared", cleared) if cleared else None
        if what.code in LASTING_FAULTS:
            if self._faults.get(what.device) == what.code:
                return None
            self._faults[what.device] = what.code
        elif self._noted_lately(what.device, f"fault:{what.code}", now_ms):
            return None
        return (what.device, f"fault:{what.code}", what.detail)


def lamp_for(troubles: frozenset[str]) -> Lamp:
    """Return what the lamp shows while these do not work: devices by name, and "book"."""
    if "book" in troubles:
        return Lamp("red", blink=True)
    return Lamp("amber") if troubles else Lamp("green")
