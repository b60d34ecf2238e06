"""How sure a statement is: both intervals, what they rest on, and when there is nothing to say."""

import random
from dataclasses import replace
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given, settings

from shop.reconcile.estimate import count_variance, estimate, with_allowance
from shop.reconcile.estimate.intervals import CASH_SD_FEN, Z, _fieller, value_variance
from shop.reconcile.exact import work_out
from shop.reconcile.facts import CutFacts, Recounts, SaleFacts
from tests.property.test_exact_identities import cuts
from tests.unit.reconcile.a_cut import MONEY, SALE, WEEK, item, short_box, with_item

#: The week's ten thousand fen as nine visits for one tray of eggs each.
NINE = [replace(SALE, sale=f"s{n}", due_fen=1200, paid_fen=1200) for n in range(9)]


def of(facts: CutFacts):
    return estimate(facts, work_out(facts))


def sold(*sales: SaleFacts, **money) -> CutFacts:
    """The week with these sales; the goods that were declared stay the same."""
    paid = sum(sale.paid_fen for sale in sales)
    cash = replace(
        MONEY,
        cash_credited_fen=paid,
        box_counted_fen=5000 + paid,
        iou_issued_fen=sum(sale.iou_fen for sale in sales),
        **money,
    )
    return replace(WEEK, sales=sales, money=cash)


# ---------------------------------------------------------------- the point itself


@settings(max_examples=60, deadline=None)
@given(cuts())
def test_one_less_loss_plus_over_is_what_was_left_of_what_is_gone(facts):
    """H = 1 − l + o = A / V, exactly: whatever was overpaid, refunded, lost or acknowledged."""
    exact = work_out(facts)
    said = estimate(facts, exact)
    if exact.value_gone_fen <= 0:
        assert said.honesty is None
        return
    got = exact.goods_money_fen + exact.box_loss_fen + exact.gap_parts.iou_issued
    assert said.honesty == pytest.approx(float(Fraction(got, exact.value_gone_fen)), rel=1e-9)
    assert said.loss_share >= 0
    assert said.over_share >= 0


def test_a_refund_that_was_not_quite_paid_out_is_still_in_the_rate():
    back = SaleFacts(
        "r", "r", SALE.at_ms, due_fen=-1200, paid_fen=-900, iou_fen=0, refund_only=True
    )
    facts = sold(SALE, back)
    exact = work_out(facts)
    said = estimate(facts, exact)
    assert said.honesty == pytest.approx(exact.goods_money_fen / exact.value_gone_fen)
    assert said.over_share == pytest.approx(300 / exact.value_gone_fen)


def test_a_box_loss_is_nobodys_dishonesty():
    robbed, whole = of(short_box(9_000)), of(short_box(0))
    assert robbed.honesty == whole.honesty
    assert robbed.loss_share == whole.loss_share


def test_an_iou_counts_as_honest():
    owed = of(sold(replace(SALE, paid_fen=0, iou_fen=SALE.due_fen)))
    assert owed.honesty == of(sold(SALE)).honesty


# ---------------------------------------------------------------- realised: Fieller


def test_fieller_is_where_the_ratio_is_just_not_rejected():
    """At each end t, (A − tV)² = z²(v_A + t²v_V): the definition, not the formula again."""
    got, value, v_value, v_got = 93_000, 100_000, 900_000.0, 10_000.0
    for end in _fieller(got, value, v_value, v_got):
        assert (got - end * value) ** 2 == pytest.approx(Z**2 * (v_got + end**2 * v_value))


def test_fieller_covers_nine_times_in_ten():
    chance = random.Random(3)
    covered = 0
    for _ in range(4000):
        got = round(chance.gauss(93_000, 100))
        value = round(chance.gauss(100_000, 950))
        low, high = _fieller(got, value, 950.0**2, 100.0**2)
        covered += low <= 0.93 <= high
    assert 0.88 < covered / 4000 < 0.92


def test_fieller_says_nothing_where_the_goods_may_be_none():
    assert _fieller(500, 1000, 1000.0**2, 100.0) is None


def test_with_nothing_in_doubt_the_interval_is_a_point():
    low, high = _fieller(93, 100, 0.0, 0.0)
    assert low == pytest.approx(0.93)
    assert high == pytest.approx(0.93)


def test_no_interval_is_cut_off_at_one():
    said = of(sold(*(replace(one, paid_fen=2000) for one in NINE)))
    assert said.realised[1] > 1
    assert said.underlying[1] > 1


# ---------------------------------------------------------------- underlying


def test_the_size_biased_basket_and_the_effective_baskets():
    small = [replace(SALE, sale=f"s{n}", due_fen=1200, paid_fen=1200) for n in range(5)]
    large = replace(SALE, sale="big", due_fen=4800, paid_fen=4800)
    said = of(sold(*small, large))
    mean = (5 * 1200**2 + 4800**2) / 10_800
    assert said.mean_basket_fen == pytest.approx(mean)
    assert said.effective_baskets == pytest.approx(
        work_out(sold(*small, large)).value_gone_fen / mean
    )


def test_equal_honest_baskets_leave_only_the_half_event():
    """Nobody took anything: the loss share starts at 0, and its upper end is not 0."""
    honest = item(counted=20)  # 20 + 10 − 1 − 9 declared
    said = of(replace(sold(*NINE), items=(honest,)))
    assert said.loss_share == 0
    assert said.loss[0] == 0
    assert 0 < said.loss[1] < 1
    assert said.underlying[0] < 1 <= said.underlying[1]


def test_more_baskets_make_it_narrower():
    def week(n: int):
        sales = [replace(SALE, sale=f"s{k}", due_fen=1200, paid_fen=1200) for k in range(n)]
        goods = item(opening=10 * n, received=0, removed=0, declared=n, counted=9 * n - n // 10)
        low, high = of(replace(sold(*sales), items=(goods,))).underlying
        return high - low

    assert week(400) < week(100) / 1.7


# ---------------------------------------------------------------- too few to say


def test_an_empty_week_says_nothing():
    nothing = replace(sold(), items=(item(opening=17, received=0, removed=0, declared=0),))
    said = of(nothing)
    assert (said.honesty, said.realised, said.underlying, said.loss) == (None, None, None, None)
    assert said.effective_baskets is None


def test_more_on_the_shelf_than_the_book_knows_is_no_rate_at_all():
    """V_G below 0: a delivery that nobody wrote down. A rate of it would be nonsense."""
    facts = replace(sold(), items=(item(declared=0, declared_at=(), counted=90),))
    assert work_out(facts).value_gone_fen < 0
    said = of(facts)
    assert (said.honesty, said.realised, said.underlying) == (None, None, None)


def test_goods_gone_and_nobody_declared_anything_has_no_underlying():
    facts = replace(sold(), items=(item(declared=0, declared_at=(), counted=20),))
    said = of(facts)
    assert said.honesty == 0
    assert said.realised is not None
    assert (said.underlying, said.loss, said.mean_basket_fen) == (None, None, None)


def test_one_lone_sale_is_too_few_for_a_beta():
    """k ≤ 0: one basket, nearly half of the goods unpaid."""
    lone = replace(SALE, due_fen=1200, paid_fen=0)
    facts = replace(sold(lone), items=(item(opening=18, received=0, removed=0, declared=1),))
    said = of(facts)
    assert said.loss is None
    assert said.underlying is None


def test_what_rounding_leaves_of_no_variance_is_none():
    """One sale, a part of it owed, the rest not paid: var_l is 0, and not 10⁻¹⁷."""
    lone = replace(SALE, due_fen=656, paid_fen=0, iou_fen=198)
    said = of(replace(sold(lone), items=()))
    assert said.honesty == pytest.approx(198 / 656)
    assert (said.loss, said.underlying) == (None, None)


@settings(max_examples=200, deadline=None)
@given(cuts())
def test_whatever_happened_a_statement_is_drawn(facts):
    """The page of a strange week says too few to say, and never falls over."""
    said = of(facts)
    for interval in (said.realised, said.underlying, said.loss):
        assert interval is None or interval[0] <= interval[1]


def test_a_demo_item_without_any_price_stops_nothing():
    said = of(with_item(item(), item(item="NEW", prices=(), declared=0, declared_at=())))
    assert said.honesty is not None


# ---------------------------------------------------------------- counting


def test_before_any_recount_the_shop_believes_a_tenth():
    assert count_variance(Recounts()) == pytest.approx(0.10)


def test_a_shop_learns_its_own_count_error():
    # Twelve recounts that agree weigh as much as the belief; differences are squared and halved.
    assert count_variance(Recounts(12, 0)) == pytest.approx(0.05)
    ones = Recounts(88, 44 * 500**2)
    assert count_variance(ones) == pytest.approx((1.2 + 22) / 100)


def test_it_comes_to_the_truth_in_the_long_run():
    chance = random.Random(1)
    squares = sum(
        (500 * round(chance.gauss(0, 0.8)) - 500 * round(chance.gauss(0, 0.8))) ** 2
        for _ in range(5000)
    )
    one_count = 0.8**2 + 1 / 12  # rounding to whole pieces adds a twelfth
    assert count_variance(Recounts(5000, squares)) == pytest.approx(one_count, rel=0.05)


def test_grams_are_counted_in_jin():
    """One jin off in a recount teaches as much as one piece off."""
    assert count_variance(Recounts(1, 500**2)) == pytest.approx((1.2 + 0.5) / 13)


def test_a_dear_item_leaves_more_in_doubt_by_its_square():
    cheap, dear = item(prices=((0, 100),)), item(prices=((0, 3000),))
    one, other = with_item(cheap), with_item(dear)
    ratio = value_variance(other, work_out(other), 0.1) / value_variance(one, work_out(one), 0.1)
    assert ratio == pytest.approx(900)


def test_an_uncounted_shelf_leaves_far_more_in_doubt_than_a_counted_one():
    goods = [item(item=f"I{n}", opening=90, declared=40, counted=55) for n in range(6)]
    whole = with_item(*goods)
    gap = with_item(replace(goods[0], counted=None), *goods[1:])
    assert value_variance(gap, work_out(gap), 0.1) > 2 * value_variance(whole, work_out(whole), 0.1)


def test_the_uncounted_variance_by_hand():
    """disp·λ·D·(1 + D_missing/D_counted) + σ_c²; here both counted shelves agree with λ."""
    goods = [item(item=n, opening=99, received=0, removed=0, declared=20, counted=75) for n in "AB"]
    missing = item(item="C", opening=99, received=0, removed=0, declared=20, counted=None)
    facts = with_item(*goods, missing)
    of_count = 2 * 0.1 + 0.02
    unknown = 1.0 * (8 / 40) * 20 * (1 + 20 / 40) + 0.1
    wanted = 1200**2 * (2 * of_count + unknown)
    assert value_variance(facts, work_out(facts), 0.1) == pytest.approx(wanted)


def test_measurement_is_counting_and_cash():
    said, exact = of(WEEK), work_out(WEEK)
    v_value = value_variance(WEEK, exact, 0.1)
    wanted = sqrt(said.honesty**2 * v_value + CASH_SD_FEN**2) / exact.value_gone_fen
    assert said.measurement_sd == pytest.approx(wanted)


# ---------------------------------------------------------------- the allowance for spoilage


def test_an_allowance_raises_the_upper_end_and_no_other():
    assert with_allowance((0.90, 0.94), 0.01) == (0.90, pytest.approx(0.95))
    assert with_allowance(None) is None
    with pytest.raises(ValueError, match="share"):
        with_allowance((0.9, 0.94), -0.01)
