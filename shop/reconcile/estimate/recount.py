"""Which shelves to count again, and whether counts were made at all.

HONESTY.md section 5: the recount list follows p²·var U, what a better count would narrow most.
It judges no goods and nobody; it is never public.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, log

from shop.reconcile.estimate.intervals import (
    count_variance,
    last_price_fen,
    unit_variances,
)
from shop.reconcile.facts import CutFacts
from shop.reconcile.figures import Exact

#: Of the counted items, this part is counted a second time, blind (20–25%).
RECOUNT_SHARE = Fraction(1, 4)
#: How often an honest count misses by at least one.
COUNT_ERROR_RATE = 0.04
#: A run of perfect counts rarer than this looks copied from a list.
COPIED_BELOW = 0.01


@dataclass(frozen=True, slots=True)
class Recount:
    """One item to count again, with how much of the statement's doubt it holds.

    Attributes:
        share: of the whole variance of V_G, 0 to 1.
    """

    item: str
    name: str
    share: float


def recount_list(facts: CutFacts, exact: Exact) -> tuple[Recount, ...]:
    """Return all items, the one whose count matters most first; ties by name."""
    variances = unit_variances(facts, exact, count_variance(facts.recounts))
    weights = [
        last_price_fen(item) ** 2 * variance
        for item, variance in zip(facts.items, variances, strict=True)
    ]
    whole = sum(weights) or 1.0
    found = [
        Recount(item.item, item.name, weight / whole)
        for item, weight in zip(facts.items, weights, strict=True)
    ]
    return tuple(sorted(found, key=lambda line: (-line.share, line.item)))


def how_many(items: int) -> int:
    """Return how many items a round counts twice."""
    return ceil(items * RECOUNT_SHARE)


def looks_copied(differences: Sequence[int]) -> bool:
    """Say whether counts agree with the book too well to have been made at the shelf.

    Args:
        differences: expected − counted of the last first-round counts, over some cuts.

    With 4% error a count, n counts in a row that all agree have probability 0.96ⁿ: 30 items in
    4 cuts .0075. Blind counts make it impossible by honest means.
    """
    if any(differences):
        return False
    return len(differences) * log(1 - COUNT_ERROR_RATE) < log(COPIED_BELOW)
