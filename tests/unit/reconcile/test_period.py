"""A period is the sum of its cuts, to the fen; but what counting leaves in doubt is taken once."""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.errors import BrokenInvariant
from shop.reconcile.estimate import count_variance
from shop.reconcile.estimate.intervals import value_variance
from shop.reconcile.period import of_cuts
from shop.reconcile.statement import Statement, draw, waterfall
from tests.coverage.chain import period_of, weeks
from tests.coverage.measure import holds
from tests.property.test_exact_identities import cuts
from tests.unit.reconcile.a_cut import EGGS, WEEK, item

SUMS = (
    "value_gone_fen",
    "value_declared_fen",
    "value_undeclared_fen",
    "cash_net_fen",
    "cash_credited_fen",
    "cash_over_short_fen",
    "qr_fen",
    "money_in_fen",
    "donations_fen",
    "iou_repaid_fen",
    "goods_money_fen",
    "paid_fen",
    "capped_fen",
    "unattached_fen",
    "box_loss_fen",
    "gap_fen",
    "iou_issued_fen",
    "iou_forgiven_fen",
)
few = settings(max_examples=40, deadline=None)


@st.composite
def chains(draw_) -> list[Statement]:
    """Two to four random cuts, each opening with what the one before closed with."""
    out: list[Statement] = []
    for number in range(1, draw_(st.integers(2, 4)) + 1):
        out.append(draw(following(out, draw_(cuts()), number)))
    return out


def following(before: list[Statement], facts, number: int):
    """The facts as those of the next cut: its openings, boxes and moments made to fit."""
    later_ms = number * 700_000_000
    units = {one.item: one.unit for s in before for one in s.facts.items}
    closing = {
        one.item: one.opening + one.received - one.removed - one.gone
        for s in before
        for one in s.exact.items
    }
    goods = tuple(
        replace(
            one,
            opening=closing.get(one.item, one.opening),
            unit=units.get(one.item, one.unit),
            prices=tuple((at + later_ms, fen) for at, fen in one.prices),
        )
        for one in facts.items
    )
    money = facts.money
    if before:
        opened = before[-1].exact.box_left_fen
        money = replace(
            money,
            box_opening_fen=opened,
            box_counted_fen=money.box_counted_fen + opened - money.box_opening_fen,
            iou_opening_fen=before[-1].exact.iou_outstanding_close_fen,
        )
    return replace(
        facts,
        number=number,
        start_ms=facts.start_ms + later_ms,
        end_ms=facts.end_ms + later_ms,
        items=goods,
        money=money,
        sales=tuple(replace(sale, sale=f"{sale.sale}/{number}") for sale in facts.sales),
    )


@few
@given(chains())
def test_every_figure_in_fen_is_the_sum_of_the_cuts(chain):
    whole = of_cuts(chain).exact
    for name in SUMS:
        assert getattr(whole, name) == sum(getattr(one.exact, name) for one in chain), name
    for name, fen in whole.gap_parts.addends().items():
        assert fen == sum(getattr(one.exact.gap_parts, name) for one in chain), name


@few
@given(chains())
def test_the_identities_hold_on_the_period_as_on_a_cut(chain):
    whole = of_cuts(chain)
    exact = whole.exact
    assert exact.gap_fen == exact.value_gone_fen - exact.goods_money_fen
    assert exact.gap_fen == sum(exact.gap_parts.addends().values())
    assert exact.cash_net_fen == exact.cash_credited_fen + exact.cash_over_short_fen
    assert exact.goods_money_fen == (
        exact.paid_fen + exact.unattached_fen + exact.cash_over_short_fen
    )
    assert exact.value_undeclared_fen == (
        exact.value_undeclared_pos_fen - exact.value_undeclared_neg_fen
    )
    assert exact.value_undeclared_fen == sum(one.value_fen for one in exact.items)
    assert exact.iou_outstanding_close_fen == (
        exact.iou_opening_fen + exact.iou_issued_fen - exact.iou_repaid_fen - exact.iou_forgiven_fen
    )
    assert waterfall(whole)[-1].end_fen == exact.goods_money_fen


@few
@given(chains())
def test_the_headline_is_of_the_sums_and_never_an_average(chain):
    whole = of_cuts(chain)
    gone = sum(one.exact.value_gone_fen for one in chain)
    got = sum(
        one.exact.goods_money_fen + one.exact.box_loss_fen + one.exact.iou_issued_fen
        for one in chain
    )
    assert whole.rates.accounted == (Fraction(got, gone) if gone > 0 else None)
    if whole.estimate.honesty is not None:
        assert whole.estimate.honesty == pytest.approx(got / gone, rel=1e-9)


@few
@given(chains())
def test_the_goods_side_runs_from_the_first_opening_to_the_last_count(chain):
    whole = of_cuts(chain)
    for line, fact in zip(whole.exact.items, whole.facts.items, strict=True):
        seen = [one for s in chain for one in s.exact.items if one.item == line.item]
        assert line.item == fact.item
        assert line.opening == fact.opening == seen[0].opening
        assert line.declared == sum(one.declared for one in seen)
        assert line.gone == line.declared + line.undeclared
        assert sum(n for _, n in line.split) == line.undeclared
        # U telescopes: estimates in between drop out as soon as somebody counts again.
        if seen[-1].counted is not None:
            assert line.undeclared == line.book - seen[-1].counted


@few
@given(chains())
def test_the_rebuilt_facts_say_the_same_money(chain):
    whole = of_cuts(chain)
    money = whole.facts.money
    net = money.box_counted_fen + money.float_removed_fen
    assert net - money.box_opening_fen - money.float_added_fen == whole.exact.cash_net_fen
    assert len(whole.facts.sales) == sum(len(one.facts.sales) for one in chain)


@few
@given(chains(), st.data())
def test_a_period_of_periods_is_the_period(chain, data):
    cut = data.draw(st.integers(1, len(chain) - 1))
    first, rest = of_cuts(chain[:cut]), of_cuts(chain[cut:])
    assert first.exact.gap_fen + rest.exact.gap_fen == of_cuts(chain).exact.gap_fen


def test_a_period_of_one_cut_is_that_cut():
    one = draw(WEEK)
    assert of_cuts([one]) is one


def test_a_period_without_cuts_is_none():
    with pytest.raises(BrokenInvariant):
        of_cuts([])


def test_an_opening_that_is_not_the_closing_before_is_found():
    following_week = replace(WEEK, number=2, items=(replace(EGGS, opening=16),))
    with pytest.raises(BrokenInvariant, match="opens with 16"):
        of_cuts([draw(WEEK), draw(following_week)])


def test_a_cut_left_out_between_two_is_found():
    third = replace(WEEK, number=3, items=(replace(EGGS, opening=17, counted=14),))
    with pytest.raises(BrokenInvariant, match="does not follow"):
        of_cuts([draw(WEEK), draw(third)])


def test_one_claimed_week_makes_the_period_as_claimed():
    claimed = replace(WEEK.money, qr_fen=500, qr_claimed_fen=500, cash_credited_fen=10_300)
    first = replace(WEEK, qr_evidence="claimed", money=replace(claimed, box_counted_fen=15_300))
    second = replace(WEEK, number=2, items=(replace(EGGS, opening=17, counted=14),))
    assert of_cuts([draw(first), draw(second)]).headline.qr_as_claimed


def test_a_price_that_runs_on_over_two_cuts_stays_one_price():
    second = replace(WEEK, number=2, items=(replace(EGGS, opening=17, counted=14),))
    whole = of_cuts([draw(WEEK), draw(second)])
    assert whole.facts.items[0].prices == EGGS.prices
    assert whole.exact.items[0].split == ((1200, 3 + 3),)


def test_a_thing_listed_in_the_second_week_is_in_the_period():
    second = replace(
        WEEK,
        number=2,
        items=(replace(EGGS, opening=17, counted=14), item(item="TEA", opening=0, counted=0)),
    )
    assert {one.item for one in of_cuts([draw(WEEK), draw(second)]).exact.items} == {
        EGGS.item,
        "TEA",
    }


def test_an_estimate_that_a_count_replaced_leaves_the_ratio():
    """λ of a period is that of its own sums, over what was counted at its end."""
    unseen = replace(EGGS, counted=None)
    tea = item(item="TEA", opening=50, received=0, removed=0, declared=20, counted=28)
    first = draw(replace(WEEK, items=(unseen, tea)))
    left = first.exact.items[0].book - first.exact.items[0].undeclared
    second = draw(
        replace(
            WEEK,
            number=2,
            items=(replace(EGGS, opening=left, counted=5), replace(tea, opening=28, counted=20)),
        )
    )
    ratio = of_cuts([first, second]).exact.estimate_ratio
    eggs = 20 + 2 * 10 - 2 * 1 - 2 * 9 - 5
    teas = 50 - 2 * 20 - 20
    assert ratio == Fraction(eggs + teas, 2 * 9 + 2 * 20) != second.exact.estimate_ratio


# ---------------------------------------------------------------- once, not per cut


def variance(statement: Statement) -> float:
    sigma_c2 = count_variance(statement.facts.recounts)
    return value_variance(statement.facts, statement.exact, sigma_c2)


def test_counting_is_in_doubt_once_and_not_once_a_week():
    chain = weeks(random.Random(4), 4)
    whole = variance(period_of(chain))
    each = [variance(draw(week.facts)) for week in chain]
    assert whole == pytest.approx(each[-1])
    assert whole < 0.3 * sum(each)


def test_the_errors_of_two_weeks_take_each_other_back():
    """A count too low makes this week worse and the next one better: correlation −½."""
    chance = random.Random(7)
    pairs = []
    for _ in range(25):
        chain = weeks(chance, 8)
        off = [draw(w.facts).exact.value_gone_fen - w.taken_fen for w in chain]
        pairs += pairwise(off[1:])
    mean = sum(a for a, _ in pairs) / len(pairs)
    cov = sum((a - mean) * (b - mean) for a, b in pairs)
    spread = sum((a - mean) ** 2 for a, _ in pairs)
    assert -0.7 < cov / spread < -0.3


def test_the_interval_of_a_period_covers_what_happened_in_it():
    chance = random.Random(9)
    covered = 0
    for _ in range(60):
        chain = weeks(chance, 4)
        truth = sum(w.paid_fen for w in chain) / sum(w.taken_fen for w in chain)
        covered += holds(period_of(chain).estimate.realised, truth)
    assert covered / 60 > 0.8
