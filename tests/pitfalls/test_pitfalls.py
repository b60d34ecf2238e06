"""The pitfalls of HONESTY.md section 9, each with its own small story."""

from __future__ import annotations

import json
from dataclasses import astuple
from fractions import Fraction
from pathlib import Path

import pytest

from shop import commands
from shop.book import create_book, open_book
from shop.errors import BoxNotCounted, DemoBook, MalformedInput, NoCutOpen
from shop.queries import journal
from shop.reconcile.period import of_cuts
from shop.simulate import Plan, Simulation
from shop.world import Ways
from tests.coverage.measure import measure
from tests.pitfalls.a_week import (
    brings_back,
    floats_in,
    for_nothing,
    line,
    owes,
    pays,
    statement,
    week,
    week_without,
)
from tests.unit.counter.a_shop import Shop

RICE, SOAP, EGGS = 350, 150, 80


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_float(shop: Shop) -> None:
    """No float enters the book, and none is in an exact figure or a rate."""
    for command, args in [
        (commands.MarkPrice, ("rice", 3.5)),
        (commands.MoveFloat, (20.0,)),
        (commands.ReceiveGoods, ("rice", 2.0)),
    ]:
        with pytest.raises(MalformedInput):
            shop.say(command, *args)
    pays(shop, "rice", "soap", "eggs")
    said = week(shop, off={"pepper": -125, "rice": -1})
    assert floats_in((astuple(said.exact), astuple(said.rates))) == []
    for row in journal.rows_after(shop.connection, 0):
        assert floats_in(json.loads(row[11])) == []


def test_u_clipped_at_0_before_summing(shop: Shop) -> None:
    """Two soaps too many and two rices too few: 2 × 3.50 − 2 × 1.50, not 7.00."""
    said = week(shop, off={"rice": -2, "soap": 2})
    assert line(said, "soap").undeclared == -2
    assert said.exact.value_undeclared_fen == 2 * RICE - 2 * SOAP


def test_averaging_weekly_rates(shop: Shop) -> None:
    """A full week all paid, a thin one half paid: 8 of 9 rices, not the 75% of an average."""
    for _ in range(7):
        pays(shop, "rice")
    full = week(shop)
    pays(shop, "rice")
    thin = week(shop, off={"rice": -1})
    assert (full.rates.accounted, thin.rates.accounted) == (1, Fraction(1, 2))
    assert of_cuts([full, thin]).rates.accounted == Fraction(8, 9)


def test_units_as_trials() -> None:
    """Goods go by baskets: each unit a coin flip claims far more than it knows."""
    found = measure("base, 900 visits", shops=6, months=10)
    assert found.share(found.coins) < 0.80 < found.share(found.underlying)


def test_u_of_an_uncounted_item_is_rounded_half_to_even() -> None:
    """Half as much undeclared as declared: of 5 eggs 2.5 are 2, of 7 eggs 3.5 are 4."""
    for declared, estimate in [(5, 2), (7, 4)]:
        shop = Shop()
        pays(shop, "rice", "rice")
        pays(shop, *["eggs"] * declared)
        said = week_without(shop, "eggs", {"rice": -1})
        assert said.exact.estimate_ratio == Fraction(1, 2)
        assert line(said, "eggs").undeclared == estimate


# ---------------------------------------------------------------- shelves


def test_closing_count_of_an_uncounted_item_taken_as_0(shop: Shop) -> None:
    """Nobody counted the thirty eggs: they are not gone, and the next cut opens with them."""
    pays(shop, "rice")
    said = week_without(shop, "eggs", {})
    eggs = line(said, "eggs")
    assert (eggs.counted, eggs.undeclared, eggs.gone) == (None, 0, 0)
    assert said.exact.value_undeclared_fen == 0
    assert said.exact.value_gone_bounds_fen == (RICE, RICE + 30 * EGGS)
    assert "uncounted" in said.flags
    assert line(week(shop), "eggs").opening == 30


def test_price_looked_up_today_instead_of_frozen(shop: Shop) -> None:
    pays(shop, "rice")
    shop.say(commands.MarkPrice, "rice", 500)
    before = week(shop)
    assert before.exact.value_declared_fen == before.exact.goods_money_fen == RICE
    shop.say(commands.MarkPrice, "rice", 900)
    assert statement(shop, before.facts.cut).exact == before.exact


# ---------------------------------------------------------------- the box


def test_collecting_cash_outside_a_cut(shop: Shop) -> None:
    """Money leaves the box only in a round and after it was counted: then nothing is short."""
    pays(shop, "rice")
    with pytest.raises(NoCutOpen):
        shop.say(commands.CollectCash, "no-such-cut", RICE)
    cut = shop.open_cut()
    with pytest.raises(BoxNotCounted):
        shop.say(commands.CollectCash, cut, RICE)
    shop.say(commands.CancelCut, cut)
    said = week(shop, take=5000)
    assert (said.exact.cash_over_short_fen, said.exact.goods_money_fen) == (0, RICE)
    assert said.exact.box_left_fen == RICE


def test_float_top_ups_as_sales(shop: Shop) -> None:
    shop.say(commands.MoveFloat, 2000)
    pays(shop, "rice")
    shop.say(commands.MoveFloat, -500)
    said = week(shop)
    assert (said.exact.cash_net_fen, said.exact.goods_money_fen) == (RICE, RICE)
    assert said.exact.cash_over_short_fen == 0


def test_box_theft_charged_to_residents(shop: Shop) -> None:
    """Half the box is gone; every resident paid, and the headline says so."""
    pays(shop, "rice")
    said = week(shop, box_off=-2500)
    assert said.exact.box_loss_fen == 2500
    assert said.rates.accounted == 1
    assert said.estimate.honesty == pytest.approx(1)
    assert "box_loss" in said.flags


def test_box_credit_from_a_jammed_coin_lost(shop: Shop) -> None:
    """The coin fell past the sensor: the sale looks a yuan short, the box is a yuan over."""
    shop.scan("rice")
    shop.coin(RICE - 100)
    shop.wait(190)
    said = week(shop, box_off=100)
    parts = said.exact.gap_parts
    assert (parts.underpaid, parts.cash_over_short) == (100, -100)
    assert said.exact.gap_fen == 0
    assert said.rates.accounted == 1


# ---------------------------------------------------------------- money that is not for goods


def test_counting_refunds_as_revenue(shop: Shop) -> None:
    """One rice came back: neither it nor its money is in the figures, whenever it was sold."""
    pays(shop, "rice")
    pays(shop, "rice")
    brings_back(shop, "rice", RICE)
    said = week(shop)
    assert said.exact.value_gone_fen == said.exact.goods_money_fen == RICE
    assert line(said, "rice").gone == 1
    brings_back(shop, "rice", RICE)
    later = week(shop).exact
    assert later.value_gone_fen == later.goods_money_fen == -RICE


def test_donation_hiding_a_gap(shop: Shop) -> None:
    """One takes a rice in silence, another gives as much: the gap stays what it is."""
    pays(shop, "rice")
    for_nothing(shop, "give", RICE)
    said = week(shop, off={"rice": -1})
    assert said.exact.donations_fen == RICE
    assert (said.exact.gap_fen, said.rates.accounted) == (RICE, Fraction(1, 2))


def test_iou_repayment_counted_twice(shop: Shop) -> None:
    """It counts when it is noted; the money that comes later is no goods money again."""
    owes(shop, "rice")
    noted = week(shop)
    assert (noted.rates.accounted, noted.rates.collection) == (1, 0)
    pays(shop, "soap")
    for_nothing(shop, "repay", RICE)
    later = week(shop)
    assert later.exact.iou_repaid_fen == RICE
    assert later.exact.goods_money_fen == later.exact.value_gone_fen == SOAP
    assert later.exact.iou_outstanding_close_fen == 0
    both = of_cuts([noted, later])
    assert both.rates.accounted == 1
    assert both.exact.goods_money_fen == SOAP


def test_voids_after_payment(shop: Shop) -> None:
    """Paid, taken back, left: no sale, the money stays and is told apart as unattached."""
    shop.scan("rice")
    shop.coin(RICE)
    shop.wait(6)
    shop.press("undo")
    shop.press("leave")
    shop.wait(70)
    back_on_the_shelf = week(shop)
    assert back_on_the_shelf.exact.value_gone_fen == 0
    assert back_on_the_shelf.exact.unattached_fen == RICE
    assert back_on_the_shelf.facts.sales == ()
    assert back_on_the_shelf.rates.accounted is None


# ---------------------------------------------------------------- time, and what is real


@pytest.mark.parametrize("believed_ms", [0, 4_102_444_800_000])
def test_clock_jump_on_a_pi_without_rtc(shop: Shop, believed_ms: int) -> None:
    """The Pi woke in 1970, or in 2100: the sale is in the cut it was made in, and in no other."""
    pays(shop, "soap")
    right = shop.clock.now().wall_ms
    shop.clock.set_wall(believed_ms, clock_ok=False)
    pays(shop, "rice")
    shop.clock.set_wall(right + 120_000)
    said = week(shop)
    assert said.exact.value_declared_fen == said.exact.goods_money_fen == RICE + SOAP
    assert said.rates.accounted == 1
    assert week(shop).exact.value_declared_fen == 0
    shop.verify()


def test_demo_data_in_real_reports(tmp_path: Path) -> None:
    """A demo's book never opens as a shop's, and each of its statements says what it is."""
    path = tmp_path / "demo.db"
    simulation = Simulation(Plan(1, 3, Ways(visits_per_day=3.0), demo=True), path)
    simulation.run()
    assert simulation.last is not None
    assert "demo" in simulation.last.flags
    assert "demo" in of_cuts([simulation.last]).flags
    with pytest.raises(DemoBook):
        open_book(path)
    create_book(tmp_path / "real.db")
    with pytest.raises(DemoBook):
        open_book(tmp_path / "real.db", demo=True)
