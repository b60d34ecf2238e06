"""One line of a QR statement, as little of it as matching needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

KINDS = ("payment", "refund", "fee")


@dataclass(frozen=True, slots=True)
class QrLine:
    """A payment, a refund, or a fee that stands alone.

    Attributes:
        at_ms: UTC milliseconds of the provider's clock (whole seconds).
        fen: what was paid or given back, never negative.  fee_fen: what the provider kept of
            it; negative where it gave a fee back.
        kind: payment, refund or fee.
        ref: digest of the provider's number, by which a repeat is known.
        order: digest of the shop's own number that the provider repeats; "" without one.
    """

    at_ms: int
    fen: int
    fee_fen: int
    kind: str
    ref: str
    order: str = ""

    @property
    def net_fen(self) -> int:
        """Return what the line adds to the statement: a refund takes away."""
        return -self.fen if self.kind == "refund" else self.fen


@dataclass(frozen=True, slots=True)
class QrFile:
    """What one file says.

    Attributes:
        layout: wechat, alipay, alipay_account or plain.  sha256: of the file, hex.
        lines: in the order of their time.
    """

    layout: str
    sha256: str
    lines: tuple[QrLine, ...]


def digest(reference: str) -> str:
    """Return the SHA-256 under which a provider's number is kept; "" of an empty one."""
    plain = reference.strip()
    return hashlib.sha256(plain.encode()).hexdigest() if plain else ""


def packed(lines: Iterable[QrLine]) -> tuple[tuple[int | str, ...], ...]:
    """Return lines as a command carries them."""
    return tuple(
        (line.at_ms, line.fen, line.fee_fen, line.kind, line.ref, line.order) for line in lines
    )


def lines_of(rows: Iterable[Sequence[Any]]) -> tuple[QrLine, ...]:
    """Return lines from what a command carries.

    Raises:
        ValueError: a row is not one that `packed` made.
    """
    out = []
    for row in rows:
        if len(row) != 6:
            raise ValueError("six values a line")
        at_ms, fen, fee_fen, kind, ref, order = row
        numbers = all(type(value) is int for value in (at_ms, fen, fee_fen))
        texts = all(isinstance(value, str) for value in (kind, ref, order))
        if not numbers or not texts or fen < 0 or kind not in KINDS or not ref:
            raise ValueError("a value of a line is of another kind")
        out.append(QrLine(at_ms, fen, fee_fen, kind, ref, order))
    return tuple(out)
