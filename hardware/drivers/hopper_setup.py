"""Getting to know a hopper, finishing what an earlier start began, and watching it at rest.

Each function takes the answer to one stage's question (data, or None for a NAK) and returns the
next state. Serial and counters misdirect money if they are wrong: they are believed only when
they came alike twice.
"""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import cctalk, cctalk_hopper
from hardware.drivers.base import AskCursor, Cursor, GiveUp
from hardware.drivers.hopper_payout import on_booked, settle_payout
from hardware.drivers.hopper_state import (
    BOOK_AGAIN_MS,
    EMPTY_AGAIN_MS,
    LEVEL_EVERY_MS,
    READS_MAX,
    RESET_WAIT_MS,
    TEST_EVERY_MS,
    WATCH_EVERY_MS,
    HopperConfig,
    HopperState,
    Payout,
    Stage,
    Step,
    blocked,
    nameless,
    tell_condition,
    twice,
)
from hardware.drivers.hopper_wishes import end_payout
from shop.inputs import DispenseIntent

_UNSTEADY = GiveUp(
    "it gives another answer each time: look at the cable and what runs beside it", silent=False
)


def on_hello(config: HopperConfig, state: HopperState, data: bytes | None, now_ms: int) -> Step:
    """Somebody is there, and the line knows whether it echoes."""
    return replace(state, stage=Stage.SERIAL), ()


def on_serial(config: HopperConfig, state: HopperState, data: bytes | None, now_ms: int) -> Step:
    """It said which hopper it is, or that it will not: then its socket must do."""
    if data is None:
        serial = nameless(config, state.place)
        return replace(state, serial=serial, raw=None, heard=None, stage=Stage.CURSOR), ()
    state, sure = twice(state, data)
    if not sure:
        return state, (_UNSTEADY,) if state.reads >= READS_MAX else ()
    serial = f"hopper:{cctalk.number(data)}"
    return replace(state, serial=serial, raw=data, stage=Stage.CURSOR), ()


def ask_book(state: HopperState) -> Step:
    """Ask the book for a payout without an end."""
    return replace(state, asked_book=True), (AskCursor(state.serial),)


def on_cursor(config: HopperConfig, state: HopperState, event: Cursor, now_ms: int) -> Step:
    """The book has answered, or cannot: that says nothing, and it is asked again."""
    if event.serial != state.serial or not state.asked_book:
        return state, ()
    state = replace(state, asked_book=False)
    if not event.ok:
        return replace(state, not_before_ms=now_ms + BOOK_AGAIN_MS), ()
    found = event.reading if isinstance(event.reading, DispenseIntent) else None
    if state.stage is Stage.BOOKED:
        return on_booked(config, state, found), ()
    if found is not None and found.device in config.others:
        why = f"{found.device} tells the same serial and has a payout to finish: mend that first"
        return state, (GiveUp(why, silent=False),)
    decided = {end.job for end in state.ends}
    if found is not None and found.job not in decided:
        state = replace(state, payout=Payout(found, now_ms, moved_ms=now_ms))
    return replace(state, stage=Stage.FIRST), ()


def on_first(config: HopperConfig, state: HopperState, data: bytes | None, now_ms: int) -> Step:
    """Its counters, before anything else: they tell what became of a payout without an end."""
    if data is None:
        why = "it does not say what it has paid: it is no hopper, or its address is another's"
        return state, (GiveUp(why, silent=False),)
    state, sure = twice(state, data)
    if not sure:
        if state.reads < READS_MAX:
            return state, ()
        # It may be paying: its counters stand still soon.
        return replace(state, reads=0, heard=None, not_before_ms=now_ms + WATCH_EVERY_MS), ()
    if state.payout is None:
        return replace(state, stage=Stage.TEST), ()
    status = cctalk_hopper.status(data)
    if status.remaining:
        payout = replace(state.payout, seen_running=True, seen=status)
        return replace(state, payout=payout, stage=Stage.WATCH), ()
    if status.event == state.payout.intent.counter:
        return end_payout(config, state, 0, "restart"), ()
    return settle_payout(config, state, status, now_ms)


def on_test(config: HopperConfig, state: HopperState, data: bytes | None, now_ms: int) -> Step:
    """What is in the way of coins; where it cannot say, the next payout will show."""
    state = replace(state, test_ms=now_ms + TEST_EVERY_MS)
    found = "" if data is None else cctalk_hopper.trouble(data)
    if found and (found != state.trouble or now_ms >= state.trouble_ms):
        state = blocked(state, found, now_ms)
    elif not found and now_ms >= state.trouble_ms:
        state = replace(state, trouble="")
    if state.low is None and now_ms - state.empty_ms >= EMPTY_AGAIN_MS:
        state = replace(state, empty=False)
    state, actions = tell_condition(config, state)
    due = now_ms >= state.level_ms and state.level_header is not None
    return replace(state, stage=Stage.LEVEL if due else _after(state)), actions


def on_level(config: HopperConfig, state: HopperState, data: bytes | None, now_ms: int) -> Step:
    """Whether coins are below the low mark; hoppers have one of two ways to say it, or none."""
    asked = state.level_header
    if data is None or asked is None:
        if asked == cctalk_hopper.LEVELS:
            return replace(state, level_header=cctalk_hopper.OPTO_STATES), ()
        return replace(state, level_header=None, stage=_after(state)), ()
    low = cctalk_hopper.is_low(asked, data)
    filled = low is False
    state = replace(state, low=low, empty=state.empty and not filled)
    state, actions = tell_condition(config, state)
    return replace(state, stage=_after(state), level_ms=now_ms + LEVEL_EVERY_MS), actions


def _after(state: HopperState) -> Stage:
    """At rest; on the way there from an opening it is disabled first."""
    return Stage.RUN if state.announced else Stage.OFF


def on_off(config: HopperConfig, state: HopperState, data: bytes | None, now_ms: int) -> Step:
    """It is disabled, or says that it cannot be: then the missing payout keeps its coins."""
    return replace(state, stage=Stage.RUN, test_ms=now_ms), ()


def on_reset(config: HopperConfig, state: HopperState, data: bytes | None, now_ms: int) -> Step:
    """It forgets what was in the way; what still is, it says again after the reset."""
    return replace(
        state,
        stage=Stage.TEST,
        dirty=False,
        heard=None,
        trouble_ms=now_ms,
        not_before_ms=now_ms + RESET_WAIT_MS,
    ), ()
