"""What a hopper may suffer, told in virtual time: empty, stuck, blocked, silent, lost answers.

Each story is a row of HARDWARE.md 7. Coins in the tray and coins in the book are the same in all.
"""

from __future__ import annotations

import pytest

from hardware.twins.hopper import HopperModel
from shop.inputs import DeviceDown, DeviceUp
from tests.failures import proves
from tests.hardware.hopper_shop import Shop


def same(shop: Shop) -> bool:
    return shop.model.fallen == shop.book.coins()


@proves("hopper_short", "cctalk-hopper")
@pytest.mark.parametrize("clears_unpaid", [True, False])
def test_a_hopper_that_runs_empty_says_how_much_fell(clears_unpaid: bool) -> None:
    shop = Shop(model=HopperModel(coins=2)).open()
    shop.model.knobs.clears_unpaid = clears_unpaid  # some do not say what they owe
    assert shop.pay(5) == (2, 3, "empty")
    assert shop.faults() == ["empty"]
    shop.model.fill(50)
    assert shop.pay(5) == (5, 0, "done")
    assert shop.faults() == ["empty", "ok"]
    assert same(shop)


@proves("hopper_short", "cctalk-hopper")
@pytest.mark.parametrize("header", [217, 236])
def test_its_sensor_says_that_coins_run_out_and_that_it_was_filled(header: int) -> None:
    shop = Shop(model=HopperModel(coins=6, low_at=5, level_header=header)).open()
    assert shop.pay(2) == (2, 0, "done")
    assert shop.faults() == ["low"]
    assert shop.pay(9) == (4, 5, "empty")
    began = len(shop.model.payouts)
    assert shop.pay(1, 500) == (0, 1, "empty")  # at once: nobody waits for an empty hopper
    assert len(shop.model.payouts) == began
    shop.model.fill(50)
    shop.line.run(12_000)
    assert shop.faults() == ["low", "empty", "ok"]
    assert shop.pay(1) == (1, 0, "done")
    assert same(shop)


def test_a_hopper_without_a_sensor_is_tried_again_some_time_after_it_ran_empty() -> None:
    shop = Shop(model=HopperModel(coins=1)).open()
    assert shop.pay(2) == (1, 1, "empty")
    assert not shop.counts_on_it
    shop.model.fill(50)  # and nothing says so
    shop.line.run(600_000)
    assert shop.counts_on_it
    assert shop.pay(2) == (2, 0, "done")


def test_a_hopper_that_was_switched_off_to_be_filled_is_counted_on_at_once() -> None:
    shop = Shop(model=HopperModel(coins=1)).open()
    assert shop.pay(2) == (1, 1, "empty")
    shop.model.knobs.silent = True
    shop.line.run(3_000)
    shop.model.fill(50)
    shop.model.power_up(shop.line.now_ms)
    shop.model.knobs.silent = False
    shop.line.run(3_000)
    assert shop.counts_on_it
    assert shop.pay(2) == (2, 0, "done")


def test_a_trouble_outlasts_a_pulled_plug_for_the_till_too() -> None:
    shop = Shop().open()
    shop.model.knobs.blocked = True
    shop.line.run(2_000)
    assert not shop.counts_on_it
    shop.line.unplug()
    shop.line.replug()
    shop.line.run(5_000)
    assert not shop.counts_on_it
    shop.model.knobs.blocked = False
    shop.line.run(31_000)
    assert shop.counts_on_it


def test_low_is_no_reason_not_to_count_on_it() -> None:
    shop = Shop(model=HopperModel(coins=3, low_at=10)).open()
    assert shop.faults() == ["low"]
    shop.model.knobs.blocked = True
    shop.line.run(2_000)
    assert not shop.counts_on_it
    shop.model.knobs.blocked = False
    shop.line.run(31_000)
    assert shop.faults() == ["low", "jam", "ok", "low"]
    assert shop.counts_on_it


@proves("dispense_lost", "cctalk-hopper")
@proves("retry", "cctalk-hopper")
def test_the_answer_to_a_payout_is_lost_and_it_is_not_sent_again() -> None:
    shop = Shop().open()
    shop.model.knobs.drop_reply_to.add(167)
    for coins in (3, 3, 1, 1):
        assert shop.pay(coins) == (coins, 0, "done")
    assert shop.model.asked.count(167) == 4
    assert shop.line.counts["dispense_lost"] == 4
    assert same(shop)


@proves("dispense_lost", "cctalk-hopper")
def test_a_payout_that_never_arrived_is_not_sent_again_either() -> None:
    shop = Shop().open()
    send = shop.model.receive
    shop.model.receive = lambda data, now_ms: (  # type: ignore[method-assign]
        b"" if data[3] == 167 else send(data, now_ms)
    )
    assert shop.pay(3) == (0, 3, "lost")
    assert same(shop)


@proves("dispense_lost", "cctalk-hopper")
@proves("busy_nak", "cctalk-hopper")
@pytest.mark.parametrize("lost", [True, False])
def test_a_refused_payout_moves_the_event_counter_and_no_coin(lost: bool) -> None:
    shop = Shop().open()
    assert shop.pay(2) == (2, 0, "done")
    shop.model.knobs.nak.add(167)
    if lost:  # with its answer lost only its exit, blocked, tells it from a payout that ran
        shop.model.knobs.drop_reply_to.add(167)
    job = shop.wish(2)
    shop.line.run(150)
    shop.model.knobs.blocked = lost
    shop.line.run(5_000)
    assert shop.end(job) == (0, 2, "jam" if lost else "refused")
    assert shop.model.event == 2
    assert same(shop)


@proves("busy_nak", "cctalk-hopper")
def test_a_busy_hopper_is_alive_and_a_fault_after_five_seconds() -> None:
    shop = Shop().open()
    shop.model.knobs.busy = True
    shop.line.run(3_000)
    assert shop.faults() == []
    job = shop.wish(2)
    shop.line.run(5_000)
    assert shop.faults() == ["busy"]
    shop.line.run(11_000)
    assert shop.end(job) == (0, 2, "refused")
    shop.model.knobs.busy = False
    shop.line.run(1_000)
    assert shop.faults() == ["busy", "ok"]
    assert shop.of(DeviceDown) == 0
    assert shop.pay(2) == (2, 0, "done")


@proves("busy_nak", "cctalk-hopper")
def test_busy_to_a_payout_is_no_reason_to_send_it_again() -> None:
    shop = Shop().open()
    send = shop.model.receive
    busy = bytes.fromhex("01000306f6")
    shop.model.receive = lambda data, now_ms: (  # type: ignore[method-assign]
        busy if data[3] == 167 else send(data, now_ms)
    )
    assert shop.pay(3) == (0, 3, "refused")
    assert shop.model.asked.count(167) == 0


@proves("jam", "cctalk-hopper")
def test_a_motor_that_is_stuck_is_stopped_and_what_fell_is_paid() -> None:
    shop = Shop().open()
    job = shop.wish(5)
    shop.line.run(400)
    shop.model.knobs.stuck = True
    shop.line.run(30_000)
    assert 172 in shop.model.asked
    paid = shop.model.fallen
    assert shop.end(job) == (paid, 5 - paid, "jam")
    assert 0 < paid < 5
    assert shop.faults() == ["jam"]
    assert shop.pay(1, 1_000) == (0, 1, "jam")
    shop.model.knobs.stuck = False
    shop.line.run(31_000)
    assert shop.faults() == ["jam", "ok"]
    assert shop.pay(1) == (1, 0, "done")
    assert same(shop)


@proves("jam", "cctalk-hopper")
def test_a_motor_that_does_not_stop_when_told_ends_the_payout_all_the_same() -> None:
    shop = Shop().open()
    shop.model.knobs.stuck = True
    shop.model.knobs.nak.add(172)
    assert shop.pay(2, 40_000) == (0, 2, "jam")


@proves("jam", "cctalk-hopper")
@pytest.mark.parametrize(("knob", "code"), [("blocked", "jam"), ("fraud", "fraud")])
def test_something_in_its_exit_is_told_and_looked_for_every_30_s(knob: str, code: str) -> None:
    shop = Shop().open()
    setattr(shop.model.knobs, knob, True)
    shop.line.run(2_000)
    assert shop.faults() == [code]
    assert shop.pay(3, 1_000) == (0, 3, code)
    shop.line.run(60_000)
    assert shop.faults() == [code]
    setattr(shop.model.knobs, knob, False)
    shop.line.run(31_000)
    assert shop.faults() == [code, "ok"]
    assert shop.pay(3) == (3, 0, "done")


@proves("jam", "cctalk-hopper")
def test_a_motor_that_draws_too_much_is_a_jam_with_what_fell_before() -> None:
    shop = Shop().open()
    job = shop.wish(5)
    shop.line.run(450)
    shop.model.knobs.jam = True
    shop.line.run(5_000)
    paid = shop.model.fallen
    assert shop.end(job) == (paid, 5 - paid, "jam")
    assert shop.faults() == ["jam"]
    assert same(shop)


@proves("silent", "cctalk-hopper")
def test_a_silent_hopper_is_down_refuses_at_once_and_comes_back_by_itself() -> None:
    shop = Shop(echo=True).open()
    shop.model.knobs.silent = True
    shop.line.run(2_000)
    down = next(said for said in shop.heard if isinstance(said, DeviceDown))
    assert "power supply" in down.why
    jobs = []
    for _ in range(5):
        jobs.append(shop.wish(2))
        shop.line.run(2_000)
    assert {shop.end(job) for job in jobs} == {(0, 2, "refused")}
    shop.model.knobs.silent = False
    shop.line.run(4_000)
    assert isinstance(shop.heard[-1], DeviceUp)
    assert shop.pay(2) == (2, 0, "done")


@proves("silent", "cctalk-hopper")
def test_without_its_cable_a_wish_is_refused_at_once() -> None:
    shop = Shop().open()
    shop.line.unplug()
    assert shop.pay(2, 500) == (0, 2, "refused")
    shop.line.replug()
    shop.line.run(3_000)
    assert shop.model.fallen == 0  # above all not later, to nobody
    assert shop.pay(2) == (2, 0, "done")
