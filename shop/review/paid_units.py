"""Which goods gone were declared and paid for: what a consignor who bears the rest is owed for.

A visit that paid a part of what was due paid that part of each thing it declared. An IOU counts
as paid: the fund waits for it, and bears it if it is let go. What was gone undeclared was not
paid, whatever money without a scan came in: nobody knows for what. The sum over an item's visits
is rounded half up once a cut, and never exceeds what is gone of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from shop.money import round_half_up


@dataclass(frozen=True, slots=True)
class VisitGoods:
    """What one visit declared, net of what it took back.

    Attributes:
        due_fen: what it cost.  got_fen: paid, or noted to be paid later.
        goods: item → pieces or grams; below 0 where a visit only brought goods back.
    """

    due_fen: int
    got_fen: int
    goods: Mapping[str, int]


def paid_units(visits: Iterable[VisitGoods], gone: Mapping[str, int]) -> dict[str, int]:
    """Return what of the goods gone in a cut was declared and paid for, by item."""
    sums: dict[str, Fraction] = {}
    for visit in visits:
        part = Fraction(1)
        if visit.due_fen > 0:
            part = Fraction(max(0, min(visit.got_fen, visit.due_fen)), visit.due_fen)
        for item, quantity in visit.goods.items():
            sums[item] = sums.get(item, Fraction(0)) + quantity * part
    return {
        item: max(0, min(round_half_up(total), gone.get(item, 0)))
        for item, total in sorted(sums.items())
        if total
    }
