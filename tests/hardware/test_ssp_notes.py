"""Which notes of an SSP validator come into the book, told in virtual time.

Each story is a row of HARDWARE.md 7 or a sentence of its sections 2.3 and 6.
"""

from __future__ import annotations

import pytest

from hardware.codecs import ssp
from hardware.drivers.base import Command
from hardware.drivers.ssp_state import SspConfig
from hardware.twins.ssp_bill import SspBillModel, TwinNote
from shop.effects import AcceptMoney
from tests.failures import proves
from tests.hardware.ssp_shop import FIVE, ONE, TEN, TWENTY, Shop


def test_a_note_is_held_in_the_book_then_credited_once() -> None:
    shop = Shop().open()
    assert shop.put(TEN)
    baseline, held, credit = shop.book
    assert (baseline.why, baseline.credit_no) == ("baseline", 0)
    assert (held.held and held.held.fen, held.credits) == (1_000, ())
    assert [(c.fen, c.held) for c in credit.credits] == [(1_000, 1)]
    assert shop.keys == [("ssp:1234567", 1, 2)]
    assert shop.model.in_cashbox() == [TEN]


def test_several_notes_one_after_the_other() -> None:
    shop = Shop().open()
    for note in (ONE, TWENTY, ONE, FIVE):
        assert shop.put(note)
    assert shop.fen == [100, 2_000, 100, 500]
    assert shop.model.in_cashbox() == [ONE, TWENTY, ONE, FIVE]


def test_a_held_note_is_not_polled_for_before_the_book_has_it() -> None:
    shop = Shop().open()
    shop.takes = False
    shop.model.insert(TEN)
    shop.line.run(400)
    shop.model.asked.clear()
    shop.line.run(2_000)
    assert ssp.HOLD in shop.model.asked
    assert ssp.POLL not in shop.model.asked
    shop.takes = True
    shop.line.run(2_000)
    assert shop.fen == [1_000]


def test_a_note_that_the_book_does_not_take_in_three_seconds_goes_back() -> None:
    shop = Shop().open()
    shop.takes = False
    shop.put(TEN, 6_000)
    assert shop.model.notes[-1].where == "returned"
    assert shop.book[1:] == []
    assert not shop.model.enabled  # no note that cannot be recorded
    shop.takes = True
    shop.line.run(2_000)
    assert (shop.fen, shop.returned) == ([], 1)
    assert shop.put(TEN)
    assert shop.fen == [1_000]


def test_the_shop_may_stop_wanting_a_note_that_is_in_escrow() -> None:
    shop = Shop().open()
    shop.takes = False
    shop.put(TEN, 600)
    shop.line.tell(Command(AcceptMoney(False)))
    shop.takes = True
    shop.line.run(2_000)
    assert (shop.fen, shop.returned) == ([], 1)
    assert not shop.put(ONE)
    shop.line.tell(Command(AcceptMoney(True)))
    shop.line.run(1_000)
    assert shop.put(ONE)


def test_a_note_the_unit_gives_back_by_itself_is_no_money() -> None:
    shop = Shop().open()
    shop.model.knobs.rejects = True
    shop.put(TEN)
    assert (shop.fen, shop.returned) == ([], 1)
    assert shop.model.enabled


def test_only_notes_with_a_value_are_drawn_in() -> None:
    shop = Shop(model=SspBillModel(country="EUR")).open()
    assert not shop.put(TEN)
    assert shop.faults() == ["misconfigured"]
    named = SspConfig("notes", note_fen={3: 7_500})
    shop = Shop(model=SspBillModel(country="EUR"), config=named).open()
    assert not shop.put(TWENTY)
    assert shop.put(TEN)
    assert shop.fen == [7_500]
    assert "no value here for channel 1 2 4 5 6" in shop.ups()[0]


def test_a_unit_without_a_serial_is_known_by_its_socket() -> None:
    shop = Shop()
    shop.model.knobs.no_serial = True
    shop.open()
    shop.put(ONE)
    assert shop.keys == [("ssp:nosn:simulated:0", 1, 2)]


@proves("double_credit", "ssp-bill")
def test_a_credit_without_a_note_in_escrow_is_to_be_checked_and_no_money() -> None:
    shop = Shop().open()
    shop.put(TEN)
    shop.model.say(0xEE, TEN)
    shop.line.run(1_000)
    assert shop.fen == [1_000, None]
    assert shop.faults() == ["unrecognised"]


@proves("retry", "ssp-bill")
@proves("double_credit", "ssp-bill")
@pytest.mark.parametrize("lost", [1, 2, 3])
@pytest.mark.parametrize("when_ms", range(0, 1_000, 90))
def test_a_lost_answer_is_asked_for_again_and_the_unit_does_not_act_twice(
    lost: int, when_ms: int
) -> None:
    shop = Shop().open()
    shop.model.insert(TEN)
    shop.line.run(when_ms)
    shop.model.knobs.loses_answers = lost
    shop.line.run(12_000)
    assert shop.model.in_cashbox() == [TEN]
    assert shop.fen == [1_000]
    assert shop.downs() == []


@proves("power_loss", "ssp-bill")
@pytest.mark.parametrize(
    ("clears_to", "fen", "returned"), [("cashbox", [1_000], 0), ("front", [], 1)]
)
@pytest.mark.parametrize("phase", ["escrow", "stacking"])
@pytest.mark.parametrize("program_dies", [True, False])
def test_power_goes_with_a_note_on_its_way_and_the_unit_says_where_it_went(
    clears_to: str, fen: list[int], returned: int, phase: str, program_dies: bool
) -> None:
    shop = Shop().open()
    shop.model.knobs.reset_clears_to = clears_to  # type: ignore[assignment]
    shop.model.insert(TEN)
    shop.run_until_held()
    while phase == "stacking" and shop.model.notes[-1].where == "escrow":
        shop.line.run(1)
    if program_dies:
        shop.line.restart_host()
    shop.model.power_up(shop.line.now_ms)
    shop.line.run(10_000)
    assert (shop.fen, shop.returned, shop.unsure) == (fen, returned, 0)
    assert all(credit.recovered for reading in shop.book for credit in reading.credits)
    assert shop.put(ONE)
    assert shop.fen == [*fen, 100]


@proves("power_loss", "ssp-bill")
@pytest.mark.parametrize(("clears_to", "faults"), [("front", []), ("cashbox", ["unrecognised"])])
def test_what_becomes_of_the_next_note_says_nothing_of_the_held_one(
    clears_to: str, faults: list[str]
) -> None:
    shop = Shop().open()
    shop.model.insert(TEN)
    shop.run_until_held()
    shop.line.unplug()  # nobody hears that it is stacked, and then power takes that away
    shop.model.notes[:] = [TwinNote(TEN, "cashbox"), TwinNote(ONE, "escrow")]
    shop.model.knobs.reset_clears_to = clears_to  # type: ignore[assignment]
    shop.model.power_up(shop.line.now_ms)
    shop.line.replug()
    shop.line.run(10_000)
    assert (shop.fen, shop.returned, shop.unsure) == ([], 0, 1)
    assert shop.faults() == faults


@proves("power_loss", "ssp-bill")
def test_a_note_cleared_to_the_cashbox_that_was_credited_before_is_nothing_new() -> None:
    shop = Shop().open()
    shop.put(TEN)
    shop.model.knobs.reset_clears_to = "cashbox"
    shop.model.power_up(shop.line.now_ms)
    shop.model.say(0xE2, TEN)
    shop.line.run(8_000)
    assert (shop.fen, shop.unsure) == ([1_000], 0)
    assert shop.faults() == ["unrecognised"]  # the box count says whether it was that one


@proves("restart_replug", "ssp-bill")
def test_the_program_dies_with_a_note_in_escrow_and_the_next_start_gives_it_back() -> None:
    shop = Shop().open()
    shop.model.insert(TEN)
    shop.run_until_held()
    shop.line.restart_host()
    shop.line.run(8_000)
    assert (shop.fen, shop.returned, shop.unsure) == ([], 1, 0)
    assert shop.model.notes[-1].where == "returned"
    assert [(r.epoch, r.why) for r in shop.book] == [
        (1, "baseline"),
        (1, "continues"),
        (1, "recovered"),
        (2, "baseline"),
    ]


@proves("restart_replug", "ssp-bill")
def test_the_program_dies_while_a_note_is_stacked_and_the_next_start_credits_it() -> None:
    shop = Shop().open()
    shop.model.insert(TEN)
    while shop.model.in_cashbox() == [] and not shop.model.notes[-1].where == "stacking":
        shop.line.run(1)
    shop.line.restart_host()
    shop.line.run(8_000)
    assert (shop.fen, shop.returned, shop.unsure) == ([1_000], 0, 0)
    assert shop.last().epoch == 2


@proves("power_loss", "ssp-bill")
def test_a_note_of_which_nobody_can_say_anything_is_for_a_person() -> None:
    shop = Shop().open()
    shop.model.insert(TEN)
    shop.run_until_held()
    shop.line.restart_host()
    other = SspBillModel()  # the same unit, but its memory of the note is gone
    shop.line.model = other
    shop.line.run(4_000)
    assert not other.enabled  # what it says of the next note must not be taken for this one
    shop.line.run(6_000)
    assert (shop.fen, shop.returned, shop.unsure) == ([], 0, 1)
    assert other.insert(ONE)


@proves("restart_replug", "ssp-bill")
@pytest.mark.parametrize("after_ms", range(0, 900, 50))
def test_a_cable_pulled_at_any_moment_of_a_note_loses_no_credit(after_ms: int) -> None:
    shop = Shop().open()
    shop.model.insert(TEN)
    shop.line.run(after_ms)
    shop.line.unplug()
    shop.line.run(2_000)
    shop.line.replug()
    shop.line.run(15_000)
    stacked = shop.model.in_cashbox()
    assert shop.fen == [1_000] * len(stacked)
    assert shop.unsure == 0
    assert shop.put(ONE)


@proves("restart_replug", "ssp-bill")
def test_another_unit_on_the_same_plug_is_another_count() -> None:
    shop = Shop().open()
    shop.put(ONE)
    shop.line.unplug()
    shop.line.model = SspBillModel(serial=7)
    shop.line.replug()
    shop.line.run(3_000)
    assert (shop.last().serial, shop.last().why) == ("ssp:7", "baseline")
