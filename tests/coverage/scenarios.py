"""The scenarios whose coverage is measured: those of HONESTY.md section 5, by name, and one."""

from dataclasses import dataclass, field

#: How residents deal with the shop, as shares of them (HONESTY.md section 5, simulator spec).
USUAL = {
    "honest": 0.70,
    "generous": 0.05,
    "forgetful": 0.10,
    "underpayer": 0.04,
    "free rider": 0.04,
    "pays without scanning": 0.05,
    "iou": 0.02,
}
VERY_HONEST = USUAL | {
    "honest": 0.875,
    "generous": 0.02,
    "forgetful": 0.02,
    "underpayer": 0.005,
    "free rider": 0.005,
    "iou": 0.025,
}
DISHONEST = USUAL | {"honest": 0.38, "forgetful": 0.20, "underpayer": 0.10, "free rider": 0.20}
ROUNDERS = USUAL | {"honest": 0.50, "generous": 0.25}


#: Months of a village in the slow run.
MONTHS = 50


@dataclass(frozen=True)
class Scenario:
    """One kind of shop.

    Attributes:
        visits: mean of a period.  residents: habit → share.
        dear: free riders prefer dear goods, p^0.6.
        count_error: of counts, ±1 to 3.  uncounted: of items, left out.
        spoiled: of units, gone without anybody having taken them or written them off.
        rounds: of volunteers in a period, a week apart; each counts a quarter twice.
        before: rounds that the shop has had before.
        shops, months: villages of the slow run, and how long each is lived through; they are as
            many more as their months are fewer than `MONTHS`.
        few_dear: many goods are cheap and few dear, in place of all prices alike.
        well_specified: whether the shop's own formulas know all that happens in it.
    """

    visits: int = 900
    residents: dict[str, float] = field(default_factory=lambda: USUAL)
    dear: bool = False
    count_error: float = 0.04
    uncounted: float = 0.0
    spoiled: float = 0.0
    rounds: int = 4
    before: int = 12
    shops: int = 40
    months: int = MONTHS
    few_dear: bool = False

    @property
    def well_specified(self) -> bool:
        return not self.spoiled


SCENARIOS = {
    "base, 900 visits": Scenario(),
    "small, 150 visits": Scenario(visits=150, shops=60),
    "tiny week, 60 visits": Scenario(visits=60, rounds=1, shops=60),
    "very honest, 99%": Scenario(residents=VERY_HONEST),
    "dishonest, 72%": Scenario(residents=DISHONEST),
    "dear goods taken": Scenario(dear=True),
    "bad counts, 15%": Scenario(count_error=0.15),
    "3000 visits": Scenario(visits=3000),
    "25% rounders-up": Scenario(residents=ROUNDERS),
    "30% of items uncounted": Scenario(uncounted=0.30),
    "few goods dear, most cheap": Scenario(few_dear=True),
    "new shop, first months": Scenario(before=0, months=3),
    "spoilage not written down": Scenario(spoiled=0.004),
}
