"""What people say with a paper in their hand: a QR statement, a repaid IOU, a wrong entry.

Frozen commands like those of `shop.commands`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ImportQrStatement:
    """Bring the provider's statement in: match its lines with what residents claimed.

    Attributes:
        cut: the open round, or a closed one that is restated.
        lines: (at_ms, fen, fee_fen, kind, ref, order) each, as `shop.statements` read them;
            `ref` and `order` are digests, never the provider's numbers themselves.
        file: sha256 of the file or files.  layout: what they were read as.
        pairs: where several sales fit: digest of a line → seq of its tender, 0 for none.
    """

    id: str
    cut: str
    lines: tuple[tuple[int | str, ...], ...]
    file: str
    layout: str
    pairs: Mapping[str, int] = field(default_factory=dict)
    by: str | None = None


@dataclass(frozen=True, slots=True)
class RepayIou:
    """Take money for an IOU: put into the box, by hand to a volunteer in a round, or by QR.

    `how` is box, hand or qr; money by hand goes into the box at once, before it is counted.
    """

    id: str
    iou: str
    fen: int
    how: str = "box"
    by: str | None = None


@dataclass(frozen=True, slots=True)
class PayOwed:
    """Give a resident the change that the shop owed them; `owed` is the slip's number."""

    id: str
    owed: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectEntry:
    """Say how much it really was: pieces, grams or fen of entry `seq`; 0 takes it back whole."""

    id: str
    seq: int
    amount: int
    reason: str
    by: str | None = None
