"""One note through an ICT validator: which byte moves it on, and what the book is told.

A note is credited on one sequence alone: 81 4x, the accept sent once, 10. Whatever else ends it
is no credit: 11 is a note given back, anything after which nobody can say where the note is makes
it `unsure`, for a person (HARDWARE.md 2.5 and 7).
"""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import ict
from hardware.drivers import uncounted
from hardware.drivers.base import Action, Note, Send
from hardware.drivers.ict_state import (
    FAULT_REST_MS,
    HOLD_MS,
    INHIBITED_TRIES,
    PAIR_MS,
    IctConfig,
    IctState,
    Phase,
    Stage,
    Step,
    fault,
)

_NOISE = (Note("noise"),)
_SEEN_BYTES_MAX = 16


def on_byte(config: IctConfig, state: IctState, byte: int, now_ms: int) -> Step:
    """Take one byte off the line."""
    half = state.half if now_ms - state.half_ms <= PAIR_MS else None
    state = replace(state, half=None, answers_power_up=False)
    number = ict.note_type(byte)
    if half == ict.POWER_UP and byte == ict.POWER_UP_2:
        return _meant(replace(state, answers_power_up=True), ())
    if half == ict.ESCROW and number is not None:
        return _meant(*_escrow(config, state, number, now_ms))
    match byte:
        case ict.POWER_UP | ict.POWER_UP_106:
            state = _powered_up(state)
        case ict.ESCROW:
            state = _cut_short(state)
        case ict.STACKED if state.phase is Phase.ACCEPTED:
            state = _stacked(state)
        case ict.STACKED if state.phase is not Phase.NONE:
            state = nobody_knows(state)  # it took what it was not told to take
        case ict.FAILED:
            state = not_taken(state)
        case ict.ENABLED | ict.INHIBITED:
            return _meant(*_status(config, state, byte == ict.ENABLED, now_ms))
        case ict.BUSY:
            pass
        case _ if ict.is_fault(byte):
            return _meant(*_fault(config, state, byte, now_ms))
        case _:
            return replace(state, loud=(state.loud + bytes([byte]))[-_SEEN_BYTES_MAX:]), _NOISE
    if byte in (ict.POWER_UP, ict.ESCROW):
        state = replace(state, half=byte, half_ms=now_ms)
    return _meant(state, ())


def _meant(state: IctState, actions: tuple[Action, ...]) -> Step:
    """The byte meant something: the unit is alive."""
    stage = Stage.RUN if state.stage is Stage.HELLO else state.stage
    state = replace(state, stage=stage, asked=False, misses=0, loud=b"")
    return state, (Note("frames"), *actions)


def _over(state: IctState) -> IctState:
    return replace(state, phase=Phase.NONE)


def _stacked(state: IctState) -> IctState:
    held = state.count.held
    count = state.count if held is None else uncounted.credited(state.count, held.fen, held.what)
    return _over(replace(state, count=count))


def _escrow(config: IctConfig, state: IctState, number: int, now_ms: int) -> Step:
    """A note of type `number` waits: into the book first, or back at once."""
    fen = config.note_fen[number - 1] if number <= len(config.note_fen) else None
    if fen is None or not state.may_hold:
        return give_back(state, now_ms)
    count = uncounted.escrowed(state.count, fen, f"type {number}")
    # The bytes may have lain unread since the line was last found empty: the unit counts from
    # then, and takes no accept for another note than the one in the book.
    return replace(state, count=count, phase=Phase.OFFERED, phase_ms=state.listened_ms), ()


def give_back(state: IctState, now_ms: int) -> Step:
    """Tell the unit to give the note back; it does so by itself after 5 s."""
    return replace(state, phase=Phase.RETURNING, phase_ms=now_ms), (Send(ict.REJECT),)


def on_offered(config: IctConfig, state: IctState, now_ms: int) -> Step:
    """Once the escrow is in the book take the note; too late or no longer wanted: back."""
    late = now_ms - state.phase_ms >= HOLD_MS
    if late or not state.wanted:
        return give_back(state, now_ms)
    if not state.count.ready:
        return state, ()
    return replace(state, phase=Phase.ACCEPTED, phase_ms=now_ms), (Send(config.accept),)


def _cut_short(state: IctState) -> IctState:
    """Another note is there: the end of the one before was not heard."""
    return nobody_knows(state) if state.phase is Phase.ACCEPTED else not_taken(state)


def not_taken(state: IctState) -> IctState:
    """A note whose accept was never sent went back."""
    return _over(replace(state, count=uncounted.returned(state.count)))


def nobody_knows(state: IctState) -> IctState:
    """Of a note that the unit had nobody can say where it is."""
    return _over(replace(state, count=uncounted.unsure(state.count)))


def _powered_up(state: IctState) -> IctState:
    """Its power was away: a note in it may have gone either way, and it is inhibited."""
    return replace(nobody_knows(state), told=None, tries=0)


def _status(config: IctConfig, state: IctState, on: bool, now_ms: int) -> Step:
    """It says that it takes notes, or does not."""
    if state.phase is not Phase.NONE:
        if state.phase is Phase.OFFERED or not state.asked:
            return state, ()  # said before it knew of the note
        # It is at rest, so the note has ended and its 10 or 11 was lost on the way.
        return (nobody_knows if state.phase is Phase.ACCEPTED else not_taken)(state), ()
    actions: tuple[Action, ...] = ()
    if state.fault and now_ms - state.fault_ms >= FAULT_REST_MS:
        state, actions = _fault_over(config, state)
    if on is not state.told:
        tries = state.tries + 1 if state.told else 0
        state = replace(state, told=None, tries=tries)
    elif on:
        state = replace(state, tries=0)
    if state.tries >= INHIBITED_TRIES and not state.stuck:
        detail = "it stays inhibited: switch it off and on while the shop runs"
        return replace(state, stuck=True), (*actions, fault(config, "misconfigured", detail))
    if state.stuck and on:
        return replace(state, stuck=False), (*actions, fault(config, "ok", "it takes notes again"))
    return state, actions


def _fault(config: IctConfig, state: IctState, byte: int, now_ms: int) -> Step:
    """It says that something went wrong (20-2F)."""
    said = ict.fault_of(byte)
    if state.phase is Phase.ACCEPTED or said is not None:
        state = nobody_knows(state)
    elif byte == ict.REJECTED:
        state = not_taken(state)
    if byte == ict.FAULT_OVER and state.fault:
        return _fault_over(config, state)
    if said is None:
        return state, ()
    told = state.fault == said.code
    state = replace(state, fault=said.code, fault_ms=now_ms)
    return state, () if told else (fault(config, said.code, said.what),)


def _fault_over(config: IctConfig, state: IctState) -> Step:
    return replace(state, fault=""), (fault(config, "ok", "the fault is over"),)
