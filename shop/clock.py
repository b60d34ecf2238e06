"""Time as the shop has it: a wall that may be wrong and a stopwatch that never runs back.

Order in the books comes from `seq`, never from here. A Raspberry Pi may have no clock battery,
so every reading says whether its wall time can be trusted.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

#: No real entry is older than the program: a wall clock before this is certainly wrong.
BUILD_WALL_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z


@dataclass(frozen=True, slots=True)
class Now:
    """One reading of the clock.

    Attributes:
        wall_ms: UTC milliseconds since 1970, as the machine believes.
        monotonic_ms: milliseconds since some moment of this boot; never falls.
        clock_ok: whether the wall time was plausible when read.
    """

    wall_ms: int
    monotonic_ms: int
    clock_ok: bool = True


class Clock(Protocol):
    """Whatever tells the time: the machine, or a test."""

    def now(self) -> Now:
        """Return the present reading."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> Now:
        """Return wall and monotonic time of this machine."""
        wall_ms = time.time_ns() // 1_000_000
        return Now(wall_ms, time.monotonic_ns() // 1_000_000, wall_ms >= BUILD_WALL_MS)


class VirtualClock:
    """A clock that stands until it is moved: simulated years, worked cases, tests.

    Args:
        wall_ms: UTC milliseconds it starts at.
        monotonic_ms: milliseconds the stopwatch starts at.
    """

    def __init__(self, wall_ms: int, monotonic_ms: int = 0) -> None:
        self._now = Now(wall_ms, monotonic_ms)

    def now(self) -> Now:
        """Return the moment it stands at."""
        return self._now

    def advance(self, by_ms: int) -> None:
        """Let `by_ms` milliseconds (0 or more) pass."""
        if by_ms < 0:
            raise ValueError("time does not run back: set_wall says that a clock was wrong")
        now = self._now
        self._now = Now(now.wall_ms + by_ms, now.monotonic_ms + by_ms, now.clock_ok)

    def advance_to(self, wall_ms: int) -> None:
        """Let time pass until the wall shows `wall_ms`; nothing happens if it is past."""
        self.advance(max(0, wall_ms - self._now.wall_ms))

    def set_wall(self, wall_ms: int, clock_ok: bool = True) -> None:
        """Jump the wall, as a wrong or mended clock does; the stopwatch goes on."""
        self._now = Now(wall_ms, self._now.monotonic_ms, clock_ok)
