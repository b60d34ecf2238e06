"""What a bill validator may suffer, told in virtual time: jam, full, open, busy, silence, stop.

Each story is a row of HARDWARE.md 7 or a sentence of its sections 2.1, 2.2 and 6.
"""

from __future__ import annotations

import pytest

from hardware.drivers.bill_state import BillConfig
from hardware.twins.faults import Faults
from shop.inputs import DeviceUp
from tests.failures import proves
from tests.hardware.bill_shop import FIVE, TEN, Shop, Watched


@proves("jam", "cctalk-bill")
@pytest.mark.parametrize(
    ("event", "code"),
    [(6, "jam"), (7, "jam"), (16, "jam"), (14, "full"), (17, "fraud"), (18, "fraud"), (11, "open")],
)
def test_a_fault_shuts_it_until_its_self_check_is_clean(event: int, code: str) -> None:
    shop = Shop().open()
    shop.model.error(event)
    shop.model.knobs.jam = 3
    shop.run(1_000)
    assert shop.faults() == [code]
    assert not shop.model.master
    shop.run(60_000)
    assert not shop.model.master
    shop.model.knobs.jam = 0
    shop.run(31_000)
    assert shop.faults() == [code, "ok"]
    shop.model.insert(TEN)
    shop.run(3_000)
    assert shop.fen == [1_000]


@proves("jam", "cctalk-bill")
def test_a_stacker_that_is_put_back_is_looked_at_once() -> None:
    shop = Shop().open()
    shop.model.error(11)
    shop.run(1_000)
    shop.model.error(12)
    shop.run(1_000)
    assert shop.faults() == ["open", "ok"]
    assert shop.model.master


def test_a_stacker_taken_out_and_put_back_between_two_polls_is_no_fault() -> None:
    shop = Shop().open()
    shop.model.error(11)
    shop.model.error(12)
    shop.run(1_000)
    assert shop.faults() == []


@pytest.mark.parametrize("event", [0, 1, 2, 3, 4, 5, 10, 12, 20, 21])
def test_what_is_only_news_shuts_nothing(event: int) -> None:
    shop = Shop().open()
    shop.model.error(event)
    shop.run(1_000)
    assert (shop.faults(), shop.last().credit_no) == ([], 1)
    assert shop.model.master


@proves("jam", "cctalk-bill")
@pytest.mark.parametrize("by_hand", ["stacked", "returned"])
def test_a_note_that_jams_on_its_way_is_for_a_person(by_hand: str) -> None:
    shop = Shop().open()
    shop.model.insert(TEN)
    shop.run(400)
    shop.model.knobs.jam = 7
    shop.model.error(7)
    shop.run(40_000)
    assert shop.faults() == ["jam"]
    assert shop.last().held is not None
    shop.model.clear("stacked" if by_hand == "stacked" else "returned")
    shop.run(31_000)
    shop.model.insert(FIVE)
    shop.run(3_000)
    assert shop.fen == [500]
    assert [r.unsure for r in shop.book if r.unsure] == [(1,)]


@proves("jam", "cctalk-bill")
def test_a_note_that_does_not_move_at_all_is_a_jam() -> None:
    shop = Shop().open()
    shop.model.knobs.deaf_to_routes = True
    shop.model.knobs.patience_ms = 600_000
    shop.model.insert(TEN)
    shop.run(20_000)
    assert shop.faults() == ["jam"]
    assert len(shop.ways) <= 5  # one wish for patience, three routes, one way back


@proves("busy_nak", "cctalk-bill")
def test_busy_is_alive_and_a_fault_after_five_seconds() -> None:
    shop = Shop().open()
    shop.model.knobs.busy = True
    shop.run(7_000)
    assert shop.faults() == ["busy"]
    shop.model.knobs.busy = False
    shop.run(1_000)
    assert shop.faults() == ["busy", "ok"]
    assert shop.downs() == []


@proves("busy_nak", "cctalk-bill")
def test_a_no_to_its_events_is_looked_into() -> None:
    shop = Shop().open()
    shop.model.knobs.nak.add(159)
    shop.run(7_000)
    assert 232 in shop.model.asked
    assert shop.faults() == ["misconfigured"]
    assert shop.downs() == []


@proves("silent", "cctalk-bill")
def test_a_silent_machine_is_down_and_comes_back_by_itself() -> None:
    shop = Shop(echo=True).open()
    shop.model.knobs.silent = True
    shop.run(2_000)
    assert "power supply" in shop.downs()[0]
    shop.model.knobs.silent = False
    shop.run(4_000)
    assert isinstance(shop.heard[-1], DeviceUp)


@proves("silent", "cctalk-bill")
@pytest.mark.parametrize("crc", [True, False], ids=["crc", "checksum"])
def test_the_other_checksum_mode_is_silence_and_no_money(crc: bool) -> None:
    shop = Shop(Watched(crc=not crc), BillConfig("notes", crc=crc)).open()
    assert shop.downs()
    assert shop.ups() == []
    assert shop.book == []


@proves("bad_frames", "cctalk-bill")
def test_on_a_bad_line_three_misses_and_it_is_down() -> None:
    shop = Shop().open()
    shop.line.to_host.faults = Faults(noise=0.5)
    shop.run(5_000)
    assert "no answer" in shop.downs()[0]
    shop.line.to_host.faults = Faults()
    shop.run(5_000)
    shop.model.insert(TEN)
    shop.run(3_000)
    assert shop.fen == [1_000]


@proves("stop", "cctalk-bill")
def test_the_stop_shuts_the_slot_and_gives_a_held_note_back() -> None:
    shop = Shop().open()
    note = shop.model.insert(TEN)
    assert shop.line.stop()
    assert not shop.model.master
    shop.model.pass_time(shop.line.now_ms + 2_000)
    assert note.where == "returned"
    shop.line.restart_host()
    shop.run(6_000)
    assert (shop.fen, shop.last().returned) == ([], (1,))


@proves("stop", "cctalk-bill")
def test_a_note_that_is_on_its_way_at_the_stop_is_money_at_the_next_start() -> None:
    shop = Shop().open()
    shop.model.insert(TEN)
    shop.run(400)
    assert shop.line.stop()
    shop.model.pass_time(shop.line.now_ms + 2_000)
    assert shop.wheres == ["stacked"]
    shop.line.restart_host()
    shop.run(6_000)
    assert shop.fen == [1_000]


@proves("stop", "cctalk-bill")
def test_a_stop_before_the_machine_is_known_still_shuts_it() -> None:
    shop = Shop()
    shop.run(300)
    assert shop.line.stop()
    assert not shop.model.master


def test_a_book_that_cannot_be_asked_is_not_an_empty_book() -> None:
    shop = Shop().open()
    shop.model.insert(TEN)
    shop.run(3_000)
    shop.line.restart_host()
    shop.knows = False
    shop.run(5_000)
    assert not shop.model.master
    shop.knows = True
    shop.run(5_000)
    assert [r.why for r in shop.book].count("baseline") == 1
    assert shop.model.master


def test_it_is_polled_as_often_as_the_settings_say_where_it_does_not() -> None:
    shop = Shop(config=BillConfig("notes", poll_ms=500))
    shop.model.knobs.nak.add(249)
    shop.open()
    shop.model.asked.clear()
    shop.run(10_000)
    assert 18 <= shop.model.asked.count(159) <= 21
