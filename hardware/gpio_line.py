"""A pin of the board as a port: its edges, with their time, are the bytes that are read.

So the ordinary supervisor runs a device that has one wire and no protocol. gpiozero is imported
when the first such device is opened, and its pin factory is handed to the pin, never set for the
whole process.
"""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from hardware.board_pins import REMEDY, board_pins
from hardware.codecs.pulse import Edge, encode
from hardware.drivers.base import PortSettings
from hardware.drivers.pulse_state import GpioSettings
from shop.errors import DeviceLost

#: Edges that wait to be read at most: a second of a line that buzzes at 1 kHz, far beyond coins.
EDGES_MAX = 2_048
#: Taken at once at most.
READ_EDGES_MAX = 512
_PATH = re.compile(r"gpio:(\d{1,2})")


def pin_of(path: str) -> int:
    """Return the BCM number in "gpio:17".

    Raises:
        ValueError: there is none.
    """
    found = _PATH.fullmatch(path)
    if found is None:
        raise ValueError(f"{path!r} is no pin: write gpio: and a BCM number, such as gpio:17")
    return int(found[1])


class GpioLine:
    """One pin, watched for one device.

    Args:
        device: its name in the configuration, for the errors.  path: such as "gpio:17".
        active_low: the device pulls the line to ground, so the pin is pulled up.
        pin_factory: makes gpiozero's access to the pins.
        now_ms: monotonic milliseconds, the same that the driver is told.

    Raises:
        DeviceLost: there are no pins here, or this one cannot be had.
    """

    def __init__(
        self,
        device: str,
        path: str,
        active_low: bool,
        pin_factory: Callable[[], Any],
        now_ms: Callable[[], int],
    ) -> None:
        self._path, self._now_ms = path, now_ms
        self._edges: deque[Edge] = deque()
        self._moved = threading.Condition()
        self._woken = self._lost = False
        self._closing = ExitStack()
        try:
            self._pin = self._watched(pin_of(path), active_low, pin_factory)
        except Exception as error:  # lgpio's errors have no common base
            why = " ".join(str(error).split()) or type(error).__name__
            raise DeviceLost(device, path, f"the pin cannot be used ({why}): {REMEDY}") from error
        self._pin.when_activated = lambda: self._take(True)
        self._pin.when_deactivated = lambda: self._take(False)
        if self._pin.is_active:  # it may hang, or a coin's pulses are under way
            self._take(True)

    @property
    def place(self) -> str:
        """The pin: a wire has no other name."""
        return self._path

    def read(self, timeout_ms: int | None) -> bytes:
        """Return the edges that came, or nothing after `timeout_ms` or when woken."""
        timeout_s = None if timeout_ms is None else max(0, timeout_ms) / 1000
        with self._moved:
            self._moved.wait_for(lambda: self._edges or self._woken, timeout_s)
            self._woken = False
            take = min(len(self._edges), READ_EDGES_MAX)
            taken = [self._edges.popleft() for _ in range(take)]
            if self._lost and not self._edges:
                self._lost = False
                taken.append(Edge(self._now_ms(), None))
        return b"".join(map(encode, taken))

    def write(self, data: bytes) -> None:
        """Take nothing: a wire that only reports has nobody who would read it."""

    def flush_input(self) -> None:
        """Throw away what came in unread."""
        with self._moved:
            self._edges.clear()

    def wake(self) -> None:
        """Let a `read` of another thread return at once; harmless at any time."""
        with self._moved:
            self._woken = True
            self._moved.notify_all()

    def close(self) -> None:
        """Let go of the pin; never fails."""
        with contextlib.suppress(Exception):  # lgpio's errors have no common base
            self._closing.close()

    def _watched(self, pin: int, active_low: bool, pin_factory: Callable[[], Any]) -> Any:
        from gpiozero import DigitalInputDevice

        with ExitStack() as stack:
            factory = pin_factory()
            if pin_factory is board_pins:
                stack.callback(factory.close)  # or each attempt would leave the chip open
            # No bounce_time: some pins know none, so the decoder alone judges what has stood.
            device = DigitalInputDevice(pin, pull_up=active_low, pin_factory=factory)
            stack.callback(device.close)
            self._closing = stack.pop_all()
        return device

    def _take(self, active: bool) -> None:
        """Keep one edge, from gpiozero's thread; what is too much is told as lost."""
        with self._moved:
            if len(self._edges) >= EDGES_MAX:
                self._lost = True
                return
            self._edges.append(Edge(self._now_ms(), active))
            self._moved.notify_all()


def open_gpio(
    device: str,
    path: str,
    settings: PortSettings,
    *,
    pin_factory: Callable[[], Any] = board_pins,
    now_ms: Callable[[], int] = lambda: time.monotonic_ns() // 1_000_000,
) -> GpioLine:
    """Open a pin as a device's port.

    Args:
        device: its name in the configuration.  path: such as "gpio:17".
        settings: of its driver; a pin has no speed, only whether it is active low.
        pin_factory: makes gpiozero's access to the pins, in tests; else this board's.
        now_ms: monotonic milliseconds, the same that the driver is told.

    Raises:
        DeviceLost: there are no pins here, or this one cannot be had.
    """
    active_low = settings.active_low if isinstance(settings, GpioSettings) else True
    return GpioLine(device, path, active_low, pin_factory, now_ms)
