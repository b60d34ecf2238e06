"""Has something changed? A drop is found within weeks, and false alarms stay as rare as said."""

import random
from statistics import median

import pytest

from shop.reconcile.estimate import Shift, shift
from shop.reconcile.estimate.shift import BASELINE_CUTS, LIMIT, SLACK

#: Weekly scatter of H in a shop of 900 visits a month (underlying, HONESTY.md section 5).
WEEKLY_SD = 0.021
YEAR = 52


def weeks(chance: random.Random, count: int, mean: float = 0.93) -> list[float]:
    return [chance.gauss(mean, WEEKLY_SD) for _ in range(count)]


def first_alarm(honesty: list[float]) -> int | None:
    """Weeks after the baseline until it is raised, or None."""
    for upto in range(BASELINE_CUTS + 1, len(honesty) + 1):
        if shift(honesty[:upto]).raised:
            return upto - BASELINE_CUTS
    return None


def found_after(drop: float, shops: int = 400) -> list[int]:
    chance = random.Random(11)
    return [
        first_alarm(weeks(chance, BASELINE_CUTS) + weeks(chance, YEAR, 0.93 - drop)) or YEAR + 1
        for _ in range(shops)
    ]


def test_a_drop_of_fifteen_points_is_found_in_about_a_week():
    waits = found_after(0.15)
    assert median(waits) <= 2
    assert sorted(waits)[int(0.9 * len(waits))] <= 3


def test_a_drop_of_five_points_is_found_in_about_a_month():
    waits = found_after(0.05)
    assert 2 <= median(waits) <= 4
    assert sorted(waits)[int(0.9 * len(waits))] <= 7


def test_some_shops_raise_it_in_a_year_for_nothing():
    """HONESTY.md: 15–19% in a year, for twelve weeks of baseline are noisy themselves. The year
    counts from the first cut; the band is wider by the simulation's own chance."""
    chance = random.Random(5)
    shops = 800
    false = sum(first_alarm(weeks(chance, YEAR)) is not None for _ in range(shops))
    assert 0.11 < false / shops < 0.24


def test_it_is_deaf_to_a_rise():
    chance = random.Random(2)
    assert all(
        not shift(weeks(chance, BASELINE_CUTS) + weeks(chance, YEAR, 0.99)).raised
        for _ in range(50)
    )


def test_too_few_weeks_say_nothing():
    assert shift([0.9, 0.95] * 6) is None
    assert shift([]) is None


def test_twelve_equal_weeks_are_no_reason_to_cry_at_the_next_fen():
    """All weeks the same, but for what floats make of 0.9: the level stays where it is."""
    assert shift([0.9] * 40) == Shift(0.0, raised=False)
    assert not shift([*[1.0] * 20, 0.9995]).raised
    assert shift([*[1.0] * 20, 0.90]).raised


def test_the_level_by_hand():
    baseline = [0.92, 0.94] * 6
    sd = (12 * 0.01**2 / 11) ** 0.5
    said = shift([*baseline, 0.93 - 3 * sd, 0.93 - 1 * sd])
    assert said.level == pytest.approx(3 - SLACK + 1 - SLACK)
    assert not said.raised
    assert shift([*baseline, 0.93 - (LIMIT + SLACK + 0.1) * sd]).raised


def test_good_weeks_take_the_level_down_to_nothing():
    baseline = [0.92, 0.94] * 6
    assert shift([*baseline, 0.90, 0.99, 0.99]).level == 0
