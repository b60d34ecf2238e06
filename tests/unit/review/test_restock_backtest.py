"""The forecast against three real shops' sales, read where they lie and never copied.

Figures of HONESTY.md section 7: a week ahead, error over mean .65 (vending), .23 (bakery),
.40 (coffee); enough in stock in .87 to .91 of weeks. What is seen stands in
docs/explanation/restock.md.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from shop.review.restock import Day, order_up_to, per_day, week_variance

SHARED = Path(os.environ.get("TONGXIN_SHARED", Path(__file__).resolve().parents[4] / "shared"))
#: Weeks before the first forecast; a forecast each week from then on.
LEARN_DAYS = 56

Sales = dict[str, Counter[int]]


def rows(name: str) -> Iterator[dict[str, str]]:
    path = SHARED / "data" / name
    if not path.is_file():
        pytest.skip(
            f"NO SALES DATA: {name} is not in {path.parent}; the forecast is not backtested"
        )
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def vending() -> Sales:
    sold: Sales = {}
    for row in rows("vending_machine_sales.csv"):
        day = datetime.strptime(row["TransDate"], "%A, %B %d, %Y").date().toordinal()  # noqa: DTZ007
        sold.setdefault(f"{row['Machine']} {row['Product']}", Counter())[day] += int(row["RQty"])
    return sold


def bakery() -> Sales:
    sold: Sales = {}
    for row in rows("BreadBasket_DMS.csv"):
        if row["Item"] != "NONE":
            day = date.fromisoformat(row["Date"]).toordinal()
            sold.setdefault(row["Item"], Counter())[day] += 1
    return sold


def coffee() -> Sales:
    sold: Sales = {}
    for row in rows("coffee_index_1.csv"):
        day = date(*map(int, row["date"].split("/"))).toordinal()
        sold.setdefault(row["coffee_name"].strip().lower(), Counter())[day] += 1
    return sold


def last_week(days: tuple[Day, ...]) -> Fraction:
    return sum((day.gone for day in days[-7:]), Fraction(0)) / 7


def backtest(
    sold: Sales, forecast: Callable[[tuple[Day, ...]], Fraction], least_a_day: Fraction
) -> tuple[float, float]:
    """Return error over mean of the week ahead, and the share of weeks with enough in stock."""
    first = min(min(days) for days in sold.values())
    length = max(max(days) for days in sold.values()) - first + 1
    error = gone = Fraction(0)
    enough = weeks = 0
    for days in sold.values():
        if Fraction(days.total(), length) < least_a_day:
            continue
        series = tuple(Day(Fraction(days[first + n]), True) for n in range(length))
        for now in range(LEARN_DAYS, length - 6, 7):
            past = series[:now]
            mu = forecast(past)
            ahead = sum((day.gone for day in series[now : now + 7]), Fraction(0))
            error += abs(ahead - 7 * mu)
            gone += ahead
            weeks += 1
            enough += ahead <= order_up_to(mu, week_variance(past, mu), 7)
    return float(error / gone), enough / weeks


def mean(days: tuple[Day, ...]) -> Fraction:
    return per_day(days, "mean")


def ewma(days: tuple[Day, ...]) -> Fraction:
    return per_day(days, "ewma")


@pytest.mark.parametrize(
    ("sales", "least", "forecast", "error", "enough"),
    [
        (vending, Fraction(1, 5), mean, 0.649, 0.868),
        (bakery, Fraction(1, 2), ewma, 0.231, 0.910),
        (bakery, Fraction(1, 2), mean, 0.247, 0.875),
        (coffee, Fraction(0), ewma, 0.398, 0.891),
        (coffee, Fraction(0), mean, 0.422, 0.867),
    ],
)
def test_a_week_ahead(
    sales: Callable[[], Sales],
    least: Fraction,
    forecast: Callable[[tuple[Day, ...]], Fraction],
    error: float,
    enough: float,
) -> None:
    found = backtest(sales(), forecast, least)
    print(f"{sales.__name__} {forecast.__name__}: error/mean {found[0]:.3f}, enough {found[1]:.3f}")
    assert found == (pytest.approx(error, abs=0.004), pytest.approx(enough, abs=0.004))


def test_last_week_again_is_a_worse_forecast() -> None:
    """HONESTY.md: seasonal naive .79 against .65."""
    naive, _ = backtest(vending(), last_week, Fraction(1, 5))
    print(f"vending, last week again: {naive:.3f}")
    assert naive > 0.75
