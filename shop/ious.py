"""IOUs as people speak of them: a short code, an alias, a day by which they are meant to be paid.

An IOU counts as honest until its day, and nobody is dunned: the list is for who signed it.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Days an IOU has when nobody named another day.
DAYS = 30
DAY_MS = 86_400_000
#: Characters of the short code on a slip: one in a million, among the few that are open.
CODE_CHARS = 4
#: What stands before a note's id in the QR code of its slip.
SLIP_BEFORE = "tongxin:iou:"


@dataclass(frozen=True, slots=True)
class Iou:
    """One IOU.

    Attributes:
        iou: its id.  alias: what the resident chose, "" if nothing.
        fen: as noted.  owed_fen: what is still open.  noted_ms: when.  seq: of its entry.
        due_ms: until when it counts as in time.
    """

    iou: str
    alias: str
    fen: int
    owed_fen: int
    noted_ms: int
    seq: int
    due_ms: int

    @property
    def code(self) -> str:
        """Return the short code of its slip."""
        return code_of(self.iou)

    def overdue(self, now_ms: int) -> bool:
        """Say whether its day has passed."""
        return now_ms > self.due_ms


def code_of(iou: str) -> str:
    """Return the short code of an IOU: the end of the sale's id, where chance is."""
    return iou.partition("/")[0][-CODE_CHARS:]


def slip_text(iou: str) -> str:
    """Return what the QR code of an IOU's slip says."""
    return SLIP_BEFORE + iou


def of_slip(text: str) -> str | None:
    """Return the id of the IOU that a scanned text is the slip of; None for any other text."""
    said = text.strip()
    return said.removeprefix(SLIP_BEFORE) if said.startswith(SLIP_BEFORE) else None
