"""Whatever happens in a shop, its figures add up; and a figure that is off by one is found."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.errors import BrokenInvariant
from shop.money import line_fen
from shop.reconcile.exact import decide, work_out
from shop.reconcile.facts import CutFacts, ItemFacts, MoneyFacts, SaleFacts
from shop.reconcile.splits import split, split_value_fen
from shop.reconcile.statement import draw, waterfall

START, END = 1_000_000_000, 1_000_604_800
few = settings(max_examples=30, deadline=None)
fen = st.integers(0, 20_000)


@st.composite
def items(draw_, code: str) -> ItemFacts:
    moments = draw_(st.lists(st.integers(START - 9, END - 1), min_size=1, max_size=3, unique=True))
    declared_at = draw_(
        st.lists(st.tuples(st.integers(START, END - 1), st.integers(-2, 900)), max_size=4)
    )
    return ItemFacts(
        item=code,
        name=code,
        unit=draw_(st.sampled_from(["each", "g"])),
        shelf_group=None,
        opening=draw_(st.integers(-50, 5000)),
        received=draw_(st.integers(-20, 900)),
        removed=draw_(st.integers(-20, 900)),
        declared=sum(n for _, n in declared_at),
        counted=draw_(st.none() | st.integers(0, 5000)),
        prices=tuple((at, draw_(st.integers(0, 9000))) for at in sorted(moments)),
        declared_at=tuple(declared_at),
    )


@st.composite
def sales(draw_, code: str) -> SaleFacts:
    refund = draw_(st.integers(0, 9)) == 0
    return SaleFacts(
        sale=code,
        visit=code,
        at_ms=START,
        due_fen=-draw_(fen) if refund else draw_(fen),
        paid_fen=-draw_(fen) if refund else draw_(fen),
        iou_fen=0 if refund else draw_(st.just(0) | fen),
        refund_only=refund,
    )


@st.composite
def cuts(draw_) -> CutFacts:
    goods = tuple(draw_(items(f"I{i}")) for i in range(draw_(st.integers(0, 4))))
    sold = tuple(draw_(sales(f"S{i}")) for i in range(draw_(st.integers(0, 4))))
    qr, gifts, repaid, opening, added, taken = (draw_(fen) for _ in range(6))
    unattached = draw_(st.integers(-5000, 5000))
    over_short = draw_(st.integers(-20_000, 5000))
    collected = draw_(fen)
    # All tenders are goods money of a sale, loose money, gifts and repayments.
    credited = sum(s.paid_fen for s in sold) + unattached + gifts + repaid - qr
    money = MoneyFacts(
        box_opening_fen=opening,
        float_added_fen=added,
        float_removed_fen=taken,
        collected_fen=collected,
        box_counted_fen=opening + added - taken + credited + over_short,
        cash_credited_fen=credited,
        over_short_fen=over_short,
        qr_fen=qr,
        qr_claimed_fen=0,
        qr_statement_fen=qr,
        donations_fen=gifts,
        repaid_fen=repaid,
        unattached_fen=unattached,
        iou_opening_fen=draw_(fen),
        iou_issued_fen=sum(s.iou_fen for s in sold),
        iou_forgiven_fen=draw_(fen),
    )
    return CutFacts(
        cut="C1",
        number=1,
        shop="shop",
        start_ms=START,
        end_ms=END,
        cash_evidence=draw_(st.sampled_from(["machine", "claimed"])),
        qr_evidence=draw_(st.sampled_from(["statement", "confirmed", "claimed"])),
        max_basket=draw_(st.integers(1, 9)),
        items=goods,
        sales=sold,
        money=money,
    )


def as_closed(facts: CutFacts) -> CutFacts:
    """The same cut with what CutClosed froze."""
    decided = decide(facts)
    return replace(
        facts,
        box_loss_fen=decided.box_loss_fen,
        items=tuple(
            replace(
                item,
                frozen_split=found.split,
                frozen_estimate=found.undeclared if found.estimated else None,
            )
            for item, found in zip(facts.items, decided.items, strict=True)
        ),
    )


@few
@given(cuts())
def test_the_gap_is_the_sum_of_its_parts(facts):
    exact = work_out(facts)
    assert exact.value_gone_fen - exact.goods_money_fen == sum(exact.gap_parts.addends().values())
    assert exact.cash_net_fen == exact.cash_credited_fen + exact.cash_over_short_fen
    assert exact.money_in_fen == exact.cash_net_fen + exact.qr_fen
    assert exact.box_loss_fen in (0, -exact.cash_over_short_fen)
    for item in exact.items:
        assert sum(n for _, n in item.split) == item.undeclared
        assert item.value_bounds_fen[0] <= item.value_bounds_fen[1]
        if item.estimated:
            assert 0 <= item.undeclared <= max(item.book, 0)


@few
@given(cuts())
def test_the_closed_cut_reads_as_it_was_decided(facts):
    assert work_out(as_closed(facts)) == work_out(facts)


@few
@given(cuts())
def test_a_waterfall_joins_end_to_start_and_lands_on_the_money(facts):
    statement = draw(facts)
    first, *parts, last = waterfall(statement)
    level = first.end_fen
    for bar in parts:
        assert (bar.start_fen, bar.end_fen - bar.start_fen) == (level, bar.fen)
        level = bar.end_fen
    assert level == last.end_fen == statement.exact.goods_money_fen
    assert first.fen == statement.exact.value_gone_fen


@few
@given(cuts())
def test_rates_are_null_exactly_where_their_denominator_is_not_above_0(facts):
    statement = draw(facts)
    exact, rates = statement.exact, statement.rates
    assert (rates.collection is None) == (exact.value_gone_fen <= 0)
    assert (rates.accounted is None) == (exact.value_gone_fen <= 0)
    assert (rates.declared_paid is None) == (exact.value_declared_fen <= 0)
    low, high = rates.collection_bounds
    assert low is None or high is None or low <= high
    for low, high in (rates.transaction_bounds, rates.capped_bounds):
        assert (low is None) == (high is None)
        assert low is None or low <= high
    assert all(bound is None or 0 <= bound <= 1 for bound in rates.transaction_bounds)
    full, sessions = rates.fully_paid_sessions
    assert 0 <= full <= sessions


@few
@given(st.integers(-9000, 9000), items("I"))
def test_a_split_sums_and_mirrors(quantity, item):
    parts = split(quantity, item, START, END)
    assert sum(n for _, n in parts) == quantity
    assert split(-quantity, item, START, END) == tuple((price, -n) for price, n in parts)
    mirrored = split_value_fen(tuple((price, -n) for price, n in parts), item.unit)
    assert split_value_fen(parts, item.unit) == -mirrored
    assert all(n * quantity >= 0 for _, n in parts)


@few
@given(st.integers(-9000, 9000), st.integers(0, 9000))
def test_goods_by_weight_round_half_up_mirrored(grams, each_fen):
    exact = Fraction(grams * each_fen, 500)
    value = line_fen(grams, "g", each_fen)
    assert abs(value - exact) <= Fraction(1, 2)
    assert line_fen(-grams, "g", each_fen) == -value


TAMPERED = [
    "box_opening_fen",
    "float_added_fen",
    "float_removed_fen",
    "box_counted_fen",
    "cash_credited_fen",
    "over_short_fen",
    "qr_fen",
    "donations_fen",
    "repaid_fen",
    "unattached_fen",
    "iou_issued_fen",
]


@pytest.mark.parametrize("figure", TAMPERED)
@settings(max_examples=4, deadline=None)
@given(facts=cuts(), by=st.sampled_from([-1, 1, 100]))
def test_one_money_figure_off_is_found(figure, facts, by):
    money = replace(facts.money, **{figure: getattr(facts.money, figure) + by})
    with pytest.raises(BrokenInvariant, match="does not hold"):
        work_out(replace(facts, money=money))


@pytest.mark.parametrize("figure", ["paid_fen", "iou_fen"])
@settings(max_examples=4, deadline=None)
@given(facts=cuts().filter(lambda facts: facts.sales), by=st.sampled_from([-1, 1, 100]))
def test_one_sale_off_is_found(figure, facts, by):
    first, *rest = facts.sales
    off = replace(first, **{figure: getattr(first, figure) + by})
    with pytest.raises(BrokenInvariant, match="does not hold"):
        work_out(replace(facts, sales=(off, *rest)))


@few
@given(cuts())
def test_a_frozen_box_loss_that_is_not_the_shortage_is_found(facts):
    with pytest.raises(BrokenInvariant, match="box loss"):
        work_out(replace(facts, box_loss_fen=abs(facts.money.over_short_fen) + 1))
