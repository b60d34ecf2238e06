"""What becomes of change when power, cable or program go in the middle, told in virtual time.

Each story is a row of HARDWARE.md 7. Coins in the tray and coins in the book are the same in all.
"""

from __future__ import annotations

import pytest

from hardware.drivers.base import Stopping
from hardware.drivers.hopper_state import HopperConfig
from hardware.twins.hopper import HopperModel
from shop.inputs import DeviceDown, DispenseDone, DispenseIntent
from tests.failures import proves
from tests.hardware.hopper_shop import Shop


def same(shop: Shop) -> bool:
    return shop.model.fallen == shop.book.coins()


@proves("power_loss", "cctalk-hopper")
@pytest.mark.parametrize("forgets", [True, False])
@pytest.mark.parametrize("host_too", [True, False])
def test_its_power_goes_in_the_middle_and_its_counters_tell_what_fell(
    forgets: bool, host_too: bool
) -> None:
    shop = Shop().open()
    assert shop.pay(1) == (1, 0, "done")
    shop.model.knobs.forgets = forgets
    shop.model.knobs.dies_after = 3
    job = shop.wish(5)
    shop.line.run(3_000)
    assert shop.end(job) is None
    assert shop.of(DeviceDown) > 0
    if host_too:
        shop.line.restart_host()
    shop.model.power_up(shop.line.now_ms)
    shop.line.run(3_000)
    assert shop.end(job) == (3, 2, "restart")
    assert same(shop)
    assert shop.pay(2) == (2, 0, "done")


@proves("restart_replug", "cctalk-hopper")
@proves("power_loss", "cctalk-hopper")
@pytest.mark.parametrize("after_ms", range(0, 700, 50))
@pytest.mark.parametrize("how", ["restart", "unplug"])
def test_the_program_dies_or_the_cable_is_pulled_at_any_moment(how: str, after_ms: int) -> None:
    shop = Shop().open()
    assert shop.pay(2) == (2, 0, "done")
    job = shop.wish(3)
    shop.line.run(after_ms)
    if how == "restart":
        shop.line.restart_host()
    else:
        shop.line.unplug()
        shop.line.run(200)
        shop.line.replug()
    shop.line.run(10_000)
    end = shop.end(job)
    assert end is None or end[0] + end[1] == 3
    assert end is not None or job not in shop.book.asked  # then the book never heard of it
    assert same(shop)
    assert shop.pay(1) == (1, 0, "done")


@proves("restart_replug", "cctalk-hopper")
def test_a_payout_that_runs_on_while_the_program_is_away_is_watched_to_its_end() -> None:
    shop = Shop(model=HopperModel(coin_ms=600)).open()
    job = shop.wish(8)
    shop.line.run(1_000)
    shop.line.restart_host()
    shop.line.run(2_000)
    assert shop.end(job) is None
    shop.line.run(5_000)
    assert shop.end(job) == (8, 0, "done")
    assert shop.model.asked.count(167) == 1


@proves("restart_replug", "cctalk-hopper")
def test_a_payout_that_was_in_the_book_and_never_sent_did_not_run() -> None:
    shop = Shop()
    intent = DispenseIntent("change", "hopper:345678", "lost", "visit", 4, 100, counter=0)
    shop.book.take(intent)
    shop.open()
    assert shop.end("lost") == (0, 4, "restart")
    assert shop.model.fallen == 0


@pytest.mark.parametrize(("counter", "coins"), [(7, 3), (0, 1)])
def test_counters_that_cannot_be_this_payouts_pay_nothing(counter: int, coins: int) -> None:
    shop = Shop().open()
    assert shop.pay(2) == (2, 0, "done")  # 166 says: event 1, 2 paid
    shop.line.restart_host()
    intent = DispenseIntent("change", "hopper:345678", "other", "visit", coins, 100, counter)
    shop.book.take(intent)
    shop.line.run(2_000)
    assert shop.end("other") == (0, coins, "lost")


def test_a_payout_from_before_that_turns_up_late_is_finished_first() -> None:
    shop = Shop().open()
    shop.book.take(DispenseIntent("change", "hopper:345678", "old", "visit", 4, 100, 0))
    job = shop.wish(2)
    shop.line.run(3_000)
    assert (shop.end("old"), shop.end(job)) == ((0, 4, "restart"), (0, 2, "refused"))
    assert shop.pay(2) == (2, 0, "done")


def test_a_payout_of_another_hopper_with_the_same_serial_is_left_to_that_one() -> None:
    config = HopperConfig("change", others=frozenset({"other"}))
    shop = Shop(config=config)
    shop.book.take(DispenseIntent("other", "hopper:345678", "theirs", "visit", 4, 100, 9))
    shop.open()
    assert shop.end("theirs") is None
    down = next(said for said in shop.heard if isinstance(said, DeviceDown))
    assert "other tells the same serial" in down.why
    shop.book.take(DispenseDone("other", "hopper:345678", "theirs", "visit", 100, 4, 0))
    shop.line.run(2_000)
    assert shop.pay(1) == (1, 0, "done")


@proves("stop", "cctalk-hopper")
def test_the_stop_waits_for_coins_that_fall_and_disables() -> None:
    shop = Shop(model=HopperModel(coin_ms=100)).open()
    job = shop.wish(5)
    shop.line.run(300)
    assert shop.line.stop(2_000)
    assert shop.end(job) == (5, 0, "done")
    assert not shop.model.enabled


@proves("stop", "cctalk-hopper")
def test_a_payout_too_long_for_the_stop_is_finished_by_the_next_start() -> None:
    shop = Shop(model=HopperModel(coin_ms=400)).open()
    job, waits = shop.wish(9), shop.wish(2)
    shop.line.run(500)
    assert shop.line.stop(2_000)
    assert shop.end(waits) == (0, 2, "refused")
    assert shop.end(job) is None
    shop.line.restart_host()
    shop.line.run(6_000)
    assert shop.end(job) == (9, 0, "done")
    assert same(shop)


@proves("stop", "cctalk-hopper")
@pytest.mark.parametrize("after_ms", range(0, 300, 20))
def test_a_stop_at_any_moment_leaves_no_payout_without_an_end(after_ms: int) -> None:
    shop = Shop().open()
    job = shop.wish(2)
    shop.line.run(after_ms)
    assert shop.line.stop(2_000)
    end = shop.end(job)
    assert end is not None
    assert end[0] + end[1] == 2
    assert same(shop)


@proves("stop", "cctalk-hopper")
def test_a_stop_without_a_port_ends_at_once() -> None:
    shop = Shop()
    shop.line.tell(Stopping())
    assert shop.line.done
