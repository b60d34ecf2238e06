"""Which question a hopper is asked next, at each stage and at rest."""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import cctalk, cctalk_hopper
from hardware.drivers.cctalk_line import Question
from hardware.drivers.hopper_state import HopperConfig, HopperState, Stage
from hardware.drivers.hopper_wishes import begin

_STATUS = Question(cctalk_hopper.STATUS, lengths=(4,))
_TEST = Question(cctalk_hopper.TEST, lengths=(1, 2, 3))
#: What is asked at each stage that asks one thing.
_ASKS = {
    Stage.HELLO: Question(cctalk.SIMPLE_POLL),
    Stage.SERIAL: Question(cctalk.SERIAL_NUMBER, lengths=(3,)),
    Stage.FIRST: _STATUS,
    Stage.TEST: _TEST,
    Stage.OFF: Question(cctalk_hopper.ENABLE, cctalk_hopper.DISABLED),
    Stage.RESET: Question(cctalk.RESET),
    Stage.CHECK: _TEST,
    Stage.BEFORE: _STATUS,
    Stage.ON: Question(cctalk_hopper.ENABLE, cctalk_hopper.ENABLED),
    Stage.KEY: Question(cctalk_hopper.CIPHER_KEY, lengths=(8,)),
    Stage.WATCH: _STATUS,
    Stage.HALT: Question(cctalk_hopper.EMERGENCY_STOP, lengths=(0, 1)),
    Stage.REASON: _TEST,
}


def next_question(
    config: HopperConfig, state: HopperState, now_ms: int
) -> tuple[HopperState, Question | None]:
    """Return what is to be asked now, None where it is not yet time; the line is free."""
    if now_ms < state.not_before_ms:
        return state, None
    if state.stage is Stage.RUN:
        state = _at_rest(config, state, now_ms)
    if state.stage is Stage.PAY and state.payout is not None:
        coins = min(state.payout.intent.coins, config.coins_max)
        key = cctalk_hopper.NO_CODE if config.cipher else state.raw or b""
        return state, Question(cctalk_hopper.PAY_OUT, key + bytes([coins]), (0, 1))
    if state.stage is Stage.LEVEL and state.level_header is not None:
        return state, Question(state.level_header, lengths=(1,))
    return state, _ASKS.get(state.stage)


def _at_rest(config: HopperConfig, state: HopperState, now_ms: int) -> HopperState:
    """What a hopper at rest does next: forget a trouble, pay, be tested, or nothing."""
    looked_for = bool(state.trouble) and now_ms >= state.trouble_ms
    # A reset may set the counters to 0: never while a payout's end is not in the book.
    if (state.dirty or looked_for) and not state.ends:
        return replace(state, stage=Stage.RESET)
    if state.waiting and not state.ends:
        return begin(config, state)
    return replace(state, stage=Stage.TEST) if now_ms >= state.test_ms else state
