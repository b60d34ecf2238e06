"""Which notes come into the book, told in virtual time: values, escrow, recovery, resets.

Each story is a row of HARDWARE.md 7 or a sentence of its sections 2.1, 2.2 and 6.
"""

from __future__ import annotations

import pytest

from hardware.drivers.base import Command
from hardware.drivers.bill_escrow import EXTEND, GIVE_BACK, STACK
from hardware.drivers.bill_state import BillConfig
from shop.effects import AcceptMoney
from shop.inputs import HeldNote
from tests.failures import proves
from tests.hardware.bill_shop import FIVE, FOREIGN, ONE, SERIAL, TEN, TWENTY, Shop, Watched


@pytest.mark.parametrize("crc", [True, False], ids=["crc", "checksum"])
@pytest.mark.parametrize("echo", [True, False], ids=["echo", "no echo"])
@proves("echo", "cctalk-bill")
def test_a_note_is_held_then_written_then_stacked_then_money(crc: bool, echo: bool) -> None:
    shop = Shop(Watched(crc=crc), BillConfig("notes", crc=crc), echo=echo).open()
    note = shop.model.insert(TEN)
    shop.run(300)
    assert (note.where, shop.fen) == ("to stacker", [])
    assert shop.last().held == HeldNote(1, 1_000, "CN0010A")
    shop.run(2_000)
    assert note.where == "stacked"
    assert shop.fen == [1_000]
    credit = shop.last().credits[0]
    assert (credit.credit_no, credit.held, credit.what) == (2, 1, "CN0010A")
    assert shop.last().held is None
    assert shop.ways == [EXTEND, STACK]
    assert shop.line.state.line.echo is echo


def test_notes_are_numbered_with_all_events_of_their_count() -> None:
    shop = Shop().open()
    for kind in (ONE, FIVE, TWENTY):
        shop.model.insert(kind)
        shop.run(3_000)
    assert shop.fen == [100, 500, 2_000]
    assert shop.keys == [(SERIAL, 1, 2), (SERIAL, 1, 4), (SERIAL, 1, 6)]


def test_a_note_that_the_machine_cannot_give_a_value_is_not_let_in() -> None:
    shop = Shop().open()
    assert shop.model.mask == b"\x0f\x00"
    assert shop.model.insert(FOREIGN).where == "returned"
    assert "no value here for EU0005A" in shop.ups()[0]


def test_the_settings_may_give_a_note_its_value() -> None:
    config = BillConfig("notes", note_fen={"EU0005A": 4_000, "CN0001A": 200})
    shop = Shop(config=config).open()
    for kind in (FOREIGN, ONE):
        shop.model.insert(kind)
        shop.run(3_000)
    assert shop.fen == [4_000, 200]


@pytest.mark.parametrize(
    ("scaling", "fen"), [((1, 0), 1_000), ((1, 2), 10), ((1_000, 3), 1_000), ((10_000, 2), 100_000)]
)
def test_its_unit_gives_the_ids_their_value(scaling: tuple[int, int], fen: int) -> None:
    shop = Shop(Watched(bills={1: "CN0010A"}, scaling=scaling)).open()
    shop.model.insert(1)
    shop.run(3_000)
    assert shop.fen == [fen]


@pytest.mark.parametrize("scaling", [None, (0, 0), (1, 4)])
def test_without_a_unit_no_note_has_a_value_and_it_says_so(
    scaling: tuple[int, int] | None,
) -> None:
    shop = Shop(Watched(bills={1: "CN0001A"}, scaling=scaling)).open()
    assert shop.faults() == ["misconfigured"]
    assert shop.model.insert(1).where == "returned"


def test_a_note_without_a_value_that_gets_in_all_the_same_is_given_back() -> None:
    shop = Shop().open()
    shop.model.mask = b"\xff\xff"
    note = shop.model.insert(FOREIGN)
    shop.run(3_000)
    assert note.where == "returned"
    assert shop.fen == []
    assert shop.last().returned == (1,)
    assert STACK not in shop.ways


def test_a_machine_that_stacks_a_strange_note_leaves_it_to_be_checked() -> None:
    shop = Shop().open()
    shop.model.mode = 1  # it does not hold notes any more
    shop.model.mask = b"\xff\xff"
    shop.model.insert(FOREIGN)
    shop.run(3_000)
    assert [(c.fen, c.what, c.held) for c in shop.last().credits] == [(None, "EU0005A", None)]


def test_a_note_that_nobody_wants_is_given_back_and_no_money() -> None:
    shop = Shop().open()
    shop.model.knobs.patience_ms = 100  # less than a reading and its answer take
    note = shop.model.insert(TEN)
    shop.run(5_000)
    assert note.where == "returned"
    assert shop.fen == []
    assert (shop.last().returned, shop.last().held, shop.last().errors) == ((1,), None, (1,))


def test_when_the_shop_refuses_money_a_held_note_is_given_back() -> None:
    shop = Shop().open()
    note = shop.model.insert(TEN)
    shop.line.tell(Command(AcceptMoney(False)))
    shop.run(3_000)
    assert (note.where, shop.fen) == ("returned", [])
    assert not shop.model.master
    assert shop.model.insert(TEN).where == "returned"
    shop.line.tell(Command(AcceptMoney(True)))
    shop.run(1_000)
    shop.model.insert(TEN)
    shop.run(3_000)
    assert shop.fen == [1_000]


def test_a_note_that_came_while_it_was_shut_is_an_event_and_no_reset() -> None:
    shop = Shop().open()
    shop.model.knobs.says_inhibited = True
    shop.line.tell(Command(AcceptMoney(False)))
    shop.run(1_000)
    for _ in range(3):
        shop.model.insert(TEN)  # counted as (0, 0), which elsewhere is an empty place
        shop.run(1_000)
    assert (shop.last().epoch, shop.last().credit_no, shop.last().errors) == (1, 3, (0,))


@proves("power_loss", "cctalk-bill")
@pytest.mark.parametrize("slow_ms", [2_000, 4_000])
def test_a_book_that_takes_over_three_seconds_gives_the_note_back(slow_ms: int) -> None:
    shop = Shop().open()
    shop.slow_ms = slow_ms
    note = shop.model.insert(TEN)
    shop.run(10_000)
    assert note.where == ("stacked" if slow_ms < 3_000 else "returned")
    assert shop.fen == ([1_000] if slow_ms < 3_000 else [])
    assert shop.ways[0] == EXTEND  # it is asked to be patient before the book is asked


@proves("power_loss", "cctalk-bill")
def test_while_the_book_refuses_notes_are_given_back_at_once() -> None:
    shop = Shop().open()
    shop.takes = False
    note = shop.model.insert(TEN)
    shop.run(3_000)
    assert note.where == "returned"
    assert not shop.model.master
    shop.takes = True
    shop.run(5_000)
    assert shop.fen == []
    assert (shop.last().returned, shop.last().credit_no) == ((1,), 2)
    shop.model.insert(TEN)
    shop.run(3_000)
    assert shop.fen == [1_000]


@proves("retry", "cctalk-bill")
@pytest.mark.parametrize("lost", [1, 2])
def test_a_lost_answer_to_the_route_is_not_asked_again_the_events_tell(lost: int) -> None:
    shop = Shop().open()
    shop.model.knobs.routes_lost = lost
    shop.model.insert(TEN)
    shop.run(6_000)
    assert shop.ways == [EXTEND, STACK]
    assert shop.fen == [1_000]
    assert shop.downs() == []


@proves("retry", "cctalk-bill")
def test_a_note_that_is_still_held_after_a_while_is_routed_again() -> None:
    shop = Shop().open()
    shop.model.knobs.routes_fail = 1
    note = shop.model.insert(TEN)
    shop.run(3_000)
    assert (note.where, shop.ways) == ("escrow", [EXTEND, STACK])
    shop.run(4_000)
    assert (note.where, shop.ways) == ("stacked", [EXTEND, STACK, STACK])


def test_a_machine_that_says_nothing_is_held_is_not_asked_to_route_it_again() -> None:
    shop = Shop().open()
    note = shop.model.insert(TEN)
    shop.run(50)
    shop.model.held, note.where = None, "returned"  # pulled out by hand, and no event tells
    shop.run(20_000)
    assert shop.ways.count(STACK) == 1
    assert shop.last().held == HeldNote(1, 1_000, "CN0010A")
    shop.model.insert(FIVE)
    shop.run(3_000)
    assert [r.unsure for r in shop.book if r.unsure] == [(1,)]
    assert shop.fen == [500]


def test_a_machine_without_an_escrow_setting_works_as_it_does() -> None:
    shop = Shop()
    shop.model.knobs.nak = {153}
    shop.open()
    assert len(shop.ups()) == 1
    shop.model.insert(TEN)
    shop.run(3_000)
    assert [(c.fen, c.held) for c in shop.last().credits] == [(1_000, None)]


def test_a_machine_that_knows_no_patience_is_not_asked_for_it_twice() -> None:
    shop = Shop()
    shop.model.knobs.nak = {154}
    shop.open()
    note = shop.model.insert(TEN)
    shop.run(15_000)
    assert (note.where, shop.fen) == ("returned", [])  # by itself: it cannot be routed
    assert GIVE_BACK not in shop.ways
