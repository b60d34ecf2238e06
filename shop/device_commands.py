"""What volunteers want of the shop's devices, and what they found out about them.

Frozen commands like those of `shop.commands`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintCutSlip:
    """Print the slip of a closed cut, to be put into the bag with the money."""

    id: str
    cut: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class TakeShelfPhoto:
    """Take a photo of the shelf now; `why` is before, after or check."""

    id: str
    why: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class SettleNote:
    """Say what became of a note of which no machine knows: `found` is box, back or nowhere.

    No money moves by it: what lies in the box is found by the count of the box.
    """

    id: str
    note: str
    found: str
    by: str | None = None


DeviceCommand = PrintCutSlip | TakeShelfPhoto | SettleNote
