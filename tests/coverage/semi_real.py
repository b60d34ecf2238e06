"""Real baskets with a known dishonesty planted in them: is it found again?

What people took is what was really sold, read where the data lie and never copied. Who of them
paid, and how, is drawn: a mix of habits for each community, one habit for each basket. Prints
the table of docs/explanation/how-sure.md:

    nice python -m tests.coverage.semi_real [MIXES SEED]
"""

import csv
import os
import random
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shop.reconcile.facts import Recounts
from tests.coverage.measure import HEAD, Coverage
from tests.coverage.scenarios import USUAL, Scenario
from tests.coverage.settling import FORGOTTEN, Visit
from tests.coverage.village import Shop

DATA = (
    Path(os.environ.get("TONGXIN_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data"
)
VENDING, BREAD = "vending_machine_sales.csv", "BreadBasket_DMS.csv"
#: A cent is taken for five fen: 1.50 dollars at a machine are 7.50 yuan in a village.
FEN_OF_A_CENT = 5
MIXES = 30


@dataclass
class Real:
    """One real shop: its goods' prices in fen, and its baskets by period, as item numbers."""

    prices: list[int]
    periods: list[list[list[int]]]

    @property
    def baskets(self) -> list[list[int]]:
        return [basket for period in self.periods for basket in period]


def vending() -> list[Real]:
    """Five machines, 38 machine-months; each price of a product is a good of its own."""
    lines = defaultdict(list)
    with (DATA / VENDING).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            fen = round(float(row["RPrice"]) * 100) * FEN_OF_A_CENT
            good = (row["Product"], fen)
            month = row["Prcd Date"][:2]
            lines[row["Machine"]].append((month, row["Transaction"], good, fen, int(row["RQty"])))
    return [_real(lines[machine]) for machine in sorted(lines)]


def bread() -> list[Real]:
    """One bakery, by weeks. It has no prices: an item costs 1 to 30 yuan, by its name's CRC-32."""
    lines = []
    with (DATA / BREAD).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["Item"] == "NONE":
                continue
            year, week, _ = date.fromisoformat(row["Date"]).isocalendar()
            fen = 100 * (1 + zlib.crc32(row["Item"].encode()) % 30)
            good = (row["Item"], fen)
            lines.append((f"{year}-{week:02d}", row["Transaction"], good, fen, 1))
    return [_real(lines)]


def _real(lines: list[tuple[str, str, tuple[str, int], int, int]]) -> Real:
    goods = sorted({line[2] for line in lines})
    number = {good: place for place, good in enumerate(goods)}
    periods: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for period, basket, good, _, quantity in lines:
        periods[period][basket] += [number[good]] * quantity
    return Real(
        [fen for _, fen in goods],
        [list(periods[period].values()) for period in sorted(periods)],
    )


class RealShop(Shop):
    """A shop whose residents take what was really bought, by a mix of habits."""

    def __init__(self, real: Real, mix: dict[str, float], seed: int) -> None:
        self.scenario = Scenario(rounds=1)
        self.real, self.mix = real, mix
        self.prices, self.recounts = real.prices, Recounts()
        self.period = real.periods[0]
        self._learn(random.Random(f"before {seed}"), self.scenario.before)

    def visits(self, chance: random.Random) -> Iterator[Visit]:
        habits = chance.choices(list(self.mix), list(self.mix.values()), k=len(self.period))
        yield from zip(habits, self.period, strict=True)

    def underlying(self) -> float:
        """The rate that this mix comes to over all baskets of the shop, exactly."""
        values = [sum(self.prices[item] for item in basket) for basket in self.real.baskets]
        rounded = sum(-(-value // 500) * 500 for value in values) / sum(values)
        got = {
            "generous": rounded,
            "forgetful": 1 - FORGOTTEN,
            "underpayer": 0.65 - 0.5 * len(values) / sum(values),
            "free rider": 0.0,
        }
        return sum(share * got.get(habit, 1.0) for habit, share in self.mix.items())


def mixed(chance: random.Random) -> dict[str, float]:
    """A community: the usual one, each kind of people but the honest up to three times as many."""
    mix = {h: share * 3 * chance.random() for h, share in USUAL.items() if h != "honest"}
    return {"honest": 1 - sum(mix.values()), **mix}


def measure_real(reals: list[Real], mixes: int, seed: int = 1) -> Coverage:
    found = Coverage()
    for place, real in enumerate(reals):
        for number in range(mixes):
            chance = random.Random(f"{seed} {place} {number}")
            shop = RealShop(real, mixed(chance), seed * 10_000 + place * 100 + number)
            truth = shop.underlying()
            for shop.period in real.periods:
                month = shop.month(chance)
                found.see(month.facts, month.rate, truth)
    return found


def main(mixes: int = MIXES, seed: int = 1) -> None:
    print(HEAD.replace("| shop |", "| baskets |"), flush=True)
    for name, reals in (("vending machines, by months", vending()), ("bakery, by weeks", bread())):
        found = measure_real(reals, mixes, seed)
        print(found.line(f"{name} ({found.months:,})"), f"bias {found.bias / found.months:+.4f}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
