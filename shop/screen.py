"""What the kiosk shows now, with a version; wakes those who watch it.

The browser holds no truth: a view is published only after the book has what it says.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from shop.till.view import View


@dataclass(frozen=True, slots=True)
class Shown:
    """A view in its place: `version` grows by one with each; buttons carry `press`."""

    version: int
    press: str
    view: View


class Screen:
    """The one screen of the till; many may watch, one publishes.

    Args:
        boot: id of this start of the program, so that a page knows versions of another start.
        first: what is shown until the first publish.
    """

    def __init__(self, boot: str, first: View) -> None:
        self.boot = boot
        self._changed = threading.Condition()
        self._shown = Shown(0, f"{boot}.0", first)

    @property
    def shown(self) -> Shown:
        """Return what is shown now."""
        return self._shown

    def publish(self, view: View) -> Shown:
        """Show a view and wake all watchers; the same view again is not published anew."""
        with self._changed:
            if view != self._shown.view:
                version = self._shown.version + 1
                self._shown = Shown(version, f"{self.boot}.{version}", view)
                self._changed.notify_all()
            return self._shown

    def wait(self, seen: int, timeout_s: int) -> Shown | None:
        """Return the newest view once its version is not `seen`, or None after the time.

        A watcher that was away gets the newest view only: each is whole, none is queued,
        so a slow page never makes anything grow.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._shown.version != seen, timeout_s)
            return self._shown if self._shown.version != seen else None
