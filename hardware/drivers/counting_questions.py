"""Which question a counting machine is asked next, at each stage and on the way to the end."""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import cctalk
from hardware.drivers.bill_escrow import route_due
from hardware.drivers.bill_setup import HOLD_AND_STACK
from hardware.drivers.cctalk_line import Question
from hardware.drivers.counting_dialect import CountingConfig
from hardware.drivers.counting_state import REST_MS, CountingState, Stage
from hardware.drivers.counting_values import HOME

_MASK = Question(cctalk.READ_INHIBIT_MASK, lengths=(2,))
_CHECK = Question(cctalk.SELF_CHECK, lengths=(1, 2))
#: What is asked at each stage that asks one thing.
_ASKS = {
    Stage.HELLO: Question(cctalk.SIMPLE_POLL),
    Stage.SERIAL: Question(cctalk.SERIAL_NUMBER, lengths=(3,)),
    Stage.PRIORITY: Question(cctalk.POLL_PRIORITY, lengths=(2,)),
    Stage.SCALE: Question(cctalk.COUNTRY_SCALING, HOME.encode("ascii"), (3,)),
    Stage.MASK_CHECK: _MASK,
    Stage.MODE: Question(cctalk.SET_BILL_MODE, bytes([HOLD_AND_STACK])),
    Stage.MASK_BACK: _MASK,
    Stage.SHUT: Question(cctalk.MASTER_SWITCH, b"\0"),
    Stage.LEAVE: Question(cctalk.MASTER_SWITCH, b"\0"),
}


def next_question(
    config: CountingConfig, state: CountingState, now_ms: int
) -> tuple[CountingState, Question | None]:
    """Return what is to be asked now, None where it is not yet time; the line is free."""
    state, urgent = route_due(state, now_ms)
    if urgent is not None:
        return state, urgent
    state, urgent = _switch_due(state)
    if urgent is not None:
        return state, urgent
    stage = state.stage
    if stage is Stage.RUN and state.check_ms is not None and now_ms >= state.check_ms:
        return state, _CHECK
    if stage is Stage.RUN and not state.no_mask and now_ms >= state.mask_ms:
        return replace(state, stage=Stage.MASK_CHECK), _MASK
    if now_ms < state.not_before_ms or stage is Stage.CURSOR:
        return state, None
    if stage is Stage.RUN:
        if now_ms < state.poll_ms:
            return state, None
        return replace(state, poll_ms=now_ms + state.poll_every_ms), config.dialect.read
    if stage is Stage.COUNT:
        if state.first is None or state.insertions_done or state.no_insertions:
            return state, config.dialect.read
        return state, Question(cctalk.READ_INSERTIONS, lengths=(3,))
    if stage is Stage.TABLE:
        position = bytes([len(state.coins) + 1])
        return state, Question(config.dialect.name, position, (config.dialect.name_bytes,))
    if stage is Stage.MASK_SET:
        return state, Question(cctalk.SET_INHIBIT_MASK, state.mask_wanted)
    if stage is Stage.SWITCH:
        return state, Question(cctalk.MASTER_SWITCH, bytes([state.accept]))
    return state, _ASKS.get(stage)


def _switch_due(state: CountingState) -> tuple[CountingState, Question | None]:
    """Return the question that makes the machine accept or refuse, where it does not yet."""
    off_now = state.stage is Stage.CURSOR and not state.accept
    if not (state.stage is Stage.RUN or off_now):
        return state, None
    if not state.no_master:
        due = state.master is not state.accept
        return state, Question(cctalk.MASTER_SWITCH, bytes([state.accept])) if due else None
    if state.mask in (None, state.mask_wanted):
        return state, None
    if state.stage is Stage.RUN:
        state = replace(state, stage=Stage.MASK_SET)
    return state, Question(cctalk.SET_INHIBIT_MASK, state.mask_wanted)


def towards_the_end(state: CountingState, now_ms: int) -> CountingState:
    """Stopping: refuse, let the last coin fall, settle once more, end."""
    if state.rested:
        return replace(state, stage=Stage.CURSOR) if _is_over(state, now_ms) else state
    if not state.caught_up:
        met = state.stage not in (Stage.HELLO, Stage.LEAVE, Stage.ENDED)
        ended = Stage.LEAVE if met or state.stage is Stage.LEAVE else Stage.ENDED
        return replace(state, stage=ended)
    if state.no_master:
        refuses = state.mask == state.mask_wanted
    else:
        refuses = state.master is False
    if not refuses:
        return state if state.stage is Stage.MASK_BACK else replace(state, stage=Stage.RUN)
    rest_ms = now_ms + REST_MS
    return replace(state, stage=Stage.REST, rested=True, not_before_ms=rest_ms)


def _is_over(state: CountingState, now_ms: int) -> bool:
    return state.stage is Stage.REST and now_ms >= state.not_before_ms
