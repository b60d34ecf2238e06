"""What holds in the long run, exactly: the rate of the same residents over endless months.

HONESTY.md takes the mean over 150 replicate months; expectations by habit are what that mean
goes to, without its own chance. `test_village` holds the two together.
"""

from collections import Counter

from tests.coverage.settling import FORGOTTEN
from tests.coverage.village import LINES, LINES_ODDS, Shop


def underlying(shop: Shop) -> float:
    """The rate of these residents over endless months, exactly: expectations by habit."""
    usual, dear = _mean_value(shop, shop.wanted), _mean_value(shop, shop.wanted_dear)
    got = {
        "honest": usual,
        "generous": _mean_rounded_up(shop),
        "forgetful": (1 - FORGOTTEN) * usual,
        "underpayer": 0.65 * usual - 0.5,
        "free rider": 0.0,
        "pays without scanning": usual,
        "iou": usual,
    }
    taken = dict.fromkeys(got, usual)
    if shop.scenario.dear:
        taken["free rider"] = dear
    return sum(shop.rates[h] * got[h] for h in got) / sum(shop.rates[h] * taken[h] for h in taken)


def _mean_value(shop: Shop, wanted: list[float]) -> float:
    odds = [b - a for a, b in zip([0.0, *wanted], wanted, strict=False)]
    each = sum(w * p for w, p in zip(odds, shop.prices, strict=True)) / wanted[-1]
    lines = sum(n * w for n, w in zip(LINES, LINES_ODDS, strict=True)) / sum(LINES_ODDS)
    return each * lines


def _mean_rounded_up(shop: Shop) -> float:
    """E of a basket's value rounded up to 5 yuan, by convolution of the lines' values."""
    line: Counter[int] = Counter()
    for low, high, fen in zip([0.0, *shop.wanted], shop.wanted, shop.prices, strict=False):
        line[fen // 50] += (high - low) / shop.wanted[-1]
    mean, sums = 0.0, Counter({0: 1.0})
    for odds in LINES_ODDS:
        grown: Counter[int] = Counter()
        for value, p in sums.items():
            if p > 1e-12:
                for fen, q in line.items():
                    grown[value + fen] += p * q
        sums = grown
        mean += odds * sum(p * (-(-value // 10) * 500) for value, p in sums.items())
    return mean / sum(LINES_ODDS)
