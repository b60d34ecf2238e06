"""Who takes a hopper's answer at each stage, and what it means that none came."""

from __future__ import annotations

from dataclasses import replace

from hardware.drivers.base import Action, Emit, GiveUp
from hardware.drivers.cctalk_line import Answer, Busy, Gone, Outcome
from hardware.drivers.hopper_payout import (
    on_before,
    on_check,
    on_enabled,
    on_halted,
    on_key,
    on_paid,
    on_reason,
    on_watch,
)
from hardware.drivers.hopper_setup import (
    on_first,
    on_hello,
    on_level,
    on_off,
    on_reset,
    on_serial,
    on_test,
)
from hardware.drivers.hopper_state import (
    BUSY_FAULT_MS,
    HopperConfig,
    HopperState,
    Stage,
    Step,
    tell_condition,
)
from shop.inputs import DeviceFault

#: Who takes the answer at each stage.
_ANSWERS = {
    Stage.HELLO: on_hello,
    Stage.SERIAL: on_serial,
    Stage.FIRST: on_first,
    Stage.TEST: on_test,
    Stage.LEVEL: on_level,
    Stage.OFF: on_off,
    Stage.RESET: on_reset,
    Stage.CHECK: on_check,
    Stage.BEFORE: on_before,
    Stage.ON: on_enabled,
    Stage.KEY: on_key,
    Stage.WATCH: on_watch,
    Stage.HALT: on_halted,
    Stage.REASON: on_reason,
}
#: Some units answer these with silence where others say NAK; a reset may cost its own answer.
_MAY_BE_SILENT = frozenset({Stage.LEVEL, Stage.RESET, Stage.HALT})


def on_outcome(config: HopperConfig, state: HopperState, outcome: Outcome, now_ms: int) -> Step:
    """Take what became of the question that was open."""
    if isinstance(outcome, Busy):
        if state.stage is Stage.PAY:  # it did not take it, and is not asked again
            line = replace(state.line, asked=None, again_ms=None, busy_since_ms=None)
            return on_paid(config, replace(state, line=line), None, lost=False, now_ms=now_ms)
        return _busy(config, state, now_ms)
    actions: tuple[Action, ...] = ()
    if state.busy_told:
        state, actions = tell_condition(config, replace(state, busy_told=False))
    data = outcome.data if isinstance(outcome, Answer) else None
    lost = isinstance(outcome, Gone)
    if state.stage is Stage.PAY:
        state, more = on_paid(config, state, data, lost=lost, now_ms=now_ms)
        return state, actions + more
    if isinstance(outcome, Gone) and not (outcome.silent and state.stage in _MAY_BE_SILENT):
        return state, (*actions, _gone(outcome))
    state, more = _ANSWERS[state.stage](config, state, data, now_ms)
    return state, actions + more


def _busy(config: HopperConfig, state: HopperState, now_ms: int) -> Step:
    since_ms = state.line.busy_since_ms
    if state.busy_told or since_ms is None or now_ms - since_ms < BUSY_FAULT_MS:
        return state, ()
    detail = "it has been busy for 5 s: look whether a coin is stuck in it"
    told = Emit(DeviceFault(config.name, "busy", detail))
    return replace(state, busy_told=True, told="busy"), (told,)


def _gone(gone: Gone) -> GiveUp:
    if not gone.silent:
        why = "what comes is no answer: look at the cable, its shield and the driver's name"
        return GiveUp(why, silent=False, seen=gone.seen)
    if gone.seen:
        return GiveUp("the line echoes but the device does not answer: look at its power supply")
    return GiveUp("it does not answer: look at its power supply and the cable")
