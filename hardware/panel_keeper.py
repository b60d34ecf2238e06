"""The panel as the shop runs it: opened again and again where its pins cannot be had.

At a start of the machine the pins may come later than the program, and a wire may come loose and
be mended. What was wished last is shown again by a panel that is back. Until then every wish is
harmless and the relay is at rest: the money machines refuse.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from hardware.backoff import BACK_OFF_MS, BackOff
from hardware.health import Health, Record
from hardware.panel import NullPanel, Panel, open_panel
from hardware.panel_config import PanelConfig
from shop.clock import Clock
from shop.effects import AcceptMoney, DeviceEffect, Lamp
from shop.inputs import DeviceDown, DeviceInput, DeviceUp

NAME = "panel"
#: The first chip of pins: when this appears, a wait between two attempts ends at once.
CHIP = "/dev/gpiochip0"

_log = logging.getLogger(__name__)


class PanelKeeper:
    """Keeps the panel at work; run like any other device.

    Args:
        config: which pins.
        emit: takes what the panel says; True when it is taken. Must not block for long.
        clock: the time.
        pin_factory: makes gpiozero's access to the pins; None for those of this board.
        back_off_ms: the waits between attempts.
    """

    def __init__(
        self,
        config: PanelConfig,
        emit: Callable[[DeviceInput], bool],
        clock: Clock,
        pin_factory: Callable[[], Any] | None = None,
        *,
        back_off_ms: tuple[int, ...] = BACK_OFF_MS,
    ) -> None:
        self._config, self._emit, self._clock, self._pins = config, emit, clock, pin_factory
        self._record = Record(NAME, "pins", self._now_ms())
        self._lock = threading.RLock()  # guards _panel and _wished
        self._panel: Panel | NullPanel = NullPanel()
        self._wished: dict[type[DeviceEffect], DeviceEffect] = {}
        self._stop, self._failed = threading.Event(), threading.Event()
        self._back_off = BackOff(CHIP, clock, self._stop, back_off_ms)
        self._thread = threading.Thread(target=self._run, name=NAME, daemon=True)

    def start(self) -> None:
        """Take the pins, now where that can be, else again and again."""
        self._open()
        self._thread.start()

    def command(self, effect: DeviceEffect) -> None:
        """Wish something; returns at once and never fails."""
        with self._lock:
            if isinstance(effect, Lamp | AcceptMoney):
                self._wished[type(effect)] = effect
            self._panel.handle(effect)

    def stop(self, timeout_s: float) -> bool:
        """Refuse money, be dark and silent, let go of the pins; whether that took its time."""
        self._stop.set()
        self._failed.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        with self._lock:
            self._panel.close()
            self._panel = NullPanel()
        self._record.become("stopped", self._now_ms())
        return not self._thread.is_alive()

    def health(self) -> tuple[Health, ...]:
        """Return how the panel has been."""
        return (self._record.read(),)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._failed.wait()
            if self._stop.is_set():
                return
            self._record.count("reconnects")
            self._back_off.wait()
            if not self._stop.is_set():
                try:
                    self._open()
                except Exception as error:  # noqa: BLE001 - our bug: told, and the thread goes on
                    self._record.count("failures")
                    self._record.error(f"the program failed here ({error}): tell the makers")
                    _log.exception("the panel's keeper failed")

    def _open(self) -> None:
        self._failed.clear()
        self._back_off.trying()
        with self._lock:
            self._panel.close()  # a pin that failed is still held
            panel, trouble = open_panel(self._config, self._heard, self._clock, self._pins)
            self._panel = panel
            if trouble:
                self._heard(DeviceDown(NAME, trouble))
                return
            self._back_off.is_up()
            was_down = self._record.read().state == "down"
            self._record.become("up", self._now_ms())
            for effect in self._wished.values():
                panel.handle(effect)
        if was_down and not self._failed.is_set():
            self._emit(DeviceUp(NAME))

    def _heard(self, said: DeviceInput) -> None:
        """Hand on what the panel says; where it says that a pin fails, it is opened anew."""
        if isinstance(said, DeviceDown):
            self._record.error(said.why)
            again = self._record.read().state == "down"
            self._record.become("down", self._now_ms())
            self._failed.set()
            if again or self._stop.is_set():
                return  # said already, or nobody is to be told any more
        self._emit(said)

    def _now_ms(self) -> int:
        return self._clock.now().monotonic_ms
