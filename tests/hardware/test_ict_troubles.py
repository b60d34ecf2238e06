"""What an ICT validator may suffer, told in virtual time: power, jam, silence, noise, full box."""

from __future__ import annotations

import random

import pytest

from hardware.drivers.base import Bytes
from hardware.twins.ict_bill import COMMUNICATION_FAULT
from tests.failures import proves
from tests.hardware.ict_shop import FIVE, ONE, Shop


@proves("power_loss", "ict-bill")
@pytest.mark.parametrize("in_the_box", [True, False])
def test_power_goes_while_a_note_is_on_its_way_and_a_person_looks(in_the_box: bool) -> None:
    shop = Shop().open()
    shop.model.knobs.keeps_on_power_loss = in_the_box
    shop.model.insert(ONE, shop.line.now_ms)
    shop.run(1_000)
    shop.model.power_up(shop.line.now_ms)
    shop.run(3_000)
    assert (shop.fen, shop.unsure) == ([], 1)
    assert shop.model.stacked == ([ONE] if in_the_box else [])
    assert shop.insert(FIVE)
    assert shop.fen == [500]


@proves("power_loss", "ict-bill")
@proves("restart_replug", "ict-bill")
def test_the_program_dies_with_a_note_in_escrow_and_the_next_start_has_it_looked_at() -> None:
    shop = Shop().open()
    shop.model.insert(ONE, shop.line.now_ms)
    shop.run(700)
    shop.line.restart_host()
    shop.run(20_000)
    assert [(r.why, r.epoch, r.unsure) for r in shop.book[-2:]] == [
        ("recovered", 1, (1,)),
        ("baseline", 2, ()),
    ]
    assert shop.insert(FIVE)
    assert shop.fen == [500]


@proves("restart_replug", "ict-bill")
@pytest.mark.parametrize(("after_ms", "end"), [(0, "returned"), (300, "unsure")])
def test_the_cable_is_pulled_while_a_note_is_in_it(after_ms: int, end: str) -> None:
    shop = Shop().open()
    shop.takes = after_ms > 0  # without the book the accept was never sent
    shop.model.insert(ONE, shop.line.now_ms)
    shop.run(700 + after_ms)
    shop.takes = True
    shop.line.unplug()
    shop.run(5_000)
    shop.line.replug()
    shop.run(10_000)
    assert getattr(shop, end) == 1
    assert shop.fen == []
    assert shop.insert(FIVE)
    assert shop.fen == [500]


@proves("device_reset", "ict-bill")
def test_a_unit_that_was_switched_off_and_on_is_answered_and_takes_notes() -> None:
    shop = Shop().open()
    shop.insert(ONE)
    shop.model.power_up(shop.line.now_ms)
    shop.run(500)
    assert shop.model.enabled
    shop.insert(FIVE)
    assert shop.fen == [100, 500]
    assert {reading.epoch for reading in shop.book} == {1}


@proves("device_reset", "ict-bill")
def test_a_unit_that_powered_up_while_the_shop_was_down_is_woken() -> None:
    shop = Shop()
    shop.line.unplug()
    shop.run(60_000)
    shop.line.replug()
    shop.run(20_000)
    assert shop.model.enabled
    assert shop.insert(ONE)
    assert shop.fen == [100]


def test_a_unit_is_not_woken_while_a_note_from_before_may_lie_in_it() -> None:
    shop = Shop()
    shop.line.unplug()
    shop.run(60_000)
    shop.line.replug()
    shop.run(9_000)  # 02 would take a note that is still in escrow; the unit gives it back by 5 s
    assert 0x02 not in shop.model.heard
    assert 0x3E in shop.model.heard
    shop.run(3_000)
    assert shop.model.heard.count(0x02) == 1


def test_the_answer_to_power_up_is_not_sent_once_a_note_waits() -> None:
    shop = Shop().open()
    driver, state = shop.line.driver, shop.line.state
    _, actions = driver.step(state, Bytes(bytes.fromhex("80 8f 81 41")), state.listened_ms + 1)
    assert b"\x02" not in [getattr(action, "data", None) for action in actions]


@proves("jam", "ict-bill")
def test_a_jam_refuses_notes_is_told_and_ends_when_the_unit_is_clean() -> None:
    shop = Shop().open()
    shop.model.knobs.jams = True
    assert shop.insert(ONE)
    assert (shop.fen, shop.unsure, shop.model.stuck) == ([], 1, [ONE])
    assert shop.troubles() == ["jam"]
    shop.run(60_000)
    assert not shop.insert(ONE)
    shop.model.knobs.fault = 0
    shop.run(35_000)
    assert shop.troubles() == ["jam", "ok"]
    assert shop.insert(ONE)
    assert shop.fen == [100]


def test_a_full_box_is_told_and_no_further_note_is_drawn_in() -> None:
    shop = Shop().open()
    shop.model.knobs.full = True
    shop.insert(ONE)
    assert shop.troubles() == ["full"]
    assert (shop.fen, shop.unsure) == ([], 1)
    assert not shop.insert(ONE)


def test_a_fault_that_the_unit_says_is_over_is_over_at_once() -> None:
    shop = Shop().open()
    shop.line.say(b"\x24")
    shop.run(100)
    shop.line.say(b"\x2f")
    shop.run(100)
    assert shop.troubles() == ["open", "ok"]
    assert shop.insert(ONE)


@proves("silent", "ict-bill")
def test_a_silent_unit_is_down_and_comes_back_by_itself() -> None:
    shop = Shop().open()
    shop.model.knobs.silent = True
    shop.run(10_000)
    assert "power supply" in shop.downs[0]
    shop.model.knobs.silent = False
    shop.run(5_000)
    assert shop.ups == 2
    shop.insert(ONE)
    assert shop.fen == [100]


@proves("silent", "ict-bill")
def test_a_unit_that_falls_silent_with_a_note_has_it_looked_at() -> None:
    shop = Shop().open()
    shop.model.insert(ONE, shop.line.now_ms)
    shop.run(700)
    shop.model.knobs.silent = True
    while not shop.downs:
        shop.run(100)
    assert shop.unsure == 1  # at once, not only when it answers again
    assert shop.model.stacked == [ONE]


def test_a_unit_that_does_not_hear_gives_notes_back_and_says_so() -> None:
    shop = Shop().open()
    shop.model.knobs.deaf = True
    for _ in range(3):
        shop.model.insert(ONE, shop.line.now_ms)
        shop.run(7_000)
    assert shop.model.back == [ONE] * 3
    assert (shop.fen, shop.returned) == ([], 3)
    assert COMMUNICATION_FAULT == 0x26
    assert shop.troubles() == ["misconfigured"]


def test_a_unit_that_stays_inhibited_is_told() -> None:
    shop = Shop().open()
    shop.model.receive = lambda data, now_ms: b"\x5e" if b"\x0c" in data else b""  # type: ignore[method-assign]
    shop.run(40_000)
    assert shop.troubles() == ["misconfigured"]
    del shop.model.receive
    shop.run(5_000)
    assert shop.troubles() == ["misconfigured", "ok"]


@proves("parity_garbage", "ict-bill")
def test_noise_is_counted_and_moves_no_money() -> None:
    shop = Shop().open()
    rng = random.Random(7)
    for _ in range(50):
        shop.model.babble(rng)
        shop.line.say(shop.model.speak(shop.line.now_ms))
        shop.run(1_000)
    assert shop.fen == []
    assert shop.line.counts["noise"] > 100
    shop.run(60_000)
    assert shop.insert(ONE)
    assert shop.fen == [100]


@proves("parity_garbage", "ict-bill")
@pytest.mark.parametrize(
    "said", ["10", "41 10", "81 10", "81 00 10", "00 41 10", "81 41 11 10", "81 41 3e 5e 71 11 10"]
)
def test_only_the_whole_sequence_is_money(said: str) -> None:
    shop = Shop().open()
    shop.line.say(bytes.fromhex(said))
    shop.run(20_000)
    assert shop.fen == []
    assert shop.unsure == 0


@proves("parity_garbage", "ict-bill")
@pytest.mark.parametrize(
    ("end", "becomes"),
    [
        ("3e 5e 71 10", "fen"),
        ("00 ff 10", "fen"),
        ("11", "returned"),
        ("80 8f", "unsure"),
        ("81 42", "unsure"),
        ("22", "unsure"),
        ("29", "unsure"),
    ],
)
def test_between_accept_and_10_some_bytes_mean_nothing_and_others_end_it(
    end: str, becomes: str
) -> None:
    shop = Shop().open()
    shop.line.say(bytes.fromhex("81 41"))
    shop.run(100)
    assert shop.model.heard[-1] == 0x02
    shop.line.say(bytes.fromhex(end))
    shop.run(20_000)
    assert len(shop.fen) == (becomes == "fen")
    assert shop.returned == (becomes == "returned")
    # A second note has taken the place of the first, and the twin has none to end it.
    assert shop.unsure == (becomes == "unsure") + (end == "81 42")


@proves("parity_garbage", "ict-bill")
@pytest.mark.parametrize("after_ms", [0, 3_200])
def test_a_10_before_the_accept_or_after_the_reject_is_not_money(after_ms: int) -> None:
    shop = Shop().open()
    shop.takes = False
    shop.line.say(bytes.fromhex("81 41"))
    shop.run(100 + after_ms)
    shop.line.say(b"\x10")
    shop.run(100)
    shop.takes = True
    shop.run(10_000)
    assert (shop.fen, shop.unsure) == ([], 1)


@proves("retry", "ict-bill")
def test_a_lost_10_is_asked_about_and_the_accept_is_not_sent_again() -> None:
    shop = Shop().open()
    shop.line.to_host.carry = lambda data: [data.replace(b"\x10", b"")]  # type: ignore[method-assign]
    shop.insert(ONE, 10_000)
    assert shop.model.stacked == [ONE]
    assert shop.model.accepts_heard == 1
    assert (shop.fen, shop.unsure) == ([], 1)
    assert shop.insert(FIVE, 0)


def test_a_note_that_is_stacked_slowly_is_credited_all_the_same() -> None:
    shop = Shop().open()
    shop.model.knobs.stack_ms = 8_000
    shop.insert(ONE, 12_000)
    assert shop.fen == [100]
