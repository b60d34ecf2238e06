"""Which price an undeclared unit is taken to have had, and what an uncounted shelf may hide.

HONESTY.md section 3, "Price change inside a period" and "Not counted product". Exact: whole
units, whole fen, fractions; nothing is rounded but where the text says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from shop.money import largest_remainder, line_fen, round_half_even, units
from shop.reconcile.facts import ItemFacts

#: Units of an item per price: (fen, units) in time order.
Split = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the period in which one marked price held.

    Attributes:
        fen: the price, of a piece or of 500 g.
        from_ms, to_ms: UTC milliseconds; from is inside, to is not.
    """

    fen: int
    from_ms: int
    to_ms: int

    @property
    def seconds(self) -> int:
        """Return its whole seconds."""
        return max(0, self.to_ms - self.from_ms) // 1000


def book(item: ItemFacts) -> int:
    """Return what the shelf should hold: book = O + R - W - D, in pieces or grams."""
    return item.opening + item.received - item.removed - item.declared


def segments(item: ItemFacts, start_ms: int, end_ms: int) -> tuple[Segment, ...]:
    """Return the stretches of [start, end) in which each of the item's prices held."""
    starts = [max(from_ms, start_ms) for from_ms, _ in item.prices]
    ends = [*starts, end_ms][1:]
    return tuple(
        Segment(fen, begin, end)
        for (_, fen), begin, end in zip(item.prices, starts, ends, strict=True)
    )


def split(quantity: int, item: ItemFacts, start_ms: int, end_ms: int) -> Split:
    """Share undeclared units of an item over its prices in the period.

    By the units declared in each stretch, by its whole seconds where none was declared, largest
    remainder. A declaration counts where its sale's time falls, before the first price in the
    first stretch. An item that never had a price has one stretch at 0 fen.

    Args:
        quantity: U or its estimate, in pieces or grams, signed.
        item: its prices and declarations.
        start_ms, end_ms: the period.
    """
    stretches = segments(item, start_ms, end_ms)
    if len(stretches) < 2:
        return ((stretches[0].fen if stretches else 0, quantity),)
    weights = _declared_in(stretches, item)
    if not any(weights):
        weights = [stretch.seconds for stretch in stretches]
    if not any(weights):
        weights[-1] = 1
    shares = largest_remainder(quantity, weights)
    return tuple((stretch.fen, n) for stretch, n in zip(stretches, shares, strict=True))


def _declared_in(stretches: tuple[Segment, ...], item: ItemFacts) -> list[int]:
    """Count the declared units in each stretch; more brought back than taken counts as none."""
    begins = [stretch.from_ms for stretch in stretches]
    declared = [0] * len(stretches)
    for at_ms, quantity in item.declared_at:
        declared[max(0, bisect_right(begins, at_ms) - 1)] += quantity
    return [max(0, n) for n in declared]


def split_value_fen(parts: Split, unit: str) -> int:
    """Return what the units of a split are worth: U_value, rounded half up per price part."""
    return sum(line_fen(n, unit, fen) for fen, n in parts)


def value_bounds_fen(item: ItemFacts, undeclared: int) -> tuple[int, int]:
    """Return the least and the most that an item's undeclared units can be worth, in fen.

    Counted: the smaller and the larger of U at the lowest and at the highest price, also for
    U < 0. Not counted: 0 .. max(book, 0) at the highest price.
    """
    prices = [fen for _, fen in item.prices] or [0]
    if item.counted is None:
        return 0, line_fen(max(book(item), 0), item.unit, max(prices))
    ends = [line_fen(undeclared, item.unit, fen) for fen in (min(prices), max(prices))]
    return min(ends), max(ends)


def estimate_ratio(items: Iterable[ItemFacts]) -> Fraction:
    """Return lambda: undeclared per declared unit over the counted items, never below 0.

    Grams count as g/500. With nothing declared there is nothing to go by: 0.
    """
    undeclared = declared = Fraction(0)
    for item in items:
        if item.counted is not None:
            undeclared += units(book(item) - item.counted, item.unit)
            declared += units(item.declared, item.unit)
    return max(Fraction(0), undeclared / declared) if declared > 0 else Fraction(0)


def estimate(item: ItemFacts, ratio: Fraction) -> int:
    """Return U_est of an uncounted item: lambda * D, half to even, held in [0, max(book, 0)]."""
    return min(max(round_half_even(ratio * item.declared), 0), max(book(item), 0))
