"""A compact village: what residents of HONESTY.md's simulator do in a month, as the book sees it.

No book and no counter: a month comes out as `CutFacts`, beside the truth it was drawn from. The
same words as in `shop.world`, which lives through single days; here a month takes milliseconds.
"""

import random
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from math import exp, factorial

from shop.reconcile.estimate import how_many
from shop.reconcile.facts import CutFacts, ItemFacts, MoneyFacts, Recounts
from tests.coverage.chances import box_error, count_error, poisson, receipt_error
from tests.coverage.scenarios import Scenario
from tests.coverage.settling import Visit, settle

ITEMS = 30
RESIDENTS = 300
#: 1 + Poisson(1) lines in a basket; beyond ten lies less than a millionth.
LINES = range(1, 11)
LINES_ODDS = [exp(-1) / factorial(n - 1) for n in LINES]
RECEIPTS, RECOUNTED = 2, 0.25
STOCK, FLOAT_FEN = 20_000, 5_000


@dataclass
class Month:
    """One month as the book sees it, and as it was.

    Attributes:
        paid_fen, taken_fen: truth: goods money really left and IOUs, and value really taken.
        errors: of each item's count, counted − truly there.  there: what truly stands there.
    """

    facts: CutFacts
    paid_fen: int
    taken_fen: int
    errors: list[int]
    there: list[int]

    @property
    def rate(self) -> float:
        return self.paid_fen / self.taken_fen


class Shop:
    """One village and its shop, always the same people.

    Args:
        scenario: what kind.  seed: of who they are; a month's chance is handed in.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        chance = random.Random(f"village {seed}")
        self.scenario = scenario
        self.recounts = Recounts()
        # 1 to 30 yuan in steps of 50 fen.
        spread = (lambda x: 30**x) if scenario.few_dear else (lambda x: 1 + 29 * x)
        self.prices = [50 * round(2 * spread(chance.random())) for _ in range(ITEMS)]
        popular = [(k + 1) ** -0.7 for k in range(ITEMS)]
        chance.shuffle(popular)
        self.wanted = list(accumulate(popular))
        dear = [w * p**0.6 for w, p in zip(popular, self.prices, strict=True)]
        self.wanted_dear = list(accumulate(dear))
        self.rates: Counter[str] = Counter()
        for habit in self._habits():
            self.rates[habit] += chance.gammavariate(2, 1)
        self._learn(chance, scenario.before)

    def _habits(self) -> list[str]:
        shares = self.scenario.residents
        edges = [round(RESIDENTS * upto) for upto in accumulate(shares.values())]
        return [list(shares)[bisect(edges, n)] for n in range(RESIDENTS)]

    def _learn(self, chance: random.Random, rounds: int) -> None:
        """Let rounds of volunteers pass, of which only their recounts are looked at."""
        wrong, n, squares = self.scenario.count_error, self.recounts.n, self.recounts.squares
        for _ in range(rounds * how_many(len(self.prices))):
            difference = count_error(chance, wrong) - count_error(chance, wrong)
            n, squares = n + 1, squares + (500 * difference) ** 2
        self.recounts = Recounts(n, squares)

    # ------------------------------------------------------------ a month

    def month(
        self,
        chance: random.Random,
        *,
        number: int = 1,
        opened_wrong_by: list[int] | None = None,
        opened_in_doubt: dict[str, int] | None = None,
    ) -> Month:
        """One month of these residents.

        Args:
            opened_wrong_by: the errors that the opening still carries, of a chain of months;
                without it the shelves were counted afresh just before.
            opened_in_doubt: what the month before froze of the shelves it only estimated.
        """
        came = settle(self.visits(chance), self.prices, chance)
        self._learn(chance, self.scenario.rounds - 1)
        box = sum(box_error(chance) for _ in range(2))
        items, errors, shelves = self._shelves(chance, came.taken, came.declared, opened_wrong_by)
        doubts = opened_in_doubt or {}
        items = tuple(replace(item, opening_doubt=doubts.get(item.item)) for item in items)
        money = came.money
        cash, jams = money["cash"], money["jams"]
        facts = CutFacts(
            cut=f"M{number}",
            number=number,
            shop="village",
            start_ms=(number - 1) * 2_592_000_000,
            end_ms=number * 2_592_000_000,
            cash_evidence="machine",
            qr_evidence="statement",
            max_basket=6,
            items=items,
            sales=tuple(came.sales),
            money=MoneyFacts(
                box_opening_fen=FLOAT_FEN,
                float_added_fen=0,
                float_removed_fen=0,
                collected_fen=cash + jams + box,
                box_counted_fen=FLOAT_FEN + cash + jams + box,
                cash_credited_fen=cash,
                over_short_fen=jams + box,
                qr_fen=money["qr"],
                qr_claimed_fen=0,
                qr_statement_fen=money["qr"],
                donations_fen=0,
                repaid_fen=0,
                unattached_fen=money["unattached"],
                iou_opening_fen=0,
                iou_issued_fen=money["iou"],
                iou_forgiven_fen=0,
            ),
            recounts=self.recounts,
        )
        return Month(facts, came.got_fen, came.taken_fen, errors, shelves)

    def visits(self, chance: random.Random) -> Iterator[Visit]:
        """Yield who comes, by habit, and the items they take."""
        count = poisson(chance, self.scenario.visits)
        habits = chance.choices(list(self.rates), list(self.rates.values()), k=count)
        sizes = chance.choices(LINES, LINES_ODDS, k=count)
        stream = iter(chance.choices(range(ITEMS), cum_weights=self.wanted, k=sum(sizes)))
        for habit, size in zip(habits, sizes, strict=True):
            basket = [next(stream) for _ in range(size)]
            if self.scenario.dear and habit == "free rider":
                basket = chance.choices(range(ITEMS), cum_weights=self.wanted_dear, k=size)
            yield habit, basket

    def _shelves(
        self,
        chance: random.Random,
        taken: Counter[int],
        declared: Counter[int],
        opened_wrong_by: list[int] | None,
    ) -> tuple[tuple[ItemFacts, ...], list[int], list[int]]:
        out, errors, shelves = [], [], []
        wrong = self.scenario.count_error
        n, squares = self.recounts.n, self.recounts.squares
        units = max(1, sum(taken.values()))
        for number, fen in enumerate(self.prices):
            before = opened_wrong_by[number] if opened_wrong_by else count_error(chance, wrong)
            received_wrong = sum(receipt_error(chance) for _ in range(RECEIPTS))
            spoiled = 0
            if self.scenario.spoiled:
                spoiled = poisson(chance, self.scenario.spoiled * units / len(self.prices))
            there = STOCK - before - received_wrong - taken[number] - spoiled
            error = count_error(chance, wrong)
            counted: int | None = there + error
            if self.scenario.uncounted and chance.random() < self.scenario.uncounted:
                counted = None
            elif chance.random() < RECOUNTED:
                again = count_error(chance, wrong)
                n, squares = n + 1, squares + (500 * (again - error)) ** 2
                error, counted = again, there + again
            errors.append(error)
            shelves.append(there)
            out.append(
                ItemFacts(
                    item=f"P{number:02d}",
                    name=f"P{number:02d}",
                    unit="each",
                    shelf_group=None,
                    opening=STOCK,
                    received=0,
                    removed=0,
                    declared=declared[number],
                    counted=counted,
                    prices=((0, fen),),
                )
            )
        self.recounts = Recounts(n, squares)
        return tuple(out), errors, shelves
