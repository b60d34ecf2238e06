"""How a closed period reads later, as its IOUs are paid or let go: restated, never edited.

HONESTY.md section 4 (vintage); cases/README.md, kind `vintage`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shop.reconcile.rates import Rate, rate


@dataclass(frozen=True, slots=True)
class Later:
    """What became known about a period's IOUs by a day, beyond what was known before.

    Attributes:
        as_of: the day, ISO 8601.
        repaid_fen, forgiven_fen: since the day before it in the list.
    """

    as_of: str
    repaid_fen: int
    forgiven_fen: int


@dataclass(frozen=True, slots=True)
class Vintage:
    """The period's rates as they stand on a day, and what is still owed, in fen."""

    as_of: str
    collection: Rate
    accounted: Rate
    open_iou_fen: int


def vintages(
    value_gone_fen: int, goods_money_fen: int, iou_issued_fen: int, later: Iterable[Later]
) -> tuple[Vintage, ...]:
    """Return the period's rates on each of the days, in their order.

    collection = (P + repaid) / V_G, accounted = (P + I - forgiven) / V_G, each summed up to the
    day: a repayment moves money from acknowledged to received and changes no honesty; an IOU
    that is let go takes its credit back.
    """
    found = []
    repaid = forgiven = 0
    for day in later:
        repaid += day.repaid_fen
        forgiven += day.forgiven_fen
        found.append(
            Vintage(
                day.as_of,
                rate(goods_money_fen + repaid, value_gone_fen),
                rate(goods_money_fen + iou_issued_fen - forgiven, value_gone_fen),
                iou_issued_fen - repaid - forgiven,
            )
        )
    return tuple(found)
