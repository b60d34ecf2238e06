"""Proceeds, vintages and published figures beyond what the worked cases show."""

from fractions import Fraction

import pytest

from shop.reconcile.published import aggregate, cash_identity
from shop.reconcile.vintage import Later, vintages
from shop.review.proceeds import Lot, payable_fen, proceeds

NO_MONEY = {
    "value_gone_fen": 0,
    "goods_money_fen": 0,
    "donations_fen": 0,
    "purchase_cost_gone_fen": 0,
    "expenses_fen": 0,
    "reserve_fen": 0,
    "lots": (),
    "weights": {},
}


def test_the_fund_bears_what_a_stranger_did_not_pay():
    lot = Lot("H1", units_gone=10, units_paid=4, payout_fen=100)
    assert payable_fen(lot, goods_money_fen=400, value_gone_fen=1000) == 1000


def test_each_bearer_of_what_went_unpaid():
    gone = {"units_gone": 10, "units_paid": 4, "payout_fen": 99}
    assert payable_fen(Lot("H1", **gone, shrink_bearer="consignor"), 400, 1000) == 396
    assert payable_fen(Lot("H1", **gone, shrink_bearer="prorata"), 333, 1000) == 329
    assert payable_fen(Lot("H1", **gone, shrink_bearer="prorata"), 2000, 1000) == 990
    assert payable_fen(Lot("H1", **gone, shrink_bearer="prorata"), -50, 1000) == 0
    assert payable_fen(Lot("H1", **gone, shrink_bearer="prorata"), 5, 0) == 0


def test_lots_of_a_household_add_up():
    lots = [Lot("H1", 1, 1, 100), Lot("H2", 1, 1, 50), Lot("H1", 2, 2, 10)]
    found = proceeds(**(NO_MONEY | {"goods_money_fen": 1000, "lots": lots}))
    assert found.payables == {"H1": 120, "H2": 50}
    assert found.surplus == 830


def test_a_surplus_is_shared_to_the_last_fen():
    found = proceeds(**(NO_MONEY | {"donations_fen": 100, "weights": {"A": 1, "B": 1, "C": 1}}))
    assert found.allocation == {"A": 34, "B": 33, "C": 33}
    assert sum(found.allocation.values()) == found.surplus


@pytest.mark.parametrize("costs", [100, 101])
def test_a_deficit_is_carried_and_nothing_shared(costs):
    money = NO_MONEY | {"goods_money_fen": 100, "expenses_fen": costs, "weights": {"A": 1}}
    found = proceeds(**money)
    assert found.surplus == 100 - costs
    assert found.deficit_carried == costs - 100
    assert found.allocation == {"A": 0}


def test_a_repaid_iou_moves_no_honesty_a_forgiven_one_takes_it_back():
    days = [Later("2026-04-01", 0, 0), Later("2026-05-01", 50, 0), Later("2026-06-01", 0, 50)]
    first, second, third = vintages(1000, 800, 100, days)
    assert first.accounted == second.accounted == Fraction(9, 10)
    assert (second.collection, second.open_iou_fen) == (Fraction(85, 100), 50)
    assert (third.accounted, third.open_iou_fen) == (Fraction(85, 100), 0)


def test_a_shop_that_sold_nothing_has_no_rate():
    assert aggregate(0, 5).collection is None
    assert vintages(0, 5, 0, [Later("2026-04-01", 0, 0)])[0].accounted is None


def test_a_bucket_that_does_not_add_up_says_by_how_much():
    bucket = cash_identity(
        put_in_fen=100,
        lent_fen=30,
        returned_fen=10,
        donated_fen=0,
        stolen_fen=0,
        reported_left_fen=70,
    )
    assert (bucket.expected_left_fen, bucket.unexplained_fen) == (80, -10)
    assert bucket.return_rate == Fraction(1, 3)
