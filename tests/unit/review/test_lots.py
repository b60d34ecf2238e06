"""Lots: what is gone of each delivery, oldest first; whole numbers that never get lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shop.review.depletion import after, over
from shop.review.lots import FOUND, Layer, Receipt, Step, Stock, Terms
from shop.review.paid_units import VisitGoods, paid_units
from shop.review.sharing_body import left_body, stock_of

OLD = Receipt(1, "EGG", "each", 10, Terms("A", "H-03", payout_fen=900))
NEW = Receipt(2, "EGG", "each", 5, Terms("B", "H-07", payout_fen=800, expires_on="2026-12-01"))


def layer(stock: Stock, key: int) -> Layer:
    return next(one for one in stock.layers if one.key == key)


def test_the_oldest_lot_is_gone_first_declared_or_not() -> None:
    found = after(Stock(), Step(receipts=(OLD, NEW), gone={"EGG": 12}, paid={"EGG": 9}))
    assert (layer(found, 1).gone, layer(found, 2).gone) == (10, 2)
    assert (layer(found, 1).left, layer(found, 2).left) == (0, 3)


def test_paid_units_go_by_largest_remainder_over_the_lots_gone() -> None:
    found = after(Stock(), Step(receipts=(OLD, NEW), gone={"EGG": 12}, paid={"EGG": 9}))
    # 9 · 10/12 = 7.5 and 9 · 2/12 = 1.5: the tie goes to the older lot
    assert (layer(found, 1).paid, layer(found, 2).paid) == (8, 1)


def test_what_is_written_off_takes_the_oldest_before_what_is_gone() -> None:
    found = after(Stock(), Step(receipts=(OLD, NEW), off={"EGG": 4}, gone={"EGG": 8}))
    assert (layer(found, 1).off, layer(found, 1).gone, layer(found, 2).gone) == (4, 6, 2)


def test_a_household_that_takes_its_lot_back_gets_that_lot() -> None:
    step = Step(receipts=(OLD, NEW), named_back={("EGG", "B"): 5}, gone={"EGG": 3})
    found = after(Stock(), step)
    assert (layer(found, 2).back, layer(found, 2).left, layer(found, 1).gone) == (5, 0, 3)


def test_more_counted_than_there_should_be_is_the_first_to_go_and_paid_to_nobody() -> None:
    stock = after(Stock(), Step(receipts=(OLD,), gone={"EGG": 6})).settled()
    found = over(stock, [Step(gone={"EGG": -2}, units={"EGG": "each"}), Step(gone={"EGG": 3})])
    assert (layer(found, FOUND).gone, layer(found, 1).gone) == (2, 1)
    assert found.held("EGG") == 3


def test_a_delivery_written_down_too_late_was_gone_already() -> None:
    stock = after(Stock(), Step(gone={"EGG": 4}))
    assert stock.held("EGG") == -4
    found = after(stock.settled(), Step(receipts=(OLD,)))
    assert (layer(found, 1).gone, layer(found, 1).left, found.short) == (4, 6, {})


def test_a_delivery_corrected_down_loses_what_is_left_of_it_then_of_others() -> None:
    stock = after(Stock(), Step(receipts=(OLD, NEW), gone={"EGG": 9}))
    found = after(stock, Step(receipts=(Receipt(1, "EGG", "each", -3, OLD.terms),)))
    assert (layer(found, 1).received, layer(found, 2).received) == (9, 3)
    assert (layer(found, 1).gone, found.held("EGG")) == (9, 3)


def test_what_expires_is_told_soonest_first() -> None:
    late = Receipt(3, "EGG", "each", 1, Terms("C", expires_on="2026-11-30"))
    found = after(Stock(), Step(receipts=(OLD, NEW, late)))
    assert [one.terms.lot for one in found.expiring("2026-12-01")] == ["C", "B"]
    assert found.expiring("2026-11-01") == ()


def test_paid_units_are_what_each_visit_paid_of_what_it_declared() -> None:
    visits = [
        VisitGoods(1000, 1000, {"EGG": 2, "OIL": 1}),
        VisitGoods(1000, 250, {"EGG": 2}),  # paid a quarter: half a tray
        VisitGoods(500, 0, {"EGG": 1}),
        VisitGoods(0, 0, {"SALT": 3}),  # a thing that cost nothing
        VisitGoods(-400, -400, {"OIL": -1}),  # only brought something back
    ]
    gone = {"EGG": 9, "OIL": 5, "SALT": 2}
    assert paid_units(visits, gone) == {"EGG": 3, "SALT": 2}


# ---------------------------------------------------------------- whatever happens

_few = st.integers(-4, 12)
_items = st.sampled_from(["EGG", "OIL"])


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    out = []
    key = 0
    for _ in range(draw(st.integers(1, 6))):
        receipts = []
        for _ in range(draw(st.integers(0, 3))):
            key += 1
            of = draw(st.integers(1, key))
            quantity = draw(_few.filter(bool))
            terms = Terms(draw(st.sampled_from(["", "A", "B"])), "H-03", payout_fen=1)
            receipts.append(Receipt(of, draw(_items), "each", quantity, terms))
        gone = draw(st.dictionaries(_items, _few))
        named = st.dictionaries(st.tuples(_items, st.sampled_from(["A", "B"])), _few, max_size=2)
        out.append(
            Step(
                tuple(receipts),
                draw(named),
                draw(st.dictionaries(_items, _few)),
                draw(st.dictionaries(_items, _few)),
                gone,
                {item: draw(st.integers(0, max(n, 0))) for item, n in gone.items()},
            )
        )
    return out


def net(step: Step, item: str) -> int:
    """What a step leaves on the shelf more than before."""
    came = sum(one.quantity for one in step.receipts if one.item == item)
    named = sum(quantity for (of, _), quantity in step.named_back.items() if of == item)
    return came - named - sum(part.get(item, 0) for part in (step.back, step.off, step.gone))


@given(steps())
def test_units_are_never_lost_or_made(given_steps: list[Step]) -> None:
    stock = Stock()
    for step in given_steps:
        before = stock
        stock = after(stock, step)
        for item in ("EGG", "OIL"):
            assert stock.held(item) == before.held(item) + net(step, item)  # next O = C
        for one in stock.layers:
            assert one.received == one.gone + one.off + one.back + one.left
            assert min(one.gone, one.off, one.back, one.left, one.paid) >= 0
            assert one.paid <= one.gone


@given(steps())
def test_nothing_newer_is_gone_while_older_is_left_unless_its_lot_was_named(
    given_steps: list[Step],
) -> None:
    stock = Stock()
    for step in given_steps:
        plain = Step(step.receipts, {}, {}, step.off, step.gone, step.paid)
        before, stock = stock, after(stock, plain)
        was = {(one.item, one.key): one.gone for one in before.layers if one.key != FOUND}
        for item in ("EGG", "OIL"):
            undone = any(one.item == item and one.quantity < 0 for one in step.receipts)
            if before.short.get(item) or undone:
                continue  # what fills a gap was gone before the older one was corrected upwards
            of = [one for one in stock.layers if one.item == item]
            gone = [
                at
                for at, one in enumerate(of)
                if one.key != FOUND and one.gone > was.get((item, one.key), 0)
            ]
            assert all(one.left == 0 for one in of[: max(gone, default=0)])


@given(steps(), steps())
def test_the_next_period_begins_with_what_the_entry_kept(
    first: list[Step], second: list[Step]
) -> None:
    whole = over(over(Stock(), first).settled(), second)
    kept = stock_of(left_body(over(Stock(), first).settled()))
    assert over(kept, second) == whole
