"""Devices as people read them: how each one is, since when, and what to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shop.clock import Now
from web import words
from web.forms import N_

#: Drivers' states that ask for no look.
_FINE = ("up", "stopped", "opening")
_NAMED = {"stopped": N_("Not started"), "opening": N_("Being looked for")}
#: Counts worth a coordinator's eye, by what they are called.
_COUNTS = {
    "reconnects": N_("came back"),
    "timeouts": N_("late answers"),
    "noise": N_("unreadable"),
    "dropped": N_("dropped"),
    "failures": N_("our failures"),
}


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One device.

    Attributes:
        state: msgid of how it is.  fine: nothing to do.  since_ms: UTC milliseconds.
        remedy: the last error with its way out.  detail: what it says it is.
        counts: (msgid, number) of what went wrong so far.
    """

    name: str
    port: str
    state: str
    fine: bool
    since_ms: int
    remedy: str
    detail: str
    counts: tuple[tuple[str, int], ...]


def device_lines(records: Iterable[Any], now: Now) -> list[DeviceLine]:
    """Return the health records as lines, those that need a look first."""
    lines = []
    for record in records:
        state = str(record.state)
        held = getattr(record, "counts", {}) or {}
        lines.append(
            DeviceLine(
                name=str(record.device),
                port=str(getattr(record, "port", "")),
                state=_NAMED.get(state, words.DEVICE_STATES.get(state, state)),
                fine=state in _FINE,
                since_ms=now.wall_ms - (now.monotonic_ms - int(getattr(record, "since_ms", 0))),
                remedy="" if state == "up" else str(getattr(record, "last_error", "")),
                detail=str(getattr(record, "detail", "")),
                counts=tuple((word, held[key]) for key, word in _COUNTS.items() if held.get(key)),
            )
        )
    return sorted(lines, key=lambda line: (line.fine, line.name))
