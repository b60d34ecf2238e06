"""What volunteers say about goods on the shelf: frozen commands like those of `shop.commands`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReceiveGoods:
    """Put goods on the shelf; `for_cut` names the closed cut a late paper belongs to.

    Attributes:
        lot: what the delivery is called.  party: the household that made the goods.
        unit_payout_fen: promised to the household for one piece, or 500 g, that is gone.
        shrink_bearer: who bears what goes unpaid: fund (where None), consignor or prorata.
        unit_cost_fen: what one piece, or 500 g, was bought for.
        expires_on: YYYY-MM-DD.
    """

    id: str
    item: str
    quantity: int
    lot: str | None = None
    party: str | None = None
    supplier: str | None = None
    unit_cost_fen: int | None = None
    expires_on: str | None = None
    for_cut: str | None = None
    by: str | None = None
    unit_payout_fen: int | None = None
    shrink_bearer: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnGoods:
    """Give goods back to the supplier or household, out of a lot where one is named."""

    id: str
    item: str
    quantity: int
    reason: str | None = None
    for_cut: str | None = None
    by: str | None = None
    lot: str | None = None


@dataclass(frozen=True, slots=True)
class WriteOffGoods:
    """Write goods off: spoiled, expired, damaged, sample or gift."""

    id: str
    item: str
    quantity: int
    reason: str
    for_cut: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class TransferGoods:
    """Bring goods in from another shop, or send them out ("in" or "out")."""

    id: str
    item: str
    quantity: int
    direction: str
    other_shop: str | None = None
    for_cut: str | None = None
    by: str | None = None
