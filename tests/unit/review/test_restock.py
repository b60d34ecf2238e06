"""What to bring: the forecast, the order-up-to level, dates, and what the book can know."""

from __future__ import annotations

from datetime import date
from fractions import Fraction as F
from math import ceil, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.review.demand import Delivery, Moves, Round, ShelfMove, dated, demand, life_days
from shop.review.restock import (
    Dated,
    Day,
    Policy,
    Shelf,
    ceil_with_root,
    order_up_to,
    per_day,
    propose,
    unsold,
    week_variance,
)
from shop.review.restock_words import reasons

DAY_MS = 86_400_000
START = date(2026, 11, 2).toordinal()


def day_of(at_ms: int) -> int:
    return START + at_ms // DAY_MS


def steady(gone: int, days: int = 63) -> tuple[Day, ...]:
    return (Day(F(gone), True),) * days


def shelf(**named: object) -> Shelf:
    usual: dict[str, object] = {
        "item": "EGG",
        "name": "鸡蛋",
        "unit": "each",
        "days": steady(2),
        "book": 5,
    }
    return Shelf(**{**usual, **named})  # type: ignore[arg-type]


def move(
    item: str, day: int, *, declared: int = 0, missing: int = 0, onto: int = 0, cut: str = ""
) -> ShelfMove:
    return ShelfMove(item, day * DAY_MS + 1, declared, missing, onto, cut)


# ---------------------------------------------------------------- the forecast


@pytest.mark.parametrize("method", ["mean", "ewma"])
def test_empty_days_are_no_lack_of_demand(method: str) -> None:
    days = (Day(F(3), True), Day(F(0), False)) * 30
    assert per_day(days, method) == 3


def test_the_mean_looks_back_on_28_days_in_stock() -> None:
    days = (Day(F(100), True),) * 20 + (Day(F(2), True),) * 28 + (Day(F(0), False),) * 30
    assert per_day(days) == 2


def test_smoothing_follows_a_tenth_a_day() -> None:
    days = (Day(F(10), True),) * 7 + (Day(F(20), True),)
    assert per_day(days, "ewma") == 11


def test_a_forecast_is_never_below_nothing() -> None:
    assert per_day((Day(F(-5), True),) * 9) == 0
    assert per_day(()) == 0
    assert per_day((Day(F(4), False),)) == 0


def test_the_spread_of_a_steady_shop_is_nothing_and_of_a_new_one_chance() -> None:
    assert week_variance(steady(2), F(2)) == 0
    assert week_variance(steady(2, 6), F(2)) == 14
    assert week_variance(steady(2, 21), F(2)) == 14
    assert week_variance(steady(500, 6), F(500), 500) == 7 * 500 * 500


@settings(deadline=None)
@given(
    st.fractions(0, 1000, max_denominator=97), st.fractions(0, 10_000, max_denominator=97)
)  # fmt: skip
def test_the_level_is_rounded_up_exactly(value: F, square: F) -> None:
    found = ceil_with_root(value, square)
    assert found >= value
    assert (found - value) ** 2 >= square
    below = found - 1 - value
    assert below < 0 or below**2 < square
    assert abs(found - ceil(float(value) + sqrt(square))) <= 1


def test_order_up_to_by_hand() -> None:
    # 2 a day for 7 days, a week's sd 5: 14 + 1.28·5 = 20.4
    assert order_up_to(F(2), F(25), 7) == 21
    # for 28 days the sd doubles: 56 + 12.8
    assert order_up_to(F(2), F(25), 28) == 69
    # no root is rounded: 1.28·sd is 4 to the last digit
    assert order_up_to(F(1), (F(400, 128)) ** 2, 7) == 11


# ---------------------------------------------------------------- the suggestion


def test_what_is_lacking_is_suggested() -> None:
    found = propose(shelf(), Policy(review_days=7, lead_days=1))
    assert (found.up_to, found.suggest) == (16, 11)
    assert (found.low, found.on_hand, found.high) == (4, 5, 6)
    assert propose(shelf(book=40), Policy()).suggest == 0


def test_what_went_unseen_is_not_counted_on() -> None:
    found = propose(shelf(book=20, unseen=F(6)), Policy())
    assert found.on_hand == 14
    assert found.low == 10  # 14 − 1.28·√6.1
    assert found.high == 18
    assert found.suggest == 2


def test_a_shelf_below_nothing_is_to_be_counted_first() -> None:
    found = propose(shelf(book=-3), Policy())
    assert (found.on_hand, found.suggest, found.below) == (0, 16, True)
    assert reasons(found, Policy())[0][0].startswith("The book says less than nothing")


def test_no_more_than_goes_before_its_date() -> None:
    found = propose(shelf(days=steady(2), book=0, life_days=4), Policy())
    assert (found.capped, found.up_to, found.suggest) == (16, 8, 8)
    assert any("before their date" in text for text, _ in reasons(found, Policy()))


def test_what_will_pass_its_date_is_brought_anew() -> None:
    lots = (Dated(10, 1), Dated(10, 30))
    assert unsold(lots, F(2)) == 6
    found = propose(shelf(book=20, dated=lots), Policy())
    assert (found.expiring, found.next_date_days, found.suggest) == (6, 1, 2)


def test_older_goods_went_first() -> None:
    found = propose(shelf(book=5, dated=(Dated(10, 1), Dated(10, 30))), Policy())
    assert (found.expiring, found.next_date_days) == (0, 30)


def test_goods_past_their_date_are_lost_whatever_goes() -> None:
    assert unsold((Dated(3, -1),), F(100)) == 3
    assert unsold((Dated(3, 0),), F(100)) == 0


def test_goods_by_weight_come_in_whole_jin() -> None:
    found = propose(shelf(unit="g", days=steady(300), book=700), Policy())
    assert found.suggest % 500 == 0
    assert found.suggest >= found.up_to - 700


def test_every_reason_can_be_said() -> None:
    for one in (
        shelf(), shelf(book=-1), shelf(days=()), shelf(days=steady(1, 3)), shelf(life_days=1),
        shelf(book=9, dated=(Dated(9, 0),)),
    ):  # fmt: skip
        for text, named in reasons(propose(one, Policy()), Policy()):
            assert text % named


# ---------------------------------------------------------------- from the book


def test_undeclared_goods_are_allotted_to_the_days_of_declared_ones() -> None:
    read = Moves(
        0, {"EGG": 20},
        [
            move("EGG", 1, declared=2, onto=-2), move("EGG", 3, declared=4, onto=-4),
            move("EGG", 4, missing=3, onto=-3, cut="C"),
        ],
        [Round("C", 4 * DAY_MS)],
    )  # fmt: skip
    found = demand(read, {"EGG": "each"}, START + 6, day_of)
    assert [day.gone for day in found.days["EGG"]] == [0, 3, 0, 6, 0, 0]
    assert all(day.in_stock for day in found.days["EGG"])
    assert found.ratio == F(1, 2)


def test_a_shelf_seen_empty_is_not_asked_after_until_goods_come() -> None:
    read = Moves(
        0, {"EGG": 5},
        [
            move("EGG", 2, missing=5, onto=-5, cut="C"),
            move("EGG", 5, onto=10),
            move("EGG", 6, declared=1, onto=-1),
        ],
        [Round("C", 2 * DAY_MS)],
    )  # fmt: skip
    found = demand(read, {"EGG": "each"}, START + 7, day_of)
    days = found.days["EGG"]
    assert [day.in_stock for day in days] == [True, True, True, False, False, True, True]
    assert sum(day.gone for day in days[:3]) == 5
    assert sum(day.gone for day in days[3:]) == 1 + found.ratio


def test_since_the_last_count_takers_are_taken_to_go_on() -> None:
    read = Moves(
        0, {"EGG": 50, "TEA": 50},
        [
            move("EGG", 1, declared=10, onto=-10), move("TEA", 1, declared=10, onto=-10),
            move("EGG", 2, missing=4, onto=-4, cut="C"),
            move("TEA", 4, declared=10, onto=-10),
        ],
        [Round("C", 2 * DAY_MS)],
    )  # fmt: skip
    found = demand(read, {}, START + 5, day_of)
    assert found.ratio == F(4, 30)
    assert found.unseen == {"EGG": 0, "TEA": F(4, 3)}
    assert found.days["TEA"][4].gone == 10 * (1 + F(4, 30))


def test_a_clock_that_jumps_back_keeps_the_order_of_the_book() -> None:
    read = Moves(
        0, {"EGG": 5},
        [move("EGG", 4, declared=1, onto=-1), move("EGG", -30, declared=1, onto=-1)], [],
    )  # fmt: skip
    days = demand(read, {}, START + 6, day_of).days["EGG"]
    assert [day.gone for day in days] == [0, 0, 0, 0, 2, 0]


def test_a_clock_in_the_far_future_is_taken_as_today() -> None:
    read = Moves(0, {}, [move("EGG", 9_000, declared=1, onto=-1)], [])
    assert demand(read, {}, START + 3, day_of).days["EGG"] == ()


def test_dates_and_how_long_goods_keep() -> None:
    come = [Delivery("EGG", 10, START, START + 20), Delivery("EGG", 5, START + 3, START + 33)]
    assert dated(come, START + 5) == {"EGG": (Dated(10, 15), Dated(5, 28))}
    assert life_days(come) == {"EGG": 20}
