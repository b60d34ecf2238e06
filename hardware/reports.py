"""What is known of each device on a port, and what the shop was told of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from hardware.drivers.base import GiveUp
from hardware.health import Health, Record, State
from shop.errors import DeviceError, DeviceSilent, ProtocolViolation, ShopError
from shop.inputs import LASTING_FAULTS, DeviceDown, DeviceFault, DeviceInput, DeviceUp

_log = logging.getLogger(__name__)


class Report:
    """One device's record, and the last news of it that the shop took.

    Args:
        device: its name.  port: where it is looked for.  now_ms: monotonic milliseconds.
        say: hands news to the shop; False when it did not take it.
    """

    def __init__(
        self, device: str, port: str, now_ms: int, say: Callable[[DeviceInput], bool]
    ) -> None:
        self.device = device
        self.record = Record(device, port, now_ms)
        self._say = say
        self._down_told = False
        self._up_untold: DeviceUp | None = None  # what the shop had no room for

    def read(self) -> Health:
        """Return how the device has been."""
        return self.record.read()

    def is_up(self, said: DeviceUp, taken: bool, now_ms: int) -> None:
        """The device is up; where the shop had no room for that it is told again."""
        self._up_untold = None if taken else said
        self._down_told = False
        self.record.become("up", now_ms, said.detail)
        self.record.faulty("", "", now_ms)

    def is_down(self, why: str, sentence: str, now_ms: int, *, tell: bool) -> None:
        """The device is down; the shop is told once, however often it is tried.

        Args:
            why: for the shop.  sentence: for the record, with the port.
            tell: whether the shop is to know: not while the program stops.
        """
        self._up_untold = None
        self.record.error(sentence)
        self.record.become("down", now_ms)
        if not tell or self._down_told:
            return
        try:
            self._down_told = self._say(DeviceDown(self.device, why))
        except Exception:  # noqa: BLE001 - the shop's own failure must not end this thread
            self.record.count("failures")
            _log.exception("the shop could not be told that %s is down", self.device)

    def is_open(self, now_ms: int) -> None:
        """The port is open; a device that was down stays so, since then, until it is up."""
        if self.record.read().state != "down":
            self.record.become("opening", now_ms)

    def tell_again(self) -> None:
        """Tell the shop what it had no room for before."""
        if self._up_untold is not None and self._say(self._up_untold):
            self._up_untold = None


class Reports:
    """The reports of all devices on one port.

    Args:
        devices: their names, one or more.  port: as of `Report`.
        now_ms: tells the time, in monotonic milliseconds.
        emit: hands an input to the shop; True when it is taken. May raise a `ShopError`.
    """

    def __init__(
        self,
        devices: Iterable[str],
        port: str,
        now_ms: Callable[[], int],
        emit: Callable[[DeviceInput], bool],
    ) -> None:
        self._emit, self._now_ms = emit, now_ms
        self._by_name = {device: Report(device, port, now_ms(), self.say) for device in devices}
        #: The device that stands for the port where something is no single one's.
        self.first = next(iter(self._by_name.values()))

    def __contains__(self, device: str) -> bool:
        return device in self._by_name

    def __getitem__(self, device: str) -> Report:
        return self._by_name[device]

    def read(self) -> tuple[Health, ...]:
        """Return how each device has been."""
        return tuple(report.read() for report in self._by_name.values())

    def say(self, said: DeviceInput) -> bool:
        """Hand it to the shop; whatever is not a clear yes is a no.

        A fault that lasts is kept in the record too, also of a device that the shop does not need.
        """
        if isinstance(said, DeviceFault) and said.code in (*LASTING_FAULTS, "ok"):
            self.of(said).record.faulty(said.code, said.detail, self._now_ms())
        try:
            taken = self._emit(said)
        except ShopError as error:
            self.of(said).record.error(str(error))
            taken = False
        if not taken:
            self.of(said).record.count("dropped")
        return taken

    def of(self, said: DeviceInput) -> Report:
        """Return the report of the device that says it."""
        return self._by_name.get(getattr(said, "device", ""), self.first)

    def count(self, counter: str, n: int = 1) -> None:
        """Count what concerns the port, and so every device on it."""
        for report in self._by_name.values():
            report.record.count(counter, n)

    def is_open(self, now_ms: int) -> None:
        """The port is open: what is on it is being looked for."""
        for report in self._by_name.values():
            report.is_open(now_ms)

    def become(self, state: State, now_ms: int) -> None:
        """Let all of them enter `state`."""
        for report in self._by_name.values():
            report.record.become(state, now_ms)

    def are_down(
        self, why: str, sentence: Callable[[str], str], now_ms: int, *, tell: bool
    ) -> None:
        """All of them are down: the port is; `sentence` says it of one device by name."""
        for device, report in self._by_name.items():
            report.is_down(why, sentence(device), now_ms, tell=tell)

    def tell_again(self) -> None:
        """Tell the shop what it had no room for before."""
        for report in self._by_name.values():
            report.tell_again()


def error_of(given_up: GiveUp, device: str, port: str) -> DeviceError:
    """Return the error that a driver's giving up is."""
    kind = DeviceSilent if given_up.silent else ProtocolViolation
    return kind(device, port, given_up.why, given_up.seen)
