"""How long a device that is down is left alone before the next attempt."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

from shop.clock import Clock

#: Between two attempts to open a port, in ms; the last one repeats.
BACK_OFF_MS = (500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000)
#: A plug that is put back is noticed this fast, whatever the back-off has come to.
LOOK_MS = 200
#: Up for so long, and the next failure is a first one again. A port that opens and fails at once
#: is up for a moment at each attempt.
STEADY_MS = 30_000


class BackOff:
    """Waits longer after each failure in a row, but not past the return of the plug.

    Args:
        path: the tty.  clock: the time.  stop: ends any wait at once.
        waits_ms: after the first failure, the second, …; the last one repeats.
    """

    def __init__(
        self, path: str, clock: Clock, stop: threading.Event, waits_ms: tuple[int, ...]
    ) -> None:
        self._path, self._clock, self._stop, self._waits_ms = path, clock, stop, waits_ms
        self._failures = 0
        self._up_ms: int | None = None
        self._was_there = True

    def trying(self) -> None:
        """An attempt begins: remember whether the plug was there, for the wait after it.

        Looked at only then, a plug put back between the failure and the wait would be missed.
        """
        self._was_there = os.path.exists(self._path)

    def is_up(self) -> None:
        """The device is up: after `STEADY_MS` of it the next failure is a first one again."""
        if self._up_ms is None:
            self._up_ms = self._now_ms()

    def wait(self, meanwhile: Callable[[], None] | None = None) -> None:
        """Wait until it is time for the next attempt.

        Args:
            meanwhile: done at each look at the plug; None: nothing.
        """
        if self._up_ms is not None and self._now_ms() - self._up_ms >= STEADY_MS:
            self._failures = 0
        self._up_ms = None
        wait_ms = self._waits_ms[min(self._failures, len(self._waits_ms) - 1)]
        self._failures += 1
        was_there = self._was_there
        end_ms = self._now_ms() + wait_ms
        while (left_ms := end_ms - self._now_ms()) > 0:
            if meanwhile is not None:
                meanwhile()
            is_there = os.path.exists(self._path)
            if is_there and not was_there:
                return
            was_there = is_there
            if self._stop.wait(min(left_ms, LOOK_MS) / 1000):
                return

    def _now_ms(self) -> int:
        return self._clock.now().monotonic_ms
