"""Chance in the village: a handed-in generator, and the few draws the world makes from it.

Everything is made from `random()` and `getrandbits()`, whose results the language promises to
keep for a seed, so a seeded world is the same on every machine and Python.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Protocol, TypeVar

T = TypeVar("T")


class Chance(Protocol):
    """A seeded generator, such as `random.Random(seed)` of the command that runs the world."""

    def random(self) -> float:
        """Return a number in [0, 1)."""
        ...

    def getrandbits(self, k: int, /) -> int:
        """Return `k` random bits."""
        ...


def happens(chance: Chance, share: float) -> bool:
    """Say whether something that befalls this share of cases (0..1) befalls this one."""
    return chance.random() < share


def below(chance: Chance, count: int) -> int:
    """Return one of 0 … count − 1, all alike; count is 1 or more."""
    return int(chance.random() * count)


def one_of(chance: Chance, things: Sequence[T]) -> T:
    """Return one of the things, all alike."""
    return things[below(chance, len(things))]


def between(chance: Chance, low: float, high: float) -> float:
    """Return a number in [low, high), all alike."""
    return low + (high - low) * chance.random()


def poisson(chance: Chance, mean: float) -> int:
    """Return how many events happen where `mean` are expected (Knuth; mean below some 500)."""
    floor, product, count = math.exp(-mean), chance.random(), 0
    while product > floor:
        product *= chance.random()
        count += 1
    return count


def gamma2(chance: Chance) -> float:
    """Return a Gamma(2) draw of mean 2: the sum of two exponential ones."""
    return -math.log((1.0 - chance.random()) * (1.0 - chance.random()))


class Weighted:
    """Draws places of a list in proportion to weights.

    Args:
        weights: one number of 0 or more for each place, not all 0.
    """

    def __init__(self, weights: Sequence[float]) -> None:
        self._sums = list(accumulate(weights))

    def draw(self, chance: Chance) -> int:
        """Return a place, by its weight."""
        found = bisect_right(self._sums, chance.random() * self._sums[-1])
        return min(found, len(self._sums) - 1)


def shuffled(chance: Chance, things: Sequence[T]) -> list[T]:
    """Return the things in some order, all orders alike (Fisher and Yates)."""
    out = list(things)
    for last in range(len(out) - 1, 0, -1):
        other = below(chance, last + 1)
        out[last], out[other] = out[other], out[last]
    return out
