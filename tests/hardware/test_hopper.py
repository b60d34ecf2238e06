"""Change that falls out of a hopper, told in virtual time: what is paid, what is owed, once.

Each story is a row of HARDWARE.md 7 or a sentence of its sections 2.1 and 6.
"""

from __future__ import annotations

import pytest

from hardware.drivers.base import Command
from hardware.drivers.hopper_state import HopperConfig
from hardware.twins.hopper import HopperModel
from shop.effects import AcceptMoney, Dispense
from shop.inputs import DeviceUp, DispenseDone, DispenseIntent
from tests.failures import proves
from tests.hardware.hopper_shop import Shop


@proves("echo", "cctalk-hopper")
@pytest.mark.parametrize("echo", [True, False])
def test_change_falls_and_is_in_the_book(echo: bool) -> None:
    shop = Shop(echo=echo).open()
    assert shop.pay(3) == (3, 0, "done")
    assert shop.model.fallen == shop.book.coins() == 3
    assert shop.line.state.line.echo is echo
    (intent,) = shop.book.asked.values()
    assert (intent.coins, intent.coin_fen, intent.counter) == (3, 100, 0)
    assert intent.serial == "hopper:345678"


@proves("echo", "cctalk-hopper")
def test_the_echo_is_found_out_anew_at_every_open() -> None:
    shop = Shop(echo=True).open()
    shop.line.unplug()
    shop.line.echo = False  # another adapter
    shop.line.replug()
    shop.line.run(2_000)
    assert shop.pay(1) == (1, 0, "done")


def test_the_order_is_book_enable_key_pay_and_the_motor_is_off_after() -> None:
    shop = Shop().open()
    shop.model.asked.clear()
    shop.wish(1)
    shop.line.run(1_000)
    asked = [header for header in shop.model.asked if header not in (163, 166)]
    assert asked == [164, 160, 167, 164]
    assert not shop.model.enabled
    kinds = [type(said) for said in shop.heard if not isinstance(said, DeviceUp)]
    assert kinds == [DispenseIntent, DispenseDone]


def test_before_each_payout_the_key_is_asked_for_again() -> None:
    shop = Shop().open()
    for _ in range(3):
        assert shop.pay(2) == (2, 0, "done")
    assert shop.model.asked.count(160) == shop.model.asked.count(167) == 3


def test_a_hopper_without_a_key_is_paid_by_its_serial() -> None:
    shop = Shop(model=HopperModel(cipher=False), config=HopperConfig("change", cipher=False)).open()
    assert shop.pay(4) == (4, 0, "done")
    assert 160 not in shop.model.asked


def test_a_hopper_that_knows_no_key_is_named_with_its_setting() -> None:
    shop = Shop(model=HopperModel(cipher=False)).open()
    assert shop.pay(4) == (0, 4, "refused")
    assert shop.faults() == ["misconfigured"]
    assert shop.model.fallen == 0


def test_a_hopper_that_tells_no_serial_must_be_asked_for_its_key() -> None:
    shop = Shop(config=HopperConfig("change", cipher=False))
    shop.model.knobs.nak.add(242)
    shop.open()
    assert shop.pay(4) == (0, 4, "refused")
    assert shop.faults() == ["misconfigured"]


def test_a_hopper_that_tells_no_serial_is_known_by_its_socket() -> None:
    shop = Shop()
    shop.model.knobs.nak.add(242)
    shop.open()
    assert shop.pay(2) == (2, 0, "done")
    assert {end.serial for end in shop.book.ended.values()} == {"nosn:simulated:3"}


def test_more_than_the_hopper_may_pay_at_once_stays_owed() -> None:
    shop = Shop(config=HopperConfig("change", coins_max=5)).open()
    assert shop.pay(8) == (5, 3, "done")
    assert shop.model.payouts == [5]


@pytest.mark.parametrize("coins", [0, -3])
def test_a_wish_for_no_coin_is_refused(coins: int) -> None:
    shop = Shop().open()
    assert shop.pay(coins, 1_000) == (0, 0, "refused")
    assert shop.model.payouts == []


def test_the_same_wish_twice_is_paid_once() -> None:
    shop = Shop().open()
    for _ in range(3):
        shop.wish(2, "twice")
    shop.line.run(5_000)
    shop.wish(2, "twice")
    shop.line.run(5_000)
    assert shop.model.fallen == 2
    assert shop.of(DispenseDone) == 1


def test_a_wish_that_an_earlier_program_had_paid_is_not_paid_again() -> None:
    shop = Shop().open()
    shop.wish(2, "old")
    shop.line.run(5_000)
    shop.line.restart_host()
    shop.line.run(2_000)
    shop.wish(2, "old")
    shop.line.run(5_000)
    assert shop.model.fallen == shop.book.coins() == 2


def test_wishes_wait_for_one_another() -> None:
    shop = Shop().open()
    jobs = [shop.wish(coins) for coins in (1, 2, 3)]
    shop.line.run(8_000)
    assert [shop.end(job) for job in jobs] == [(1, 0, "done"), (2, 0, "done"), (3, 0, "done")]
    assert shop.model.payouts == [1, 2, 3]


def test_too_many_wishes_are_refused_at_once() -> None:
    shop = Shop(model=HopperModel(coin_ms=300)).open()
    jobs = [shop.wish(2) for _ in range(12)]
    shop.line.run(40_000)
    ends = [shop.end(job) for job in jobs]
    assert None not in ends
    assert (0, 2, "refused") in ends
    assert shop.model.fallen == shop.book.coins()


def test_a_wish_for_another_hopper_moves_no_coin_here() -> None:
    shop = Shop().open()
    shop.line.tell(Command(Dispense("other", "job", "visit", 3)))
    shop.line.tell(Command(AcceptMoney(False)))
    shop.line.run(3_000)
    assert shop.model.fallen == 0
    assert shop.of(DispenseDone) == 0


def test_nothing_falls_while_the_book_takes_nothing() -> None:
    shop = Shop().open()
    shop.takes = False
    job = shop.wish(3)
    shop.line.run(5_000)
    assert shop.end(job) is None
    shop.takes = True
    shop.line.run(5_000)
    assert shop.end(job) == (0, 3, "refused")  # nobody waits for coins of a while ago
    assert shop.model.fallen == 0
    assert shop.pay(1) == (1, 0, "done")


def test_a_book_that_cannot_be_asked_ends_no_payout_and_begins_none() -> None:
    shop = Shop().open()
    shop.line.restart_host()
    shop.knows = False
    shop.line.run(5_000)
    job = shop.wish(2)
    shop.line.run(5_000)
    assert shop.model.payouts == []
    shop.line.run(20_000)
    assert shop.end(job) == (0, 2, "refused")  # after 15 s
    shop.knows = True
    shop.line.run(5_000)
    assert shop.pay(1) == (1, 0, "done")


def test_it_is_polled_rarely_at_rest_and_ten_times_a_second_while_it_pays() -> None:
    shop = Shop(model=HopperModel(coin_ms=500)).open()
    shop.model.asked.clear()
    shop.line.run(10_000)
    assert len(shop.model.asked) <= 15
    shop.wish(10)
    shop.line.run(1_000)
    shop.model.asked.clear()
    shop.line.run(3_000)
    assert 25 <= shop.model.asked.count(166) <= 30
    assert len(shop.model.asked) == shop.model.asked.count(166)
