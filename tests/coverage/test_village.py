"""The compact village is the one of HONESTY.md's simulator, and its truth is what it says."""

import random
from statistics import mean, stdev

import pytest

from shop.reconcile.exact import work_out
from tests.coverage.chances import count_error, poisson
from tests.coverage.long_run import underlying
from tests.coverage.scenarios import SCENARIOS, USUAL
from tests.coverage.village import RESIDENTS, Shop

REPLICATES = 150


@pytest.mark.parametrize("name", ["tiny week, 60 visits", "small, 150 visits"])
@pytest.mark.parametrize("dear", [False, True])
def test_the_underlying_rate_is_the_mean_of_replicate_months(name: str, dear: bool) -> None:
    """Expectations by habit against 150 months of the same residents, as HONESTY.md has it."""
    scenario = SCENARIOS["dear goods taken"] if dear else SCENARIOS[name]
    shop = Shop(scenario, 3)
    chance = random.Random(8)
    months = REPLICATES // 5 if dear else REPLICATES
    rates = [shop.month(chance).rate for _ in range(months)]
    assert mean(rates) == pytest.approx(underlying(shop), abs=3 * stdev(rates) / months**0.5)


def test_residents_are_as_said() -> None:
    shop = Shop(SCENARIOS["base, 900 visits"], 1)
    assert len(shop._habits()) == RESIDENTS
    assert {habit: shop._habits().count(habit) / RESIDENTS for habit in USUAL} == pytest.approx(
        USUAL
    )
    assert len(shop.prices) == 30
    assert all(100 <= fen <= 3000 for fen in shop.prices)


def test_a_month_adds_up_to_the_fen() -> None:
    """Its money is its money; its goods are short by what was taken and by the counts' errors."""
    for number, scenario in enumerate(SCENARIOS.values()):
        shop = Shop(scenario, number)
        month = shop.month(random.Random(number))
        exact = work_out(month.facts)
        got = exact.goods_money_fen + exact.iou_issued_fen + exact.box_loss_fen
        assert abs(got - month.paid_fen) <= 200  # two counts of the box, each off by a yuan
        if scenario.well_specified and not scenario.uncounted:
            assert exact.value_gone_fen == pytest.approx(month.taken_fen, rel=0.25)


def test_the_same_seed_is_the_same_village() -> None:
    one, other = (Shop(SCENARIOS["base, 900 visits"], 5) for _ in range(2))
    assert one.month(random.Random(1)).facts == other.month(random.Random(1)).facts


def test_draws() -> None:
    chance = random.Random(4)
    visits = [poisson(chance, 60) for _ in range(2000)]
    assert mean(visits) == pytest.approx(60, abs=0.7)
    assert stdev(visits) ** 2 == pytest.approx(60, rel=0.12)
    errors = [count_error(chance, 0.04) for _ in range(40_000)]
    assert sum(map(bool, errors)) / 40_000 == pytest.approx(0.04, abs=0.004)
    assert set(errors) == {-3, -2, -1, 0, 1, 2, 3}
