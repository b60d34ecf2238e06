"""What an SSP note validator may suffer, told in virtual time: reset, jam, silence, stop."""

from __future__ import annotations

import pytest

from hardware.codecs import ssp
from hardware.drivers.base import Bytes
from hardware.twins.faults import Faults
from tests.failures import proves
from tests.hardware.ssp_shop import FEN, FIVE, ONE, TEN, Shop


@proves("device_reset", "ssp-bill")
def test_a_reset_unit_is_set_up_again() -> None:
    shop = Shop().open()
    shop.model.power_up(shop.line.now_ms)
    assert not shop.model.insert(TEN)
    shop.line.run(3_000)
    assert shop.put(TEN)
    assert shop.fen == [1_000]
    assert len(shop.ups()) == 1


@proves("silent", "ssp-bill")
def test_a_silent_unit_is_down_and_comes_back_by_itself() -> None:
    shop = Shop().open()
    shop.model.knobs.silent = True
    shop.line.run(6_000)
    assert "power supply" in shop.downs()[0]
    shop.model.knobs.silent = False
    shop.line.run(6_000)
    assert len(shop.ups()) == 2
    assert shop.put(TEN)


@proves("bad_frames", "ssp-bill")
def test_what_is_no_answer_is_noise_and_at_last_the_unit_is_down() -> None:
    shop = Shop().open()
    shop.line.to_host.faults = Faults(noise=1.0)
    shop.line.run(4_000)
    assert "look at the cable" in shop.downs()[0]
    assert shop.line.counts["noise"] >= 3
    shop.line.to_host.faults = Faults()
    shop.line.run(4_000)
    assert shop.put(TEN)
    assert shop.fen == [1_000]


@proves("bad_frames", "ssp-bill")
def test_an_answer_to_another_command_or_of_another_unit_counts_for_nothing() -> None:
    shop = Shop().open()
    credit = bytes([ssp.OK, 0xEE, TEN])
    for address, sequence in ((1, True), (1, False)):
        shop.line.tell(Bytes(ssp.encode(ssp.Frame(address, sequence, credit))))
    stale = not shop.line.state.line.sequence
    shop.line.run(190)
    shop.line.tell(Bytes(ssp.encode(ssp.Frame(0, stale, credit))))
    shop.line.run(2_000)
    assert shop.fen == []
    assert shop.line.counts["noise"] >= 2


@proves("bad_frames", "ssp-bill")
@proves("double_credit", "ssp-bill")
@pytest.mark.parametrize("seed", range(8))
def test_a_day_on_a_bad_cable_credits_each_note_in_the_cashbox_once(seed: int) -> None:
    faults = Faults(drop=0.01, noise=0.01, dup=0.01, split=0.3)
    shop = Shop(faults_of_line=faults, seed=seed).open(20_000)
    for turn in range(30):
        channel = 1 + turn % 6
        if turn == 12:
            shop.line.unplug()
            shop.line.run(500)
            shop.line.replug()
        if turn == 20:
            shop.line.restart_host()
        shop.put(channel, 4_000)
    shop.line.to_host.faults = shop.line.to_device.faults = Faults()
    shop.line.run(40_000)
    stacked = [FEN[channel] for channel in shop.model.in_cashbox()]
    credited = [fen for fen in shop.fen if fen is not None]
    assert len(stacked) >= 15
    assert len(shop.keys) == len(set(shop.keys))
    # What a restart leaves open a person looks at: it is neither dropped nor paid twice.
    assert len(stacked) - shop.unsure <= len(shop.fen) <= len(stacked)
    assert sum(credited) <= sum(stacked)


@proves("jam", "ssp-bill")
@pytest.mark.parametrize(("knob", "code"), [("jam", "jam"), ("full", "full")])
def test_a_jam_or_a_full_cashbox_switches_it_off_until_it_is_over(knob: str, code: str) -> None:
    shop = Shop().open()
    setattr(shop.model.knobs, knob, True)
    shop.line.run(5_000)
    assert shop.faults() == [code]
    assert not shop.model.enabled
    setattr(shop.model.knobs, knob, False)
    shop.line.run(32_000)
    assert shop.faults() == [code, "ok"]
    assert shop.put(TEN)


@proves("jam", "ssp-bill")
def test_a_note_stuck_in_a_jam_is_credited_when_it_comes_free() -> None:
    shop = Shop().open()
    shop.model.insert(TEN)
    shop.run_until_held()
    while shop.model.notes[-1].where == "escrow":
        shop.line.run(1)
    shop.model.knobs.jam = True
    shop.line.run(60_000)
    assert (shop.fen, shop.unsure) == ([], 0)
    shop.model.knobs.jam = False
    shop.line.run(10_000)
    assert shop.fen == [1_000]


def test_fraud_is_told_and_the_unit_rests() -> None:
    shop = Shop().open()
    shop.model.say(0xE6, TEN)
    shop.line.run(1_000)
    assert shop.faults() == ["fraud"]
    assert not shop.model.enabled
    shop.line.run(31_000)
    assert shop.faults() == ["fraud", "ok"]


def test_a_unit_that_stays_switched_off_says_so() -> None:
    shop = Shop().open()
    shop.model.knobs.stays_off = True
    shop.model.power_up(shop.line.now_ms)
    shop.line.run(12_000)
    assert shop.faults() == ["misconfigured"]
    shop.model.knobs.stays_off = False
    shop.line.run(2_000)
    assert shop.faults() == ["misconfigured", "ok"]


def test_a_unit_that_wants_encryption_says_what_to_do() -> None:
    shop = Shop()
    shop.model.knobs.wants_key = True
    shop.open(20_000)
    assert shop.faults() == ["misconfigured"]
    assert "plain SSP" in shop.downs()[0]
    assert shop.ups() == []


def test_an_event_nobody_knows_is_told_once_and_hides_nothing_before_it() -> None:
    shop = Shop().open()
    shop.model.insert(TEN)
    shop.line.run(500)
    shop.model.say(0xDA)
    shop.line.run(3_000)
    shop.model.say(0xDA)
    shop.line.run(1_000)
    assert shop.fen == [1_000]
    assert shop.faults() == ["misconfigured"]


@proves("stop", "ssp-bill")
def test_the_stop_refuses_notes_and_settles_the_last_one() -> None:
    shop = Shop().open()
    shop.model.insert(TEN)
    while shop.model.on_its_way is None or shop.model.on_its_way.where == "escrow":
        shop.line.run(1)
    assert shop.line.stop()
    assert shop.fen == [1_000]
    assert not shop.model.enabled


@proves("stop", "ssp-bill")
def test_the_stop_gives_back_a_note_that_still_waits() -> None:
    shop = Shop().open()
    shop.takes = False
    shop.put(FIVE, 600)
    shop.takes = True
    assert shop.line.stop()
    assert shop.model.notes[-1].where == "returned"
    assert (shop.fen, shop.returned) == ([], 1)


@proves("stop", "ssp-bill")
@pytest.mark.parametrize("after_ms", range(0, 200, 13))
def test_a_stop_before_the_unit_is_known_still_switches_it_off(after_ms: int) -> None:
    shop = Shop()
    shop.model._memory.enabled = True
    shop.line.run(after_ms)
    assert shop.line.stop()
    assert not shop.model.enabled or after_ms == 0


def test_a_book_that_cannot_be_asked_is_not_an_empty_book() -> None:
    shop = Shop().open()
    shop.put(ONE)
    shop.line.restart_host()
    shop.knows = False
    shop.line.run(5_000)
    assert not shop.model.enabled
    assert shop.last().epoch == 1
    shop.knows = True
    shop.line.run(3_000)
    assert shop.put(ONE)
    assert [key[1:] for key in shop.keys] == [(1, 2), (2, 2)]
