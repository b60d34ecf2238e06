"""The few draws that the village is made of."""

import random
from math import exp

#: Sizes of a wrong count: ±1 (80%), ±2, ±3.
WRONG_BY = (1, 2, 3)
WRONG_ODDS = (0.8, 0.1, 0.1)
RECEIPT_ERROR, BOX_ERROR = 0.01, 0.3


def poisson(chance: random.Random, mean: float) -> int:
    """Knuth's draw, in pieces small enough for it."""
    found = 0
    while mean > 0:
        piece = min(mean, 30.0)
        floor, product = exp(-piece), chance.random()
        while product > floor:
            product *= chance.random()
            found += 1
        mean -= piece
    return found


def count_error(chance: random.Random, share: float) -> int:
    """By how much a count is wrong; hardly ever 0 where `share` is 1."""
    if chance.random() >= share:
        return 0
    return chance.choices(WRONG_BY, WRONG_ODDS)[0] * chance.choice((-1, 1))


def receipt_error(chance: random.Random) -> int:
    """By how much what was written down exceeds what was brought."""
    return chance.choice((-1, 1)) if chance.random() < RECEIPT_ERROR else 0


def box_error(chance: random.Random) -> int:
    """By how much a count of the box is wrong, in fen."""
    return chance.choice((-100, -50, 50, 100)) if chance.random() < BOX_ERROR else 0
