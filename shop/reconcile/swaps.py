"""Goods that may have been scanned as one another: suggestions, never corrections.

HONESTY.md section 3 and cases/README.md: totals are right either way; a pair may as well be two
miscounts that happen to fit.
"""

from __future__ import annotations

from dataclasses import dataclass

from shop.money import line_fen
from shop.reconcile.estimate import last_price_fen
from shop.reconcile.facts import CutFacts
from shop.reconcile.figures import Exact


@dataclass(frozen=True, slots=True)
class Swap:
    """`units` of `taken` that were perhaps scanned as `scanned`.

    Attributes:
        units: pieces or grams, above 0.
        value_effect_fen: what it would explain: units × (price taken − price scanned).
    """

    taken: str
    scanned: str
    units: int
    value_effect_fen: int


@dataclass(slots=True)
class _Side:
    item: str
    group: str
    unit: str
    left: int
    price_fen: int


def swaps(facts: CutFacts, exact: Exact) -> tuple[Swap, ...]:
    """Return the pairs that may be mis-scans, nearest in price first.

    Counted items of one shelf group and one unit: one gone undeclared (U > 0), one declared
    beyond what is gone (U < 0), used up pair by pair.
    """
    taken: list[_Side] = []
    scanned: list[_Side] = []
    for item, moved in zip(facts.items, exact.items, strict=True):
        if item.counted is None or not item.shelf_group or not moved.undeclared:
            continue
        sides = taken if moved.undeclared > 0 else scanned
        last_fen = last_price_fen(item)
        sides.append(_Side(item.item, item.shelf_group, item.unit, abs(moved.undeclared), last_fen))
    pairs = [
        (abs(one.price_fen - other.price_fen), one.item, other.item, one, other)
        for one in taken
        for other in scanned
        if (one.group, one.unit) == (other.group, other.unit)
    ]
    out = []
    for _, _, _, one, other in sorted(pairs, key=lambda pair: pair[:3]):
        units = min(one.left, other.left)
        if not units:
            continue
        one.left -= units
        other.left -= units
        effect = line_fen(units, one.unit, one.price_fen - other.price_fen)
        out.append(Swap(one.item, other.item, units, effect))
    return tuple(out)
