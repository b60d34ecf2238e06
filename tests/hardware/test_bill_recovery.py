"""Notes over restarts, pulled plugs and power cuts, told in virtual time.

Each story is a row of HARDWARE.md 7 or a sentence of its sections 2.1, 2.2 and 6.
"""

from __future__ import annotations

from typing import Literal

import pytest

from hardware.drivers.base import Command
from hardware.drivers.bill_escrow import EXTEND, GIVE_BACK
from hardware.drivers.bill_state import BillConfig
from hardware.drivers.bill_validator import BillValidator
from shop.effects import AcceptMoney
from tests.failures import proves
from tests.hardware.bill_shop import FIVE, ONE, SERIAL, TEN, Shop, Watched


def held_and_then(shop: Shop, *, routed: bool) -> None:
    """Put a ten in and let the program die, before the note was routed or after."""
    shop.open()
    if not routed:
        shop.model.knobs.deaf_to_routes = True
    shop.model.insert(TEN)
    shop.run(400)
    assert shop.last().held is not None
    shop.line.restart_host()
    shop.model.knobs.deaf_to_routes = False


@proves("restart_replug", "cctalk-bill")
def test_what_the_machine_did_before_we_met_is_no_money_and_a_held_note_goes_back() -> None:
    model = Watched()
    model.mask, model.mode = b"\xff\xff", 3
    note = model.insert(TEN)
    shop = Shop(model=model).open()
    assert (note.where, shop.fen) == ("returned", [])
    assert shop.book[0].why == "baseline"
    assert shop.ways == [EXTEND, GIVE_BACK]
    model.insert(FIVE)
    shop.run(3_000)
    assert shop.keys == [(SERIAL, 1, 3)]  # after the event of its return and of its own escrow


@proves("power_loss", "cctalk-bill")
@proves("restart_replug", "cctalk-bill")
def test_a_note_that_was_stacked_while_the_program_was_dead_is_money_recovered() -> None:
    shop = Shop()
    held_and_then(shop, routed=True)
    shop.model.pass_time(shop.line.now_ms + 5_000)
    shop.run(6_000)
    assert shop.fen == [1_000]
    assert (shop.last().why, shop.last().credits[0].recovered) == ("recovered", True)
    assert shop.last().credits[0].held == 1


@proves("power_loss", "cctalk-bill")
def test_a_note_that_was_given_back_while_the_program_was_dead_is_none() -> None:
    shop = Shop()
    held_and_then(shop, routed=False)
    shop.model.pass_time(shop.line.now_ms + 20_000)
    shop.model.pass_time(shop.line.now_ms + 22_000)
    shop.run(6_000)
    assert (shop.fen, shop.last().returned, shop.last().unsure) == ([], (1,), ())


@proves("power_loss", "cctalk-bill")
@pytest.mark.parametrize("wanted", [True, False])
def test_a_note_that_is_still_held_after_a_restart_is_routed_anew(wanted: bool) -> None:
    shop = Shop()
    held_and_then(shop, routed=False)
    shop.line.tell(Command(AcceptMoney(wanted)))
    shop.run(6_000)
    assert shop.wheres == ["stacked" if wanted else "returned"]
    assert shop.fen == ([1_000] if wanted else [])
    assert [r.held for r in shop.book].count(shop.book[1].held) == 1  # written once


@proves("lost_credits", "cctalk-bill")
@proves("power_loss", "cctalk-bill")
def test_when_its_end_went_by_unseen_a_person_looks() -> None:
    shop = Shop()
    held_and_then(shop, routed=True)
    shop.model.pass_time(shop.line.now_ms + 5_000)
    for _ in range(6):
        shop.model.error(2)  # six residents try crumpled notes
    shop.run(6_000)
    assert (shop.fen, shop.last().unsure, shop.last().lost) == ([], (1,), 2)
    assert shop.last().held is None


@proves("device_reset", "cctalk-bill")
@proves("power_loss", "cctalk-bill")
@pytest.mark.parametrize("ends", ["stacked", "returned"])
@pytest.mark.parametrize("moving", [True, False], ids=["moving", "held"])
def test_power_goes_while_a_note_is_inside_and_nobody_can_say_where_it_is(
    ends: Literal["stacked", "returned"], moving: bool
) -> None:
    shop = Shop().open()
    shop.model.knobs.power_up_escrow = shop.model.knobs.power_up_moving = ends
    shop.model.knobs.deaf_to_routes = not moving
    shop.model.insert(TEN)
    shop.run(400)
    shop.model.power_up(shop.line.now_ms)
    shop.model.knobs.deaf_to_routes = False
    shop.run(10_000)
    assert (shop.last().why, shop.last().epoch) == ("reset", 2)
    assert (shop.fen, shop.last().held) == ([], None)
    # It is named by the numbers of the epoch in which it was held.
    assert [(r.epoch, r.credit_no, r.unsure) for r in shop.book if r.unsure] == [(1, 2, (1,))]
    shop.model.insert(FIVE)
    shop.run(3_000)
    assert shop.keys == [(SERIAL, 2, 2)]


@proves("power_loss", "cctalk-bill")
def test_the_same_number_may_be_for_a_person_in_each_epoch() -> None:
    shop = Shop().open()
    for _ in range(3):
        shop.model.insert(TEN)
        shop.run(400)
        shop.model.power_up(shop.line.now_ms)
        shop.run(40_000)
    named = [(r.epoch, number) for r in shop.book for number in r.unsure]
    assert named == [(1, 1), (2, 1), (3, 1)]
    written = [(r.epoch, r.credit_no) for r in shop.book]
    assert len(set(written)) == len(written)  # each reading is a fact of its own in the book


@proves("power_loss", "cctalk-bill")
def test_the_book_fails_between_the_lost_note_and_the_new_count() -> None:
    shop = Shop().open()
    shop.model.insert(TEN)
    shop.run(400)
    shop.model.power_up(shop.line.now_ms)
    shop.takes = False
    shop.run(10_000)
    shop.takes = True
    while not shop.last().unsure:
        shop.run(10)
    shop.line.restart_host()  # only the first of the two facts is written
    shop.run(10_000)
    assert [r.why for r in shop.book[-2:]] == ["recovered", "reset"]
    assert [number for r in shop.book for number in r.unsure] == [1]


@proves("device_reset", "cctalk-bill")
def test_after_a_reset_it_is_told_again_to_hold_notes_before_any_is_let_in() -> None:
    shop = Shop().open()
    shop.model.insert(ONE)
    shop.run(3_000)
    shop.model.power_up(shop.line.now_ms)
    assert (shop.model.mode, shop.model.mask) == (0, b"\0\0")
    shop.model.asked.clear()
    shop.run(6_000)
    assert (shop.model.mode, shop.model.mask) == (3, b"\x0f\0")
    setup = [header for header in shop.model.asked if header in (228, 231, 230, 153)]
    assert setup == [228, 231, 230, 153, 228]


@proves("device_reset", "cctalk-bill")
def test_a_power_cut_in_the_middle_of_the_set_up_lets_no_note_slip_through() -> None:
    for into_ms in range(0, 120, 6):
        shop = Shop().open()
        shop.line.restart_host()
        shop.run(400 + into_ms)
        shop.model.power_up(shop.line.now_ms)
        for _ in range(50):
            shop.model.insert(TEN)
            shop.run(700)
        assert shop.model.stacked_unwritten == 0
        assert shop.model.stacked
        assert all(note.held_no is not None for note in shop.model.stacked)


@proves("device_reset", "cctalk-bill")
def test_a_reset_before_the_first_note_is_seen_by_its_mask() -> None:
    shop = Shop().open()
    shop.model.power_up(shop.line.now_ms)
    shop.run(35_000)
    assert [(r.why, r.epoch) for r in shop.book] == [("baseline", 1), ("reset", 2)]
    assert shop.model.mask == b"\x0f\0"


@proves("restart_replug", "cctalk-bill")
def test_a_pulled_plug_loses_nothing() -> None:
    shop = Shop().open()
    note = shop.model.insert(TEN)
    shop.run(400)
    shop.line.unplug()
    shop.model.pass_time(shop.line.now_ms + 3_000)
    assert note.where == "stacked"
    shop.line.replug()
    shop.model.asked.clear()
    shop.run(3_000)
    assert shop.fen == [1_000]
    assert 157 not in shop.model.asked  # its notes are known


@proves("double_credit", "cctalk-bill")
@proves("lost_credits", "cctalk-bill")
def test_more_events_than_it_shows_are_a_count_to_be_checked() -> None:
    shop = Shop().open()
    shop.model.insert(TEN)
    shop.run(3_000)
    shop.line.unplug()
    for _ in range(8):
        shop.model.error(3)
    shop.line.replug()
    shop.run(3_000)
    assert (shop.fen, shop.last().lost, shop.last().credit_no) == ([1_000], 3, 10)
    assert len(set(shop.keys)) == len(shop.keys)


@pytest.mark.parametrize("routed", [True, False])
def test_a_machine_without_a_serial_leaves_a_held_note_to_a_person(routed: bool) -> None:
    shop = Shop()
    shop.model.knobs.nak.add(242)
    held_and_then(shop, routed=routed)
    shop.model.pass_time(shop.line.now_ms + 2_000 * routed)
    shop.run(10_000)
    assert shop.last().serial == "nosn:simulated:40"
    baseline = [r for r in shop.book if r.why == "baseline"][-1]
    assert (baseline.epoch, shop.fen) == (2, [])
    assert [(r.epoch, r.unsure) for r in shop.book if r.unsure] == [(1, (1,))]
    assert shop.wheres == ["stacked" if routed else "returned"]


def test_a_machine_without_a_serial_that_got_another_name_starts_from_a_baseline_too() -> None:
    shop = Shop()
    shop.model.knobs.nak.add(242)
    held_and_then(shop, routed=True)
    shop.model.pass_time(shop.line.now_ms + 2_000)
    shop.line.driver = BillValidator(BillConfig("paper"))
    shop.line.restart_host()
    shop.run(10_000)
    assert [(r.device, r.why, r.unsure) for r in shop.book[-2:]] == [
        ("paper", "recovered", (1,)),
        ("paper", "baseline", ()),
    ]


@proves("over_under", "cctalk-bill")
def test_a_note_far_above_the_price_is_taken_as_it_is() -> None:
    shop = Shop(Watched(bills={1: "CN0100A"}), BillConfig("notes")).open()
    shop.model.insert(1)
    shop.run(3_000)
    assert shop.fen == [10_000]
