"""Which coins come into the book, told in virtual time: identity, recovery, resets, values.

Each story is a row of HARDWARE.md 7 or a sentence of its sections 2.1, 2.2 and 6.
"""

from __future__ import annotations

import pytest

from hardware.drivers.coin_state import CoinConfig
from hardware.twins.coin_acceptor import CoinAcceptorModel
from shop.inputs import DeviceUp
from tests.failures import proves
from tests.hardware.coin_shop import FIVE_JIAO, FOREIGN, JIAO, YUAN, Shop


@pytest.mark.parametrize("echo", [True, False])
def test_a_coin_that_falls_is_in_the_book_with_its_worth(echo: bool) -> None:
    shop = Shop(echo=echo).open()
    assert shop.model.insert(YUAN)
    assert shop.model.insert(FIVE_JIAO)
    shop.line.run(1_000)
    assert shop.fen == [100, 50]
    assert shop.keys == [("12345678", 1, 1), ("12345678", 1, 2)]
    assert shop.last().insertions == 2
    assert shop.line.state.line.echo is echo


@proves("echo", "cctalk-coin")
def test_the_echo_is_found_out_anew_at_every_open() -> None:
    shop = Shop(echo=True).open()
    shop.line.unplug()
    shop.line.echo = False  # another adapter
    shop.line.replug()
    shop.line.run(2_000)
    assert shop.model.insert(YUAN)
    shop.line.run(1_000)
    assert shop.fen == [100]


def test_only_coins_with_a_value_are_let_in() -> None:
    shop = Shop().open()
    assert shop.model.mask == b"\x07\x00"
    assert not shop.model.insert(FOREIGN)
    up = next(said for said in shop.heard if isinstance(said, DeviceUp))
    assert "EU020A" in up.detail


def test_the_configuration_may_give_a_foreign_coin_a_value() -> None:
    shop = Shop(config=CoinConfig("coins", coin_fen={"EU020A": 150, "CN010A": 20})).open()
    assert shop.model.insert(FOREIGN)
    assert shop.model.insert(JIAO)
    shop.line.run(1_000)
    assert shop.fen == [150, 20]


def test_a_machine_without_any_known_coin_says_so() -> None:
    shop = Shop(model=CoinAcceptorModel(coins={1: "EU020A"})).open()
    assert shop.faults() == ["misconfigured"]


def test_a_coin_the_machine_should_have_refused_is_unrecognised_never_guessed() -> None:
    shop = Shop().open()
    shop.model._event((FOREIGN, 1))
    shop.model._event((9, 1))
    shop.line.run(1_000)
    assert [(c.fen, c.what) for c in shop.last().credits] == [(None, "EU020A"), (None, "coin 9")]


@proves("restart_replug", "cctalk-coin")
def test_what_a_machine_counted_before_we_met_is_not_credited() -> None:
    model = CoinAcceptorModel()
    model.mask = b"\xff\xff"
    for _ in range(3):
        model.insert(YUAN)
    shop = Shop(model=model).open()
    assert shop.fen == []
    assert (shop.last().why, shop.last().epoch, shop.last().credit_no) == ("baseline", 1, 0)
    model.insert(JIAO)
    shop.line.run(1_000)
    assert shop.keys == [("12345678", 1, 1)]


@proves("restart_replug", "cctalk-coin")
@pytest.mark.parametrize("host_dies", [True, False])
def test_coins_that_fall_while_nobody_listens_are_recovered(host_dies: bool) -> None:
    shop = Shop().open()
    shop.model.insert(YUAN)
    shop.line.run(1_000)
    if host_dies:
        shop.line.restart_host()
    else:
        shop.line.unplug()
    for _ in range(5):
        assert shop.model.insert(JIAO)
    shop.line.replug()
    shop.line.run(4_000)
    assert shop.fen == [100] + [10] * 5
    assert (shop.last().why, shop.last().epoch, shop.last().lost) == ("recovered", 1, 0)
    assert all(credit.recovered for credit in shop.last().credits)


@proves("restart_replug", "cctalk-coin")
@proves("lost_credits", "cctalk-coin")
def test_more_than_five_events_are_a_count_to_be_checked() -> None:
    shop = Shop().open()
    shop.line.unplug()
    for _ in range(8):
        shop.model.insert(YUAN)
    shop.line.replug()
    shop.line.run(2_000)
    assert (len(shop.fen), shop.last().lost, shop.last().credit_no) == (5, 3, 8)
    assert shop.last().insertions == 8


@proves("device_reset", "cctalk-coin")
@proves("double_credit", "cctalk-coin")
def test_a_reset_begins_a_new_epoch_and_enables_the_coins_again() -> None:
    shop = Shop().open()
    shop.model.insert(YUAN)
    shop.line.run(1_000)
    shop.model.power_up(shop.line.now_ms)
    assert not shop.model.insert(YUAN)  # after a reset all coins are inhibited
    shop.line.run(3_000)
    assert (shop.last().why, shop.last().epoch, shop.last().credit_no) == ("reset", 2, 0)
    assert shop.model.insert(YUAN)
    shop.line.run(1_000)
    assert shop.keys == [("12345678", 1, 1), ("12345678", 2, 1)]


@proves("device_reset", "cctalk-coin")
def test_a_reset_at_counter_zero_is_seen_by_its_mask() -> None:
    shop = Shop().open()
    shop.model.power_up(shop.line.now_ms)
    shop.line.run(33_000)
    assert shop.model.mask == b"\x07\x00"
    assert [(r.why, r.epoch) for r in shop.book] == [("baseline", 1), ("reset", 2)]


@proves("device_reset", "cctalk-coin")
def test_a_reset_while_the_shop_was_off_is_seen_too() -> None:
    shop = Shop().open()
    shop.line.restart_host()
    shop.model.power_up(shop.line.now_ms)
    shop.line.run(4_000)
    assert [(r.why, r.epoch) for r in shop.book] == [("baseline", 1), ("reset", 2)]
    assert shop.model.mask == b"\x07\x00"


@proves("device_reset", "cctalk-coin")
def test_a_reset_that_kept_its_mask_and_counted_on_credits_what_is_seen() -> None:
    shop = Shop().open()
    for _ in range(4):
        shop.model.insert(YUAN)
    shop.line.run(1_000)
    shop.line.unplug()
    shop.model.knobs.keeps_mask = True
    shop.model.power_up(shop.line.now_ms)
    for _ in range(2):
        assert shop.model.insert(JIAO)
    shop.line.replug()
    shop.line.run(3_000)
    assert (shop.last().why, shop.last().epoch, shop.last().credit_no) == ("reset", 2, 2)
    assert shop.fen == [100] * 4 + [10] * 2


def test_after_a_reset_its_coins_are_read_again() -> None:
    shop = Shop().open()
    shop.model.insert(YUAN)
    shop.line.run(1_000)
    shop.model.coins = {1: "CN050A", 2: "CN100A"}  # reprogrammed with its power off
    shop.model.power_up(shop.line.now_ms)
    shop.line.run(3_000)
    shop.model.insert(1)
    shop.line.run(1_000)
    assert shop.fen == [100, 50]


@proves("restart_replug", "cctalk-coin")
def test_a_machine_without_a_serial_starts_from_a_baseline_each_time() -> None:
    shop = Shop()
    shop.model.knobs.nak.add(242)
    shop.open()
    shop.model.insert(YUAN)
    shop.line.run(1_000)
    shop.line.restart_host()
    shop.model.insert(JIAO)  # may be another machine by now: never credit its history
    shop.line.run(4_000)
    shop.model.insert(FIVE_JIAO)
    shop.line.run(1_000)
    assert shop.fen == [100, 50]
    assert shop.keys == [("nosn:simulated:2", 1, 1), ("nosn:simulated:2", 2, 1)]
    assert [r.why for r in shop.book] == ["baseline", "continues", "baseline", "continues"]


def test_another_machine_on_the_same_plug_is_another_count() -> None:
    shop = Shop().open()
    shop.model.insert(YUAN)
    shop.line.run(1_000)
    shop.line.unplug()
    other = CoinAcceptorModel(serial=7)
    other.mask = b"\xff\xff"
    for _ in range(4):
        other.insert(YUAN)
    shop.line.model = other
    shop.line.replug()
    shop.line.run(4_000)
    assert shop.fen == [100]
    assert (shop.last().serial, shop.last().why) == ("7", "baseline")
