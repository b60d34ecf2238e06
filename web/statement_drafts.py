"""Statement files that were read and wait for somebody to look at what they will do.

They live in memory alone and not for long: a restart only means to choose the file again, and
nothing of a payer is in them (see `shop.statements`).
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from shop.statements import QrFile

#: Drafts that are kept at once: each is a few thousand short lines.
DRAFTS_MAX = 6
#: How long one may be looked at.
DRAFT_MS = 30 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that was read: its id is the one its command will carry."""

    id: str
    cut: str
    file: QrFile
    by: str
    at_ms: int


class Drafts:
    """The drafts of one application."""

    def __init__(self) -> None:
        self._kept: dict[str, Draft] = {}
        self._lock = Lock()

    def keep(self, draft: Draft) -> None:
        """Keep one more; the oldest go."""
        with self._lock:
            self._kept[draft.id] = draft
            while len(self._kept) > DRAFTS_MAX:
                del self._kept[next(iter(self._kept))]

    def of(self, id: str, by: str, now_ms: int) -> Draft | None:
        """Return somebody's own draft, if it is not too old."""
        with self._lock:
            found = self._kept.get(id)
        if found is None or found.by != by or not 0 <= now_ms - found.at_ms < DRAFT_MS:
            return None
        return found
