"""Undeclared units over changing prices, and shelves nobody counted."""

from fractions import Fraction

from shop.reconcile.splits import estimate, estimate_ratio, split, value_bounds_fen
from tests.unit.reconcile.a_cut import DAY_MS, END, START, item

OLD, NEW = (START - DAY_MS, 300), (START + 3 * DAY_MS, 360)


def test_one_price_takes_all():
    assert split(5, item(), START, END) == ((1200, 5),)


def test_units_follow_the_declared_ones():
    sold = ((START + DAY_MS, 5), (START + 2 * DAY_MS, 4), (START + 4 * DAY_MS, 5))
    oranges = item(prices=(OLD, NEW), declared_at=sold)
    assert split(5, oranges, START, END) == ((300, 3), (360, 2))
    assert split(-5, oranges, START, END) == ((300, -3), (360, -2))


def test_a_price_holds_from_its_own_moment_on():
    oranges = item(prices=(OLD, NEW), declared_at=((NEW[0], 1),))
    assert split(2, oranges, START, END) == ((300, 0), (360, 2))
    oranges = item(prices=(OLD, NEW), declared_at=((NEW[0] - 1, 1),))
    assert split(2, oranges, START, END) == ((300, 2), (360, 0))


def test_whole_seconds_decide_where_nothing_was_declared():
    quiet = item(prices=(OLD, NEW), declared_at=())
    assert split(7, quiet, START, END) == ((300, 3), (360, 4))


def test_what_was_brought_back_counts_as_nothing_declared():
    returned = ((START + DAY_MS, -2), (START + 4 * DAY_MS, 1))
    assert split(3, item(prices=(OLD, NEW), declared_at=returned), START, END)[1] == (360, 3)


def test_a_younger_item_begins_at_its_first_price():
    young = item(prices=((START + 5 * DAY_MS, 300), (START + 6 * DAY_MS, 360)), declared_at=())
    assert split(2, young, START, END) == ((300, 1), (360, 1))


def test_a_sale_before_the_first_price_falls_in_the_first_stretch():
    early = item(
        prices=((START + 5 * DAY_MS, 300), (START + 6 * DAY_MS, 360)), declared_at=((START, 4),)
    )
    assert split(2, early, START, END) == ((300, 2), (360, 0))


def test_a_period_shorter_than_a_second_takes_the_last_price():
    assert split(2, item(prices=((0, 300), (9, 360)), declared_at=()), 5, 10) == (
        (300, 0),
        (360, 2),
    )


def test_goods_without_any_price_are_worth_nothing_yet():
    assert split(2, item(prices=()), START, END) == ((0, 2),)


def test_bounds_are_low_first_also_below_zero():
    both = item(prices=(OLD, NEW))
    assert value_bounds_fen(both, 5) == (1500, 1800)
    assert value_bounds_fen(both, -5) == (-1800, -1500)


def test_bounds_of_an_uncounted_shelf_reach_from_nothing_to_the_whole_shelf():
    assert value_bounds_fen(item(counted=None, prices=(OLD, NEW)), 3) == (0, 20 * 360)
    assert value_bounds_fen(item(counted=None, opening=0, received=0), 0) == (0, 0)


def test_the_ratio_is_undeclared_per_declared_never_below_0():
    assert estimate_ratio([item(), item(counted=None, declared=99)]) == Fraction(3, 9)
    assert estimate_ratio([item(counted=30)]) == 0
    assert estimate_ratio([item(declared=0, declared_at=())]) == 0
    assert estimate_ratio([]) == 0


def test_grams_count_as_half_kilos_in_the_ratio():
    rice = item(unit="g", opening=5000, received=0, removed=0, declared=1000, counted=3500)
    assert estimate_ratio([rice]) == Fraction(1, 2)
    assert estimate_ratio([rice, item()]) == Fraction(1 + 3, 2 + 9)


def test_an_estimate_rounds_half_to_even_and_stays_on_the_shelf():
    def of(declared: int, ratio: Fraction, on_shelf: int) -> int:
        shelf = item(counted=None, opening=on_shelf + declared, received=0, removed=0)
        from dataclasses import replace

        return estimate(replace(shelf, declared=declared), ratio)

    assert of(1, Fraction(1, 2), 9) == 0
    assert of(3, Fraction(1, 2), 9) == 2
    assert of(9, Fraction(1, 1), 4) == 4
    assert of(9, Fraction(1, 1), -4) == 0
    assert of(-3, Fraction(1, 1), 9) == 0
