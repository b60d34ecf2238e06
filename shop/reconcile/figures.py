"""The exact figures of a cut, named: what `exact` works out and everything else reads.

Symbols in the docstrings are those of HONESTY.md section 3; money is fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from shop.reconcile.splits import Split


@dataclass(frozen=True, slots=True)
class ItemExact:
    """One line of the goods side of a statement.

    Attributes:
        opening, received, removed, declared: O, R, W, D.  counted: C or None.  book: what the
            shelf should hold.
        gone: G (G_est where `estimated`).  undeclared: U (U_est where `estimated`), signed.
        split: U over the prices: (fen, units).  value_fen: U_value.
        value_bounds_fen: the least and the most it can be worth.
        priced: it had a marked price in the period; without one it is valued at 0.
    """

    item: str
    name: str
    unit: str
    opening: int
    received: int
    removed: int
    declared: int
    counted: int | None
    book: int
    gone: int
    undeclared: int
    estimated: bool
    split: Split
    value_fen: int
    value_bounds_fen: tuple[int, int]
    priced: bool = True


@dataclass(frozen=True, slots=True)
class GapParts:
    """Where the gap between goods gone and goods money comes from: addends, in fen.

    Attributes:
        undeclared: V_U.  iou_issued: I.  declared_unpaid: N.  underpaid: Un.
        overpaid: -Ov.  unattached: -Unattached.  cash_over_short: -S.
    """

    undeclared: int
    iou_issued: int
    declared_unpaid: int
    underpaid: int
    overpaid: int
    unattached: int
    cash_over_short: int

    def addends(self) -> dict[str, int]:
        """Return them by name, in the order in which a statement tells them."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Exact:
    """Every figure of HONESTY.md section 3, in fen.

    Attributes:
        value_gone_fen: V_G = V_D + V_U.  value_declared_fen: V_D.  value_undeclared_fen: V_U.
        value_undeclared_pos_fen, value_undeclared_neg_fen: V_U = pos - neg, both 0 or more.
        value_gone_bounds_fen: V_G at the lowest and highest prices and full uncounted shelves.
        cash_net_fen: K, what customers left in the box.  cash_credited_fen: M.
        cash_over_short_fen: S = K - M.  qr_fen: Q.  money_in_fen: T = K + Q.
        donations_fen, iou_repaid_fen: of T, what paid for no goods of this cut.
        goods_money_fen: P = T - donations - repayments.  paid_fen: the sales' part of P.
        capped_fen: B, the sum of min(paid, due).
        box_loss_fen: of -S, what is charged to no buyer.  gap_fen: V_G - P.
        iou_opening_fen, iou_issued_fen, iou_forgiven_fen, iou_outstanding_close_fen: IOU book.
        box_left_fen: in the box after the collection: the next opening.
    """

    items: tuple[ItemExact, ...]
    value_gone_fen: int
    value_declared_fen: int
    value_undeclared_fen: int
    value_undeclared_pos_fen: int
    value_undeclared_neg_fen: int
    value_gone_bounds_fen: tuple[int, int]
    cash_net_fen: int
    cash_credited_fen: int
    cash_over_short_fen: int
    qr_fen: int
    money_in_fen: int
    donations_fen: int
    iou_repaid_fen: int
    goods_money_fen: int
    paid_fen: int
    capped_fen: int
    unattached_fen: int
    box_loss_fen: int
    gap_fen: int
    gap_parts: GapParts
    iou_opening_fen: int
    iou_issued_fen: int
    iou_forgiven_fen: int
    iou_outstanding_close_fen: int
    box_left_fen: int
    estimate_ratio: Fraction
