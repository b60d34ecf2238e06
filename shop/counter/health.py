"""What does not work now, since when, and what to do about it."""

from __future__ import annotations

from shop.inputs import DeviceDown, DeviceFault, DeviceUp, DoorMoved

#: The same passing fault of a device is noted again only after so long: a noisy line must not
#: fill the book.
NOTE_AGAIN_MS = 600_000

#: Faults that stop a device from serving; others are noted and pass.
_LASTING = frozenset({"jam", "stuck", "busy", "misconfigured", "muted"})


#: What a device may say about itself.
DeviceNews = DeviceUp | DeviceDown | DeviceFault | DoorMoved


class Troubles:
    """Devices that are lost or faulty, by name."""

    def __init__(self) -> None:
        self._down: dict[str, str] = {}
        self._faults: dict[str, str] = {}
        self._doors: dict[str, bool] = {}
        self._noted_ms: dict[tuple[str, str], int] = {}

    @property
    def names(self) -> frozenset[str]:
        """Return the devices residents should not count on now."""
        return frozenset(self._down) | frozenset(self._faults)

    def hear(self, what: DeviceNews, now_ms: int) -> tuple[str, str] | None:
        """Take what a device said; return (what, detail) to note if it is news, else None."""
        device = what.device
        match what:
            case DeviceUp():
                was = self._down.pop(device, None)
                self._faults.pop(device, None)
                return ("up", what.detail) if was is not None else None
            case DeviceDown():
                if self._down.get(device) == what.why:
                    return None
                first = device not in self._down
                self._down[device] = what.why
                return ("down", what.why) if first else None
            case DeviceFault():
                return self._fault(what, now_ms)
            case DoorMoved():
                if self._doors.get(device) == what.open:
                    return None
                self._doors[device] = what.open
                return ("opened" if what.open else "shut", "")

    def _fault(self, what: DeviceFault, now_ms: int) -> tuple[str, str] | None:
        if what.code == "ok":
            cleared = self._faults.pop(what.device, None)
            return ("fault_cleared", cleared) if cleared else None
        if what.code in _LASTING:
            if self._faults.get(what.device) == what.code:
                return None
            self._faults[what.device] = what.code
        else:
            noted_ms = self._noted_ms.get((what.device, what.code))
            if noted_ms is not None and now_ms - noted_ms < NOTE_AGAIN_MS:
                return None
            self._noted_ms[what.device, what.code] = now_ms
        return (f"fault:{what.code}", what.detail)
