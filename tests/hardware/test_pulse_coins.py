"""Coins told in pulses, in virtual time: groups, bounces, half groups, the book, the stop.

Each story is a sentence of HARDWARE.md 2.7 or its row "pulses" in section 7.
"""

from __future__ import annotations

import pytest

from hardware.codecs.pulse import Edge
from hardware.drivers.pulse_state import PulseConfig
from hardware.drivers.uncounted import WAITING_MAX
from shop.inputs import DeviceUp
from tests.failures import proves
from tests.hardware.pulse_shop import QUIET_MS, Shop


def test_a_coin_is_worth_what_its_number_of_pulses_says() -> None:
    shop = Shop().open()
    for pulses in (1, 5, 2, 10):
        shop.insert(pulses)
    assert shop.fen == [100, 500, 50, 1_000]
    assert [(r.serial, r.epoch, r.why) for r in shop.book[:2]] == [
        ("pulse:17", 1, "baseline"),
        ("pulse:17", 1, "continues"),
    ]
    assert [c.credit_no for r in shop.book for c in r.credits] == [1, 2, 3, 4]
    up = next(said for said in shop.heard if isinstance(said, DeviceUp))
    assert up.detail == "pulse:17, takes 1:1.00 2:0.50 5:5.00 10:10.00"


@proves("pulses", "pulse-coin")
def test_a_number_that_no_coin_has_is_to_be_checked_and_never_guessed() -> None:
    shop = Shop().open()
    shop.insert(3)
    assert (shop.fen, shop.what) == ([None], ["3 pulses"])


@proves("pulses", "pulse-coin")
def test_a_coin_counts_only_when_its_pause_has_passed() -> None:
    shop = Shop().open()
    shop.insert(2, then_ms=200 + 200)
    assert shop.fen == []
    shop.run(100)
    assert shop.fen == [50]


def test_two_coins_one_after_the_other_are_two() -> None:
    shop = Shop().open()
    shop.insert(1, then_ms=400)
    shop.insert(5, then_ms=QUIET_MS)
    assert shop.fen == [100, 500]


@proves("pulses", "pulse-coin")
@pytest.mark.parametrize("width_ms", [25, 50, 100])
def test_slow_fast_and_trembling_contacts_count_alike(width_ms: int) -> None:
    shop = Shop().open()
    knobs = shop.model.knobs
    knobs.width_ms, knobs.pause_ms, knobs.jitter_ms = width_ms, 60, 5
    knobs.bounce_ms = 8
    for pulses in (1, 2, 5, 10) * 3:
        shop.insert(pulses, 4_000)
    assert shop.fen == [100, 50, 500, 1_000] * 3
    assert shop.line.counts["noise"] > 0


@proves("pulses", "pulse-coin")
def test_a_spark_is_no_coin_and_does_not_split_a_pulse() -> None:
    shop = Shop().open()
    shop.line.play(shop.model.spark(shop.line.now_ms, 5))
    shop.run()
    assert shop.fen == []
    at_ms = shop.line.now_ms
    shop.line.play(
        [
            Edge(at_ms, True),
            Edge(at_ms + 20, False),
            Edge(at_ms + 23, True),
            Edge(at_ms + 50, False),
        ]
    )
    shop.run()
    assert shop.fen == [100]


@proves("pulses", "pulse-coin")
def test_a_line_that_hangs_is_a_fault_and_no_coin() -> None:
    shop = Shop().open()
    at_ms = shop.line.now_ms
    shop.line.play([Edge(at_ms, True)])
    shop.run(1_100)
    assert shop.troubles() == ["stuck"]
    shop.run(60_000)
    shop.line.play([Edge(shop.line.now_ms, False)])
    shop.run()
    assert shop.troubles() == ["stuck", "ok"]
    assert shop.fen == []
    shop.insert(1)
    assert shop.fen == [100]


@proves("pulses", "pulse-coin")
def test_a_coin_whose_pulses_end_in_a_hanging_line_is_to_be_checked() -> None:
    shop = Shop().open()
    at_ms = shop.line.now_ms
    shop.line.play([Edge(at_ms, True), Edge(at_ms + 50, False), Edge(at_ms + 100, True)])
    shop.run(2_000)
    shop.line.play([Edge(shop.line.now_ms, False)])
    shop.run()
    assert (shop.fen, shop.what) == ([None], ["1 pulses, not whole"])


@proves("pulses", "pulse-coin")
@proves("restart_replug", "pulse-coin")
def test_pulses_that_were_under_way_when_the_program_started_are_to_be_checked() -> None:
    shop = Shop()
    edges = shop.model.insert(5, shop.line.now_ms - 230)
    shop.line.open()
    began = Edge(shop.line.now_ms, True)  # the pin is active just now: the port says so at once
    shop.line.play([began, *(edge for edge in edges if edge.at_ms > began.at_ms)])
    shop.run()
    assert (shop.fen, shop.what) == ([None], ["3 pulses, not whole"])


@proves("restart_replug", "pulse-coin")
@proves("power_loss", "pulse-coin")
def test_a_restart_begins_an_epoch_and_credits_nothing_again() -> None:
    shop = Shop().open()
    shop.insert(1)
    shop.line.restart_host()
    shop.run()
    shop.insert(5)
    assert shop.fen == [100, 500]
    assert [(r.epoch, r.why, r.credit_no) for r in shop.book] == [
        (1, "baseline", 0),
        (1, "continues", 1),
        (2, "baseline", 0),
        (2, "continues", 1),
    ]


def test_a_port_that_was_lost_leaves_the_group_that_was_open_to_be_checked() -> None:
    shop = Shop().open()
    shop.insert(5, then_ms=120)
    shop.line.open()
    shop.run()
    assert None in shop.fen
    assert 500 not in shop.fen
    assert {r.epoch for r in shop.book} == {1}


@proves("pulses", "pulse-coin")
def test_pulses_cut_short_by_the_relay_are_not_a_smaller_coin() -> None:
    shop = Shop().open()
    shop.model.knobs.cut_after = 2
    shop.insert(5, then_ms=150)
    shop.accept(False)
    shop.run()
    assert (shop.fen, shop.what) == ([None], ["2 pulses, not whole"])
    shop.model.knobs.cut_after = 0
    shop.accept(True)
    shop.run()
    shop.insert(5)
    assert shop.fen == [None, 500]


@proves("pulses", "pulse-coin")
def test_an_inhibit_shorter_than_the_gap_harms_no_coin() -> None:
    shop = Shop().open()
    shop.insert(5, then_ms=150)
    shop.accept(False)
    shop.run(100)
    shop.accept(True)
    shop.run()
    assert shop.fen == [500]


@proves("pulses", "pulse-coin")
def test_what_comes_just_after_the_relay_let_go_is_to_be_checked() -> None:
    shop = Shop().open()
    shop.accept(False)
    shop.run()
    shop.accept(True)
    shop.insert(1)  # the acceptor's own start may pull the line once
    assert shop.fen == [None]
    shop.insert(1)
    assert shop.fen == [None, 100]


@proves("double_credit", "pulse-coin")
def test_while_the_book_refuses_coins_wait_under_their_numbers_and_come_once() -> None:
    shop = Shop().open()
    shop.takes = False
    shop.insert(1)
    shop.insert(5)
    assert shop.fen == []
    shop.takes = True
    shop.run()
    assert shop.fen == [100, 500]
    assert [c.credit_no for r in shop.book for c in r.credits] == [1, 2]


@proves("double_credit", "pulse-coin")
def test_a_coin_whose_answer_was_lost_is_offered_again_under_the_same_number() -> None:
    shop = Shop().open()
    real, told = shop.line.emit, []

    def loses_the_answer(said: object) -> bool:
        told.append(said)
        return real(said) and len(told) > 1  # type: ignore[arg-type]

    shop.line.emit = loses_the_answer
    shop.insert(1)
    assert (shop.fen, shop.again) == ([100], 1)


def test_coins_beyond_what_can_wait_are_counted_as_to_be_checked() -> None:
    shop = Shop().open()
    shop.takes = False
    for _ in range(WAITING_MAX + 7):
        shop.insert(1, 400)
    shop.takes = True
    shop.run(60_000)
    assert (len(shop.fen), shop.lost) == (WAITING_MAX, 7)


@proves("stop", "pulse-coin")
def test_the_stop_waits_a_gap_and_an_open_group_is_to_be_checked() -> None:
    shop = Shop().open()
    shop.insert(5, then_ms=150)
    began_ms = shop.line.now_ms
    assert shop.line.stop()
    assert shop.line.now_ms - began_ms >= shop.config.gap_ms
    assert len(shop.fen) == 1
    assert shop.fen == [None]


@proves("stop", "pulse-coin")
def test_the_stop_settles_the_last_coin_and_does_not_wait_for_a_book_that_is_away() -> None:
    shop = Shop().open()
    shop.takes = False
    shop.insert(1)
    began_ms = shop.line.now_ms
    assert shop.line.stop()
    assert shop.line.now_ms - began_ms < 2_000
    shop = Shop().open()
    shop.takes = False
    shop.insert(1)
    shop.takes = True
    assert shop.line.stop()
    assert shop.fen == [100]


def test_lost_edges_leave_the_group_to_be_checked() -> None:
    shop = Shop().open()
    edges = shop.model.insert(5, shop.line.now_ms)
    shop.line.play([*edges[:3], Edge(edges[6].at_ms, None), *edges[7:]])
    shop.run()
    assert shop.fen == [None]
    assert shop.line.counts["dropped"] == 1


def test_a_line_that_buzzes_counts_as_one_thing_to_be_checked() -> None:
    shop = Shop(config=PulseConfig("coins", 17, {1: 100}, width_ms=1)).open()
    at_ms = shop.line.now_ms
    shop.line.play([Edge(at_ms + 5 * n, n % 2 == 0) for n in range(2_000)])
    shop.run(20_000)
    assert shop.fen == [None]
    assert shop.what == ["256 pulses"]
