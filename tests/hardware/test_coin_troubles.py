"""What a coin box may suffer, told in virtual time: book down, jam, NAK, busy, silence, stop.

Each story is a row of HARDWARE.md 7 or a sentence of its sections 2.1, 2.2 and 6.
"""

from __future__ import annotations

import pytest

from hardware.drivers.base import Command
from hardware.twins.coin_acceptor import CoinAcceptorModel
from shop.effects import AcceptMoney
from shop.inputs import DeviceDown, DeviceUp
from tests.failures import proves
from tests.hardware.coin_shop import FOREIGN, JIAO, YUAN, Shop


def test_while_the_book_refuses_nothing_is_thanked_and_nothing_accepted() -> None:
    shop = Shop().open()
    shop.takes = False
    assert shop.model.insert(YUAN)
    shop.line.run(3_000)
    assert shop.fen == []
    assert not shop.model.insert(YUAN)  # switched off: no money that cannot be recorded
    shop.takes = True
    shop.line.run(3_000)
    assert shop.fen == [100]
    assert shop.model.insert(YUAN)


def test_the_shop_can_close_and_open_the_slot() -> None:
    shop = Shop().open()
    shop.line.tell(Command(AcceptMoney(False)))
    shop.line.run(500)
    assert not shop.model.insert(YUAN)
    assert shop.model.mask == b"\x07\x00"  # by the switch; a zero mask is how a reset is seen
    shop.line.tell(Command(AcceptMoney(True)))
    shop.line.run(500)
    assert shop.model.insert(YUAN)


@pytest.mark.parametrize("silent", [True, False])
def test_an_old_machine_without_the_switch_is_closed_by_its_mask(silent: bool) -> None:
    shop = Shop()
    if silent:
        shop.model.knobs.no_228 = True
    else:
        shop.model.knobs.nak.add(228)
    shop.open()
    assert shop.model.insert(YUAN)
    shop.line.tell(Command(AcceptMoney(False)))
    shop.line.run(70_000)
    assert not shop.model.insert(YUAN)
    assert [r.why for r in shop.book] == ["baseline", "continues"]  # no reset was read into it
    shop.line.tell(Command(AcceptMoney(True)))
    shop.line.run(1_000)
    assert shop.model.insert(YUAN)
    assert shop.line.stop()
    assert shop.model.mask == b"\x00\x00"
    assert shop.fen == [100, 100]


@proves("jam", "cctalk-coin")
def test_a_jam_switches_the_machine_off_until_its_self_check_is_clean() -> None:
    shop = Shop().open()
    shop.model.error(14)
    shop.model.knobs.jam = 3
    shop.line.run(1_000)
    assert shop.last().errors == (14,)
    assert shop.faults() == ["jam"]
    assert not shop.model.master
    shop.line.run(60_000)
    assert not shop.model.master
    shop.model.knobs.jam = 0
    shop.line.run(31_000)
    assert shop.faults() == ["jam", "ok"]
    assert shop.model.insert(YUAN)


def test_a_rejected_coin_is_an_event_and_no_jam() -> None:
    shop = Shop().open()
    shop.model.knobs.says_inhibited = True
    assert not shop.model.insert(FOREIGN)
    shop.line.run(1_000)
    assert (shop.last().errors, shop.last().credits, shop.last().credit_no) == ((2,), (), 1)
    assert shop.faults() == []


@proves("busy_nak", "cctalk-coin")
def test_a_machine_that_refuses_to_be_read_is_asked_how_it_is() -> None:
    shop = Shop().open()
    shop.model.knobs.nak.add(229)
    shop.model.knobs.jam = 1
    shop.line.run(1_000)
    assert 232 in shop.model.asked
    assert shop.faults() == ["jam"]
    shop.model.knobs.jam = 0
    shop.line.run(40_000)
    assert "misconfigured" in shop.faults()
    shop.model.knobs.nak.clear()
    shop.line.run(1_000)
    assert shop.faults()[-1] == "ok"
    assert not any(isinstance(said, DeviceDown) for said in shop.heard)  # NAK is alive


@proves("busy_nak", "cctalk-coin")
def test_a_busy_machine_is_alive_and_a_fault_after_five_seconds() -> None:
    shop = Shop().open()
    shop.model.knobs.busy = True
    shop.line.run(3_000)
    assert shop.faults() == []
    shop.line.run(4_000)
    assert shop.faults() == ["busy"]
    shop.model.knobs.busy = False
    shop.line.run(1_000)
    assert shop.faults() == ["busy", "ok"]
    assert not any(isinstance(said, DeviceDown) for said in shop.heard)


@proves("silent", "cctalk-coin")
def test_a_silent_machine_is_down_and_comes_back_by_itself() -> None:
    shop = Shop(echo=True).open()
    shop.model.knobs.silent = True
    shop.line.run(2_000)
    down = next(said for said in shop.heard if isinstance(said, DeviceDown))
    assert "power supply" in down.why
    shop.model.knobs.silent = False
    shop.line.run(4_000)
    assert isinstance(shop.heard[-1], DeviceUp)


def test_it_is_polled_as_often_as_it_asks_but_not_faster_than_100_ms() -> None:
    for priority, least, most in (((2, 20), 45, 55), ((1, 5), 90, 105), ((3, 9), 45, 55)):
        shop = Shop(model=CoinAcceptorModel(poll_priority=priority)).open()
        shop.model.asked.clear()
        shop.line.run(10_000)
        assert least <= shop.model.asked.count(229) <= most


@proves("stop", "cctalk-coin")
def test_the_stop_refuses_waits_and_settles_the_last_coin() -> None:
    shop = Shop().open()
    shop.model.insert(YUAN)
    began_ms = shop.line.now_ms
    assert shop.line.stop()
    assert shop.line.now_ms - began_ms >= 500
    assert not shop.model.master
    assert shop.fen == [100]
    shop.line.restart_host()
    shop.line.run(4_000)
    assert shop.model.insert(JIAO)  # the next start lets coins in again
    shop.line.run(500)
    assert shop.fen == [100, 10]


@proves("stop", "cctalk-coin")
def test_a_stop_before_the_machine_is_known_still_switches_it_off() -> None:
    shop = Shop()
    shop.line.run(300)
    assert shop.line.stop()
    assert not shop.model.master


def test_a_book_that_cannot_be_asked_is_not_an_empty_book() -> None:
    shop = Shop().open()
    shop.model.insert(YUAN)
    shop.line.run(1_000)
    shop.line.restart_host()
    shop.knows = False
    shop.model.insert(YUAN)
    shop.line.run(5_000)
    assert [r.why for r in shop.book] == ["baseline", "continues"]  # above all no baseline
    assert not shop.model.master
    shop.knows = True
    shop.line.run(4_000)
    assert shop.fen == [100, 100]
    assert shop.model.master


def test_a_pulled_plug_changes_neither_the_shops_wish_nor_what_is_known() -> None:
    shop = Shop().open()
    shop.line.tell(Command(AcceptMoney(False)))
    shop.line.unplug()
    shop.line.replug()
    shop.model.asked.clear()
    shop.line.run(2_000)
    assert not shop.model.insert(YUAN)
    # Sixteen coin ids read twice would cost a second in which more coins may fall than show.
    assert 184 not in shop.model.asked
    assert 242 in shop.model.asked


def test_a_jam_outlasts_a_pulled_plug() -> None:
    shop = Shop().open()
    shop.model.error(14)
    shop.line.run(1_000)
    shop.model.knobs.jam = 3
    shop.line.unplug()
    shop.line.replug()
    shop.line.run(20_000)
    assert not shop.model.master
    assert shop.faults() == ["jam"]  # it was never on in between, so nothing had to be told
    shop.model.knobs.jam = 0
    shop.line.run(31_000)
    assert shop.model.master


def test_a_machine_that_does_not_keep_its_mask_is_given_up_aloud() -> None:
    shop = Shop()
    shop.model.knobs.loses_mask = True
    shop.open()
    down = [said.why for said in shop.heard if isinstance(said, DeviceDown)]
    assert down
    assert "which coins it may take" in down[0]
    assert not any(isinstance(said, DeviceUp) for said in shop.heard)
