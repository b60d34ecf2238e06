"""How often an interval holds the truth it speaks of, over many months of many villages."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from shop.reconcile.estimate import (
    Estimate,
    Interval,
    closing_doubts,
    estimate,
    with_allowance,
)
from shop.reconcile.estimate.intervals import Z
from shop.reconcile.exact import work_out
from shop.reconcile.facts import CutFacts
from tests.coverage.long_run import underlying
from tests.coverage.scenarios import SCENARIOS
from tests.coverage.village import Month, Shop

#: Allowances for spoilage that are tried, as shares of the value gone.
ALLOWANCES = (0.005, 0.01, 0.02)


@dataclass
class Coverage:
    """How many of `months` were covered, by interval, and how wide the intervals were.

    Attributes:
        coins: covered by the naive interval that takes each unit for a coin flip.
        allowed: realised covered with each allowance on its upper end.
    """

    months: int = 0
    realised: int = 0
    underlying: int = 0
    coins: int = 0
    allowed: dict[float, int] = field(default_factory=lambda: dict.fromkeys(ALLOWANCES, 0))
    widths: list[float] = field(default_factory=lambda: [0.0, 0.0])
    bias: float = 0.0

    def see(self, facts: CutFacts, realised_truth: float, underlying_truth: float) -> None:
        """Take one month in; an interval that is not given covers nothing."""
        exact = work_out(facts)
        said = estimate(facts, exact)
        assert said.honesty is not None
        self.months += 1
        self.bias += said.honesty - realised_truth
        self.realised += holds(said.realised, realised_truth)
        self.underlying += holds(said.underlying, underlying_truth)
        units = sum(item.gone for item in exact.items)
        self.coins += holds(_coin_flips(said, units), underlying_truth)
        for share in ALLOWANCES:
            self.allowed[share] += holds(with_allowance(said.realised, share), realised_truth)
        for place, interval in enumerate((said.realised, said.underlying)):
            if interval:
                self.widths[place] += interval[1] - interval[0]

    def add(self, other: "Coverage") -> None:
        self.months += other.months
        self.realised += other.realised
        self.underlying += other.underlying
        self.coins += other.coins
        self.bias += other.bias
        self.widths = [a + b for a, b in zip(self.widths, other.widths, strict=True)]
        self.allowed = {share: n + other.allowed[share] for share, n in self.allowed.items()}

    def share(self, covered: int) -> float:
        return covered / self.months

    def line(self, name: str) -> str:
        """The row of the table, as it stands in the docs."""
        wide = [width / self.months for width in self.widths]
        return (
            f"| {name} | {self.share(self.realised):.3f} | {self.share(self.underlying):.3f}"
            f" | {wide[0]:.4f} / {wide[1]:.3f} | {self.share(self.coins):.2f} |"
        )

    def allowances(self) -> str:
        """What an allowance for spoilage makes of the first interval."""
        each = ", ".join(f"{a:.1%}: {self.share(n):.3f}" for a, n in self.allowed.items())
        return f"\nwhat happened, with an allowance of {each}\n"


HEAD = (
    "| shop | what happened | how honest the community is | widths | each unit a coin flip |\n"
    "|---|---|---|---|---|"
)


def holds(interval: Interval | None, truth: float) -> bool:
    return interval is not None and interval[0] <= truth <= interval[1]


def _coin_flips(said: Estimate, units: int) -> Interval:
    p = min(1.0, said.honesty or 0.0)
    half = Z * (p * (1 - p) / units) ** 0.5
    return p - half, p + half


def measure(
    name: str, *, shops: int, months: int, seed: int = 1, first: int = 0, chained: bool = False
) -> Coverage:
    """Live so many months in so many shops of a scenario.

    Args:
        first: number of the first shop, so that shops can be shared out between processes.
        chained: whether each month opens with what the one before closed with, errors and all.
    """
    found = Coverage()
    for number in range(first, first + shops):
        shop = Shop(SCENARIOS[name], seed * 1000 + number)
        chance = random.Random(f"{name} {seed} {number}")
        truth = underlying(shop)
        for month in lived(shop, chance, months, chained=chained):
            found.see(month.facts, month.rate, truth)
    return found


def lived(shop: Shop, chance: random.Random, months: int, *, chained: bool) -> Iterable[Month]:
    """Yield months of one shop."""
    carried: list[int] | None = None
    doubts: dict[str, int] | None = None
    for number in range(1, months + 1):
        month = shop.month(chance, number=number, opened_wrong_by=carried, opened_in_doubt=doubts)
        if chained:
            carried = closing_errors(month)
            doubts = closing_doubts(month.facts, work_out(month.facts))
        yield month


def closing_errors(month: Month) -> list[int]:
    """By how much each item's next opening is wrong: a count's error, or an estimate's."""
    exact = work_out(month.facts)
    out = []
    for item, error, there in zip(exact.items, month.errors, month.there, strict=True):
        out.append(error if item.counted is not None else item.book - item.undeclared - there)
    return out


def in_two(work: Callable[[int], Coverage], pieces: int) -> Coverage:
    """Share `pieces` of work between two processes and add up what they found."""
    from multiprocessing import get_context

    found = Coverage()
    with get_context("fork").Pool(2) as pool:
        for piece in pool.imap_unordered(work, range(pieces)):
            found.add(piece)
    return found
