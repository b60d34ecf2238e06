"""Notices when the clock is set: a Pi may start without one and learn the time days later."""

from __future__ import annotations

from shop.clock import Now
from shop.entries import Draft
from shop.ids import Ids
from shop.ledger import Ledger

#: A smaller step is the clock being kept in time, not being set.
STEP_MS = 5_000


class ClockWatch:
    """Holds the wall against the stopwatch; the stopwatch never jumps."""

    def __init__(self, ledger: Ledger, ids: Ids) -> None:
        self._ledger, self._ids = ledger, ids
        self._seen: Now = ledger.clock.now()

    def look(self) -> None:
        """Write by how much the clock was wrong until now, if it has just been set.

        Raises:
            LedgerError: the book takes no entries; the next look tries again.
        """
        now, seen = self._ledger.clock.now(), self._seen
        by_ms = (now.wall_ms - seen.wall_ms) - (now.monotonic_ms - seen.monotonic_ms)
        if abs(by_ms) >= STEP_MS:
            why = "trusted" if now.clock_ok else "not trusted"
            body = {"by_ms": by_ms, "why": why}
            fact = Draft(self._ids.ulid(now.wall_ms), "ClockAdjusted", body, now.wall_ms, "clock")
            self._ledger.append([fact])
        self._seen = now
