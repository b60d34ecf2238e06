"""What a case of kind `reconcile` says happened: frozen values, amounts in fen, times in UTC ms."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Evidence = Literal["machine", "claimed"]


@dataclass(frozen=True, slots=True)
class Product:
    """One item: code, marked prices (from_ms, fen) ascending, shelf group, unit."""

    sku: str
    prices: tuple[tuple[int, int], ...]
    group: str | None
    unit: str

    def price_at(self, at_ms: int) -> int | None:
        """Return the marked price in force at a moment, in fen, or None before the first."""
        found = bisect_right(self.prices, at_ms, key=lambda price: price[0])
        return self.prices[found - 1][1] if found else None


@dataclass(frozen=True, slots=True)
class Move:
    """Goods that came or went by a volunteer's hand; see `MOVES`."""

    sku: str
    kind: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a declared basket, with the price it was frozen at."""

    sku: str
    quantity: int
    each_fen: int


@dataclass(frozen=True, slots=True)
class Session:
    """A declared basket."""

    id: str
    at_ms: int
    lines: tuple[Line, ...]
    void: bool
    iou_fen: int


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came: `tender` cash or qr, `what` it was for, and whose basket, if any."""

    tender: str
    fen: int
    what: str
    session: str | None


@dataclass(frozen=True, slots=True)
class Cashbox:
    """The box, in fen: at the start, change money added, taken out, left at the end."""

    open_fen: int
    added_fen: int
    removed_fen: int
    left_fen: int


@dataclass(frozen=True, slots=True)
class ShopCase:
    """Everything a case of this kind says."""

    id: str
    start_ms: int
    end_ms: int
    products: tuple[Product, ...]
    opening: Mapping[str, int]
    counted: Mapping[str, int | None]
    moves: tuple[Move, ...]
    sessions: tuple[Session, ...]
    payments: tuple[Payment, ...]
    cashbox: Cashbox
    cash_evidence: Evidence
    iou_open_fen: int
    iou_forgiven_fen: int
    max_basket: int
