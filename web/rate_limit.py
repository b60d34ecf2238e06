"""How often strangers may do something: counted in memory alone, forgotten with the hour."""

from __future__ import annotations

import threading
from collections import deque


class RateLimit:
    """Lets so many through within a span of time.

    Args:
        of_one: from one source.  of_all: from all together.  within_ms: the span.
    """

    def __init__(self, of_one: int, of_all: int, within_ms: int) -> None:
        self._of_one, self._of_all, self._within_ms = of_one, of_all, within_ms
        self._taken: deque[tuple[int, str]] = deque()
        self._lock = threading.Lock()

    def take(self, source: str, now_ms: int) -> bool:
        """Say whether one more may pass, and count it if so.

        Args:
            source: whose it is, kept until the span is over.  now_ms: of a clock that never falls.
        """
        with self._lock:
            while self._taken and now_ms - self._taken[0][0] >= self._within_ms:
                self._taken.popleft()
            own = sum(other == source for _, other in self._taken)
            if own >= self._of_one or len(self._taken) >= self._of_all:
                return False
            self._taken.append((now_ms, source))
            return True

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._taken.clear()
