"""How a device has been: what the coordinator's page and the lamp are told about it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

#: Counts that every record has from the start, so that a page needs no guesses.
COUNTS = (
    "bytes",
    "frames",
    "noise",
    "timeouts",
    "nak",
    "busy",
    "reconnects",
    "dropped",
    "failures",
)
#: Kinds of counts at most: a driver that invents names cannot fill the memory.
_COUNTS_MAX = 32
_ERROR_CHARS_MAX = 300

State = Literal["stopped", "opening", "up", "down"]


@dataclass(frozen=True, slots=True)
class Health:
    """One device's record at one moment.

    Attributes:
        device: its name.  port: where it is looked for.
        state: stopped | opening (the port is open, the device not yet known) | up | down (until
            it is up again, however often it is tried).
        since_ms: monotonic milliseconds at which that state began.
        counts: bytes, frames, noise, timeouts, nak, busy, reconnects, dropped, failures (of
            this program), since the start.
        last_error: the last error with its way out; "" where there was none.
        detail: what the device says it is; "" until it was up.
        fault: code of what is wrong with it though it answers, such as "jam"; "" for nothing.
        fault_detail: what was seen of that.  fault_ms: monotonic milliseconds since when.
    """

    device: str
    port: str
    state: State
    since_ms: int
    counts: Mapping[str, int]
    last_error: str = ""
    detail: str = ""
    fault: str = ""
    fault_detail: str = ""
    fault_ms: int = 0


class Record:
    """The record as the device's thread writes it and other threads read it.

    Args:
        device: its name.  port: where it is looked for.  now_ms: monotonic milliseconds.
    """

    def __init__(self, device: str, port: str, now_ms: int) -> None:
        self._device, self._port, self._lock = device, port, threading.Lock()
        self._state: State = "stopped"
        self._since_ms = now_ms
        self._counts: Counter[str] = Counter(dict.fromkeys(COUNTS, 0))
        self._last_error = self._detail = ""
        self._fault, self._fault_detail, self._fault_ms = "", "", 0

    def become(self, state: State, now_ms: int, detail: str | None = None) -> None:
        """Enter `state` at `now_ms`; staying in it does not restart `since_ms`."""
        with self._lock:
            if state != self._state:
                self._state, self._since_ms = state, now_ms
            if detail is not None:
                self._detail = detail

    def count(self, name: str, n: int = 1) -> None:
        """Add `n` to a count."""
        with self._lock:
            if name in self._counts or len(self._counts) < _COUNTS_MAX:
                self._counts[name] += n

    def error(self, sentence: str) -> None:
        """Keep the last error, with its way out."""
        with self._lock:
            self._last_error = sentence[:_ERROR_CHARS_MAX]

    def faulty(self, code: str, detail: str, now_ms: int) -> None:
        """It answers, and something is wrong with it since `now_ms`; code "" or "ok": no more."""
        code = "" if code == "ok" else code
        with self._lock:
            if code != self._fault:
                self._fault, self._fault_ms = code, now_ms
            self._fault_detail = detail[:_ERROR_CHARS_MAX] if code else ""

    def read(self) -> Health:
        """Return the record as it is now."""
        with self._lock:
            return Health(
                self._device,
                self._port,
                self._state,
                self._since_ms,
                dict(self._counts),
                self._last_error,
                self._detail,
                self._fault,
                self._fault_detail,
                self._fault_ms,
            )
