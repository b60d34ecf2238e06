"""What the shop's money is for: households' payables, the surplus, and its sharing out.

HONESTY.md section 7, "Proceeds / consignment". By default the fund bears what went unpaid: a
poor household does not pay for a stranger's taking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shop.errors import BrokenInvariant
from shop.money import JIN_G, largest_remainder, line_fen

#: Who bears it when goods of a household went unpaid.
BEARERS = ("fund", "consignor", "prorata")


@dataclass(frozen=True, slots=True)
class Lot:
    """Goods of one household.

    Attributes:
        household: its code.  units_gone: taken, declared or not.  units_paid: paid for.
        payout_fen: promised to the household for one unit: a piece, or 500 g.
        shrink_bearer: one of `BEARERS`.  unit: each, or g for goods by weight.
    """

    household: str
    units_gone: int
    units_paid: int
    payout_fen: int
    shrink_bearer: str = "fund"
    unit: str = "each"


@dataclass(frozen=True, slots=True)
class Proceeds:
    """What became of a period's money, in fen.

    Attributes:
        payables: what the fund owes, by household.
        surplus: what is left for the purpose; negative where costs exceed it.
        allocation: the surplus by beneficiary; 0 each where there is none.
        deficit_carried: what the next period must make good first.
    """

    payables: Mapping[str, int]
    surplus: int
    allocation: Mapping[str, int]
    deficit_carried: int


def payable_fen(lot: Lot, goods_money_fen: int, value_gone_fen: int) -> int:
    """Return what a lot's household is owed.

    fund: all units gone; consignor: only those paid for; prorata: units gone in the share
    min(P, V) / V of the shop, rounded down (the remainder stays in the fund). Goods by weight
    are paid per 500 g, half up.
    """
    if lot.shrink_bearer == "fund":
        return line_fen(lot.units_gone, lot.unit, lot.payout_fen)
    if lot.shrink_bearer == "consignor":
        return line_fen(lot.units_paid, lot.unit, lot.payout_fen)
    if value_gone_fen <= 0:
        return 0
    received = max(0, min(goods_money_fen, value_gone_fen))
    per = 1 if lot.unit == "each" else JIN_G
    return lot.units_gone * lot.payout_fen * received // (value_gone_fen * per)


def proceeds(
    *,
    value_gone_fen: int,
    goods_money_fen: int,
    donations_fen: int,
    purchase_cost_gone_fen: int,
    expenses_fen: int,
    reserve_fen: int,
    lots: Iterable[Lot],
    weights: Mapping[str, int],
) -> Proceeds:
    """Return payables, surplus and its allocation by weight (largest remainder).

    surplus = P + donations - purchase cost gone - payables - expenses - reserve.

    Raises:
        BrokenInvariant: the allocations do not sum to the surplus.
    """
    payables: Counter[str] = Counter()
    for lot in lots:
        payables[lot.household] += payable_fen(lot, goods_money_fen, value_gone_fen)
    costs = purchase_cost_gone_fen + sum(payables.values()) + expenses_fen + reserve_fen
    surplus = goods_money_fen + donations_fen - costs
    allocation = dict.fromkeys(weights, 0)
    if surplus > 0 and any(weights.values()):
        shares = largest_remainder(surplus, list(weights.values()))
        allocation = dict(zip(weights, shares, strict=True))
        if sum(allocation.values()) != surplus:
            raise BrokenInvariant(f"allocations {allocation} do not sum to {surplus}")
    return Proceeds(dict(payables), surplus, allocation, max(0, -surplus))
