"""The book's own health: lost when it takes no entry, tried again until it does."""

from __future__ import annotations

from shop.counter.readings import device_draft
from shop.errors import LedgerError
from shop.ids import Ids
from shop.ledger import Ledger

#: How often a book that could not be written is tried again.
BOOK_RETRY_MS = 5_000


class BookWatch:
    """Knows whether the book takes entries.

    Attributes:
        why: what the book said when it refused, or None while it is well.
        retry_ms: monotonic moment of the next try, or None while it is well.
    """

    def __init__(self, ledger: Ledger, ids: Ids) -> None:
        self._ledger, self._ids = ledger, ids
        self.why: str | None = None
        self.retry_ms: int | None = None

    def lost(self, error: LedgerError) -> None:
        """Note that the book refused an entry."""
        self.why = str(error)
        self.retry_ms = self._ledger.clock.now().monotonic_ms + BOOK_RETRY_MS

    def back(self) -> bool:
        """Try the book if it is time; True when it has just taken an entry again."""
        now = self._ledger.clock.now()
        if self.retry_ms is None or now.monotonic_ms < self.retry_ms:
            return False
        fact = device_draft(self._ids.ulid(now.wall_ms), "book", "up", self.why or "", now.wall_ms)
        try:
            self._ledger.append([fact])
        except LedgerError as error:
            self.lost(error)
            return False
        self.why = self.retry_ms = None
        return True
