"""The seeded village: the same seed is the same world, and its truth adds up."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from shop import gtin
from shop.inputs import BUTTONS
from shop.till.state import Rules
from shop.world import DAY_MS, SHARES, Habit, Visit, Ways, World
from shop.world.chance import gamma2, poisson
from shop.world.goods import assortment
from shop.world.intents import (
    CloseRound,
    CountShelf,
    DayEnds,
    Insert,
    PayByPhone,
    Press,
    Restock,
    Scan,
    TakeOut,
)
from shop.world.village import settle


def lived(seed: int, days: int = 21, ways: Ways | None = None) -> tuple[World, list[object]]:
    world = World(random.Random(seed), ways)
    return world, list(world.intents(days))


def test_the_same_seed_is_the_same_world_byte_for_byte() -> None:
    one, first = lived(7)
    two, second = lived(7)
    assert repr(first) == repr(second)
    assert one.truth.total.as_json() == two.truth.total.as_json()
    assert repr(first) != repr(lived(8)[1])


def test_each_habit_has_its_share_of_the_village() -> None:
    residents = settle(random.Random(3), Ways())
    assert len(residents) == 300
    counts = Counter(resident.habit for resident in residents)
    assert counts == {habit: 3 * share for habit, share in SHARES.items()}


def test_draws_have_their_means() -> None:
    chance = random.Random(5)
    assert sum(poisson(chance, 1.0) for _ in range(20_000)) / 20_000 == pytest.approx(1, abs=0.05)
    assert sum(gamma2(chance) for _ in range(20_000)) / 20_000 == pytest.approx(2, abs=0.05)


def test_visits_come_as_often_as_asked() -> None:
    _, intents = lived(2, 70, Ways(visits_per_day=30))
    visits = sum(isinstance(intent, Visit) for intent in intents)
    assert visits == pytest.approx(70 * 30, rel=0.05)


def test_goods_carry_right_barcodes_of_mainland_china_and_prices_from_1_to_30_yuan() -> None:
    goods = assortment(random.Random(4))
    codes = [good.code for good in goods if good.code]
    assert len(goods) == 31
    assert sum(good.listed for good in goods) == 30
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert gtin.read(code).kind == "EAN-13"
        assert 690 <= int(code[:3]) <= 699
    assert min(good.fen for good in goods) == 100
    assert max(good.fen for good in goods) == 3000
    assert all(good.fen % 50 == 0 for good in goods)
    assert {good.fen for good in goods if not good.listed} <= set(Rules().price_tiles_fen)


@pytest.mark.parametrize("box", ["machine", "claimed"])
def test_every_intent_can_be_carried_out_from_outside(box: str) -> None:
    world, intents = lived(6, 60, Ways(box=box))
    codes = {good.code for good in world.goods}
    items = {good.item for good in world.goods}
    for intent in intents:
        for step in intent.steps if isinstance(intent, Visit) else ():
            assert step.gap_ms > 0
            match step:
                case Scan(text=text):
                    assert text in codes
                    assert text
                case Insert(fen=fen):
                    assert fen in world.ways.pieces_fen
                case Press(button=button, item=item, value=value):
                    assert button in BUTTONS
                    assert item is None or item in items
                    assert (item is not None) == (button in ("quantity", "remove"))
                    assert button not in ("add", "price", "quantity") or value is not None
                case PayByPhone(fen=fen) | TakeOut(fen=fen):
                    assert fen > 0


def test_intents_come_in_order_and_nobody_pushes_in() -> None:
    _, intents = lived(9, 40, Ways(visits_per_day=150))
    free_ms = 0
    for intent in intents:
        if isinstance(intent, Visit) and not intent.steps:
            continue  # they never go near the till
        assert intent.at_ms >= free_ms, intent
        free_ms = intent.at_ms
        if isinstance(intent, Visit):
            free_ms += sum(step.gap_ms for step in intent.steps) + intent.settle_ms


def test_days_end_in_order_and_the_last_with_a_cut() -> None:
    _, intents = lived(10, 9)
    days = [intent.day for intent in intents if isinstance(intent, DayEnds)]
    assert days == list(range(9))
    closes = [intent.at_ms // DAY_MS for intent in intents if isinstance(intent, CloseRound)]
    assert closes == [6, 8]


def test_a_free_rider_never_goes_near_the_till() -> None:
    world, intents = lived(11, 14, Ways(shares=((Habit.FREE_RIDER, 100),), gifts=0))
    assert not any(intent.steps for intent in intents if isinstance(intent, Visit))
    total = world.truth.total
    assert total.undeclared_fen == total.taken_fen > 0
    assert total.paid_fen == total.declared_fen == 0


def test_a_world_of_honest_people_without_errors_leaves_no_gap() -> None:
    ways = Ways(shares=((Habit.HONEST, 100),), jam=0, walks_off=0, oddities=0,
                count_error=0, receipt_error=0, box_error=0)  # fmt: skip
    total = lived(12, 14, ways)[0].truth.total
    assert total.taken_fen == total.declared_fen == total.paid_fen > 0
    causes = (total.undeclared_fen, total.unpaid_fen, total.underpaid_fen, total.overpaid_fen,
              total.unattached_fen, total.uncounted_cash_fen, total.miscounted_fen,
              total.misreceived_fen, total.box_miscounted_fen)  # fmt: skip
    assert not any(causes)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("box", ["machine", "claimed"])
def test_the_truth_adds_up(seed: int, box: str) -> None:
    world, _ = lived(seed, 28, Ways(box=box, box_loss=0.5, spoilage_logged=0.3))
    truth = world.truth
    for cut in truth.cuts:
        # HONESTY.md section 3: V_G − P = V_U + I + N + Un − Ov − Unattached − S
        value_undeclared = (
            cut.undeclared_fen + cut.spoiled_fen + cut.misreceived_fen + cut.miscounted_fen
        )
        over = cut.uncounted_cash_fen + cut.box_miscounted_fen - cut.box_loss_fen
        paid = cut.cash_credited_fen + cut.qr_fen + over - cut.donated_fen - cut.repaid_fen
        gap = cut.declared_fen + value_undeclared - paid
        parts = value_undeclared + cut.iou_fen + cut.unpaid_fen + cut.underpaid_fen
        assert gap == parts - cut.overpaid_fen - cut.unattached_fen - over
    # What a right book says at the end is what is there, but for the errors of the last count.
    errors = sum(abs(truth.book_shelf[item] - truth.stock[item]) for item in truth.book_shelf)
    assert errors < 30
    assert abs(truth.book_box_fen - truth.box_fen) <= 100


def test_planted_losses_happen() -> None:
    ways = Ways(spoilage_logged=0.0, spoiled=0.03, box_loss=1.0, walks_off=0.2, jam=0.5)
    total = lived(13, 14, ways)[0].truth.total
    assert min(total.spoiled_fen, total.box_loss_fen, total.unpaid_fen, total.jams) > 0
    bad = lived(13, 14, Ways(count_error=1.0))[1]
    good = lived(13, 14, Ways(count_error=0.0))[1]
    assert sum(isinstance(intent, CountShelf) for intent in bad) == sum(
        isinstance(intent, CountShelf) for intent in good
    )


def test_items_can_be_left_uncounted_with_a_reason() -> None:
    world, intents = lived(14, 14, Ways(uncounted=0.3))
    closes = [intent for intent in intents if isinstance(intent, CloseRound)]
    assert any(close.uncounted for close in closes)
    assert all(reason for close in closes for _, reason in close.uncounted)
    assert not all(cut.whole for cut in world.truth.cuts)


def test_volunteers_restock_before_the_shelf_is_empty_for_long() -> None:
    world, intents = lived(15, 28)
    assert any(isinstance(intent, Restock) for intent in intents)
    assert all(pieces >= 0 for pieces in world.truth.stock.values())


@pytest.mark.parametrize("field", ["jam", "count_error", "uncounted"])
def test_a_share_outside_0_to_1_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match=field):
        replace(Ways(), **{field: 1.5})
