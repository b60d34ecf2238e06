"""A bad cable, power cuts, restarts and a failing book: what is in the box is in the book.

The line checks parity as the real one does: a hit byte arrives as 00. Nothing else protects it.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.drivers.base import Bytes, Command, Cursor, Emit, Opened, Settled, Stopping, Tick
from hardware.drivers.ict_bill import IctBill
from hardware.drivers.ict_state import IctConfig
from hardware.drivers.uncounted import WAITING_MAX
from hardware.twins.faults import Faults
from shop.effects import AcceptMoney
from shop.inputs import CreditReading, DeviceFault
from tests.failures import proves
from tests.hardware.ict_shop import VALUES, Shop

STORM = Faults(drop=0.01, noise=0.01, dup=0.005, split=0.3)


def storm(seed: int, notes: int, faults: Faults = STORM) -> Shop:
    """Let residents put in `notes` notes while everything fails by a seeded chance."""
    rng = random.Random(seed)
    shop = Shop(seed=seed, faults=faults).open()
    for _ in range(notes):
        # Most troubles last for one note; then people mend them, or they pass.
        act = rng.random()
        shop.takes = not 0.12 < act < 0.20
        shop.knows = not 0.20 < act < 0.24
        shop.model.knobs.deaf = 0.24 < act < 0.28
        shop.line.tell(Command(AcceptMoney(not 0.28 < act < 0.32)))
        shop.model.knobs.keeps_on_power_loss = rng.random() < 0.5
        shop.model.knobs.stack_ms = rng.choice((800, 800, 800, 2_800, 5_800))
        shop.insert(rng.randint(1, 7), rng.choice((700, 1_000, 1_500, 6_000)))
        if act < 0.04:
            shop.model.power_up(shop.line.now_ms)
        elif act < 0.08:
            shop.line.unplug()
            shop.run(rng.choice((10, 2_000, 8_000)))
            shop.line.replug()
        elif act < 0.12 or 0.20 < act < 0.24:
            shop.line.restart_host()
        shop.run(rng.choice((0, 3_000, 9_000)))
    shop.takes = shop.knows = True
    shop.model.knobs.deaf = False
    shop.line.tell(Command(AcceptMoney(True)))
    shop.run(120_000)
    return shop


def unsure_fen(shop: Shop) -> Counter[int | None]:
    """What the notes are worth that a person must look for."""
    held = {(r.epoch, r.held.credit_no): r.held.fen for r in shop.book if r.held is not None}
    return Counter(
        held[reading.epoch, number] for reading in shop.book for number in reading.unsure
    )


def check(shop: Shop) -> None:
    """Each note in the box is credited or to be looked for; what is credited is in the box."""
    in_the_box = Counter(VALUES[number - 1] for number in shop.model.stacked)
    credited = Counter(fen for fen in shop.fen if fen is not None)
    assert credited <= in_the_box
    assert in_the_box - credited <= unsure_fen(shop)
    ends = [(r.epoch, c.held) for r in shop.book for c in r.credits]
    ends += [(r.epoch, number) for r in shop.book for number in (*r.returned, *r.unsure)]
    held = [(r.epoch, r.held.credit_no) for r in shop.book if r.held is not None]
    assert sorted(ends) == sorted(held)  # one end for each note that was in escrow, and no other


@proves("parity_garbage", "ict-bill")
@proves("double_credit", "ict-bill")
@proves("power_loss", "ict-bill")
def test_in_any_storm_the_box_holds_what_is_credited_and_what_is_to_be_looked_for() -> None:
    notes = credits = unsure = 0
    for seed in range(12):
        shop = storm(seed, 60)
        check(shop)
        notes += len(shop.model.stacked)
        credits += len(shop.fen)
        unsure += shop.unsure
    assert notes > 100
    assert credits > notes * 3 // 4  # it credits, and does not leave all to people


@pytest.mark.slow
@proves("parity_garbage", "ict-bill")
@proves("double_credit", "ict-bill")
def test_the_same_for_a_hundred_storms() -> None:
    for seed in range(100, 200):
        check(storm(seed, 200))


def test_on_a_good_cable_nothing_is_left_to_people() -> None:
    shop = Shop().open()
    for number in (1, 2, 3, 4, 5, 6) * 5:
        assert shop.insert(number)
    assert shop.model.stacked == [1, 2, 3, 4, 5, 6] * 5
    assert shop.fen == [*VALUES] * 5
    assert shop.unsure == shop.returned == 0


KNOWN = [
    b"\x80\x8f",
    b"\x81\x40",
    b"\x81\x41",
    b"\x10",
    b"\x11",
    b"\x3e",
    b"\x5e",
    b"\x71",
    b"\x22",
]
SAID = st.one_of(
    st.binary(min_size=1, max_size=8),
    st.sampled_from(KNOWN),
    st.sampled_from(["open", "tick", "later", "on", "off", "yes", "no", "stop"]),
)


@proves("parity_garbage", "ict-bill")
@settings(deadline=None)
@given(st.lists(SAID, max_size=80))
def test_whatever_comes_and_whatever_the_book_says_money_needs_the_whole_sequence(
    story: list[bytes | str],
) -> None:
    driver = IctBill(IctConfig("notes", VALUES))
    state, now_ms, ok = driver.initial(), 1_000, True
    accepts = credits = 0
    events: list[object] = [Opened("plug")]
    for said in [*story, "later"]:
        now_ms += 5_000 if said == "later" else 40
        match said:
            case bytes():
                events.append(Bytes(said))
            case "open":
                events.append(Opened("plug"))
            case "on" | "off":
                events.append(Command(AcceptMoney(said == "on")))
            case "yes" | "no":
                ok = said == "yes"
            case "stop":
                events.append(Stopping())
            case _:
                events.append(Tick())
        while events:
            state, actions = driver.step(state, events.pop(0), now_ms)  # type: ignore[arg-type]
            for action in actions:
                data = getattr(action, "data", None)
                accepts += data == b"\x02" and state.phase.name == "ACCEPTED"
                if type(action).__name__ == "AskCursor":
                    events.append(Cursor("ict:plug", None, ok=ok))
                if isinstance(action, Emit) and isinstance(action.input, CreditReading):
                    credits += len(action.input.credits) * ok
                    events.append(Settled(action.input, ok))
        assert len(state.count.waiting) <= WAITING_MAX
        assert len(state.loud) <= 16
    assert credits <= accepts


def test_a_fault_is_told_once_however_often_it_is_said() -> None:
    shop = Shop().open()
    for _ in range(100):
        shop.line.say(b"\x22")
        shop.run(100)
    assert shop.said(DeviceFault) == 1
