"""Which notes come into the book, told in virtual time: escrow, acceptance, ends, identity.

Each story is a row of HARDWARE.md 7 or a sentence of its sections 2.5 and 6.
"""

from __future__ import annotations

import pytest

from hardware.drivers.base import Command
from hardware.twins.ict_bill import IctBillModel
from shop.effects import AcceptMoney
from shop.inputs import DeviceUp
from tests.failures import proves
from tests.hardware.ict_shop import FIVE, ONE, TEN, Shop


def test_a_note_is_in_the_book_before_it_is_taken_and_credited_when_it_is_in_the_box() -> None:
    shop = Shop().open()
    shop.model.insert(FIVE, shop.line.now_ms)
    shop.run(700)
    held = shop.last().held
    assert held is not None
    assert (held.credit_no, held.fen, held.what) == (1, 500, "type 2")
    assert shop.model.stacked == []
    shop.run(2_000)
    assert shop.model.stacked == [FIVE]
    assert [(c.credit_no, c.fen, c.held) for c in shop.last().credits] == [(2, 500, 1)]
    assert shop.last().held is None


def test_its_identity_is_its_socket_and_each_start_counts_from_a_baseline() -> None:
    shop = Shop().open()
    assert [(r.serial, r.why, r.epoch, r.credit_no) for r in shop.book] == [
        ("ict:simulated", "baseline", 1, 0)
    ]
    up = next(said for said in shop.heard if isinstance(said, DeviceUp))
    assert up.detail == "ict:simulated, takes 1.00 5.00 10.00 20.00 50.00 100.00"


@proves("restart_replug", "ict-bill")
def test_a_restart_begins_an_epoch_and_a_pulled_plug_does_not() -> None:
    shop = Shop().open()
    shop.insert(ONE)
    shop.line.unplug()
    shop.line.replug()
    shop.run(3_000)
    shop.insert(FIVE)
    shop.line.restart_host()
    shop.run(3_000)
    shop.insert(TEN)
    assert [(r.epoch, c.credit_no) for r in shop.book for c in r.credits] == [
        (1, 2),
        (1, 4),
        (2, 2),
    ]
    assert shop.fen == [100, 500, 1_000]
    assert shop.model.stacked == [ONE, FIVE, TEN]


def test_a_note_without_a_value_goes_back() -> None:
    shop = Shop(model=IctBillModel(types=8, powered_ms=2_000)).open()
    assert shop.insert(7)
    assert shop.model.back == [7]
    assert [r.why for r in shop.book] == ["baseline"]


def test_the_shop_can_refuse_and_take_notes() -> None:
    shop = Shop().open()
    shop.line.tell(Command(AcceptMoney(False)))
    shop.run(100)
    assert not shop.insert(ONE)
    shop.line.tell(Command(AcceptMoney(True)))
    shop.run(100)
    assert shop.insert(ONE)
    assert shop.fen == [100]


def test_a_note_that_was_being_drawn_in_when_the_shop_refused_goes_back() -> None:
    shop = Shop().open()
    shop.model.insert(ONE, shop.line.now_ms)
    shop.line.tell(Command(AcceptMoney(False)))
    shop.run(3_000)
    assert (shop.model.back, shop.fen) == ([ONE], [])


def test_while_the_book_refuses_the_note_goes_back_and_no_further_one_is_drawn_in() -> None:
    shop = Shop().open()
    shop.takes = False
    shop.model.insert(ONE, shop.line.now_ms)
    shop.run(600 + 3_400)
    assert shop.model.back == []  # still in escrow …
    shop.run(400)
    assert shop.model.back == [ONE]  # … and out, well before the unit's own 5 s
    assert not shop.insert(ONE)
    shop.takes = True
    shop.run(3_000)
    assert shop.fen == []
    assert shop.returned == 1
    assert shop.insert(ONE)
    assert shop.fen == [100]


def test_a_note_that_was_long_unread_is_given_back_rather_than_taken_late() -> None:
    shop = Shop().open()
    driver, state = shop.line.driver, shop.line.state
    now_ms = state.listened_ms + 3_500  # the thread stood still; the note came meanwhile
    state, _ = driver.step(state, _bytes("81 41"), now_ms)
    assert state.phase.name == "RETURNING"


def _bytes(text: str) -> object:
    from hardware.drivers.base import Bytes

    return Bytes(bytes.fromhex(text))


def test_a_note_whose_escrow_was_written_slowly_but_in_time_is_taken() -> None:
    shop = Shop().open()
    shop.takes = False
    shop.model.insert(ONE, shop.line.now_ms)
    shop.run(600 + 1_200)
    shop.takes = True
    shop.run(3_000)
    assert (shop.fen, shop.model.stacked) == ([100], [ONE])


def test_a_note_that_the_unit_cannot_stack_goes_back_uncredited() -> None:
    shop = Shop().open()
    shop.line.to_device.carry = lambda data: [data.replace(b"\x02", b"")]  # type: ignore[method-assign]
    assert shop.insert(ONE, 8_000)
    assert shop.model.back == [ONE]
    assert (shop.fen, shop.returned, shop.unsure) == ([], 1, 0)
    assert shop.model.accepts_heard == 0  # sent once, lost, never sent again


@pytest.mark.parametrize("accept", [b"\x02", b"\x10"])
def test_the_accept_byte_is_sent_once_a_note(accept: bytes) -> None:
    shop = Shop(model=IctBillModel(accept, powered_ms=2_000), accept=accept).open()
    before = shop.model.heard.count(accept[0])
    shop.insert(ONE)
    shop.insert(TEN)
    assert shop.model.heard.count(accept[0]) - before == 2
    assert shop.fen == [100, 1_000]


@proves("double_credit", "ict-bill")
def test_a_doubled_or_late_10_credits_nothing() -> None:
    shop = Shop().open()
    shop.insert(ONE)
    shop.line.say(b"\x10\x10")
    shop.run(2_000)
    assert shop.fen == [100]
    assert shop.line.counts["noise"] == 2


@proves("double_credit", "ict-bill")
def test_a_credit_whose_answer_was_lost_is_offered_again_under_the_same_number() -> None:
    shop = Shop().open()
    shop.model.insert(ONE, shop.line.now_ms)
    shop.run(1_000)
    real, lost = shop.line.emit, []

    def loses_the_answer(said: object) -> bool:
        taken = real(said)  # type: ignore[arg-type]
        lost.append(said)
        return taken and len(lost) > 1

    shop.line.emit = loses_the_answer
    shop.run(3_000)
    assert shop.fen == [100]
    assert shop.again == 1


@proves("stop", "ict-bill")
def test_the_stop_inhibits_and_waits_for_the_note_under_way() -> None:
    shop = Shop().open()
    shop.model.insert(ONE, shop.line.now_ms)
    shop.run(700)
    assert shop.line.stop()
    assert shop.fen == [100]
    assert not shop.model.enabled


@proves("stop", "ict-bill")
def test_a_stop_does_not_wait_for_ever_and_the_next_start_answers_for_the_note() -> None:
    shop = Shop().open()
    shop.model.knobs.stack_ms = 10_000
    shop.model.insert(ONE, shop.line.now_ms)
    shop.run(700)
    began_ms = shop.line.now_ms
    assert shop.line.stop()
    assert shop.line.now_ms - began_ms < 2_000
    assert shop.unsure == 0
    shop.line.restart_host()
    shop.run(3_000)
    assert shop.unsure == 1


def test_a_stop_before_the_unit_is_known_still_inhibits_it() -> None:
    shop = Shop()
    shop.run(1)
    assert shop.line.stop()
    assert 0x5E in shop.model.heard
