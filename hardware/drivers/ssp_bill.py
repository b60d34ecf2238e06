"""The SSP note validator: a note is in the book before it is accepted, and is credited once.

Protocol facts: HARDWARE.md 2.3 (SSP), 6 (order for money), 7 (what each failure leads to). A unit
counts nothing, so the driver does (`uncounted`). This file is the machine itself and what is
asked next; `ssp_notes` says what answers to polls mean, `ssp_setup` all other answers.
"""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import ssp
from hardware.drivers import ssp_line, uncounted
from hardware.drivers.base import (
    Action,
    Bytes,
    Command,
    Cursor,
    Done,
    Emit,
    Event,
    GiveUp,
    Note,
    Opened,
    PortSettings,
    Settled,
    Stopping,
)
from hardware.drivers.ssp_line import Gone, Line
from hardware.drivers.ssp_notes import on_poll, time_passed
from hardware.drivers.ssp_setup import ASKS, mask, no_value, on_setup_answer, refuses_all
from hardware.drivers.ssp_state import (
    DOUBT_MS,
    ESCROW_MS,
    HOLD_EVERY_MS,
    REST_MS,
    STACK_MS,
    STOP_MS_MAX,
    Escrow,
    SspConfig,
    SspState,
    Stage,
    Step,
)
from hardware.drivers.uncounted import OwnCount
from shop.effects import AcceptMoney
from shop.inputs import DeviceUp

_POLL = bytes([ssp.POLL])


class SspBill:
    """The driver of one SSP note validator.

    Args:
        config: its name, address, poll interval and note values.
    """

    settings = PortSettings(stop_bits=2)

    def __init__(self, config: SspConfig) -> None:
        self.config = config

    @property
    def name(self) -> str:
        """The device's name in the configuration."""
        return self.config.name

    def initial(self) -> SspState:
        """Return the state before the port was ever opened."""
        return SspState(Line(self.config.address), OwnCount(self.config.name))

    def step(
        self, state: SspState, event: Event, now_ms: int
    ) -> tuple[SspState, tuple[Action, ...]]:
        """Return the state after `event`, and what is to be done."""
        state, actions = self._take(state, event, now_ms)
        if state.stage is Stage.CLOSED:
            return state, actions
        asked = state.line.asked
        line, more, outcome = ssp_line.settle(state.line, now_ms)
        state, actions = replace(state, line=line), actions + more
        if asked is not None and outcome is not None:
            state, more = self._outcome(state, asked, outcome, now_ms)
            actions += more
            if any(isinstance(action, GiveUp) for action in more):
                done = (Done(),) if state.stopping else ()
                return replace(state, stage=Stage.CLOSED), actions + done
        state, more = self._go_on(state, now_ms)
        # After the command, so that a unit is told to hold its note before the book is written.
        count, said = uncounted.pump(state.count, now_ms)
        return replace(state, count=count), actions + more + said

    def deadline_ms(self, state: SspState) -> int | None:
        """Return when something is due without a byte having come."""
        if state.stage is Stage.CLOSED:
            return None
        dues = [uncounted.deadline_ms(state.count), ssp_line.deadline_ms(state.line)]
        if state.stage is Stage.RUN and state.line.asked is None and not state.count.offered:
            escrow = state.escrow
            if escrow is not None and escrow.phase == "waits":
                dues.append(min(state.hold_ms, escrow.since_ms + ESCROW_MS + 1))
            else:
                dues.append(state.poll_ms)
        return min((due for due in dues if due is not None), default=None)

    # ------------------------------------------------------------ what came

    def _take(self, state: SspState, event: Event, now_ms: int) -> Step:
        match event:
            case Opened(place):
                return self._opened(state, place, now_ms)
            case Bytes(data) if state.stage is not Stage.CLOSED:
                line, actions = ssp_line.hear(state.line, data, now_ms)
                return replace(state, line=line), actions
            case Command(AcceptMoney(on)):
                return replace(state, want=on), ()
            case Settled():
                count = uncounted.on_settled(state.count, event, now_ms)
                return replace(state, count=count), ()
            case Cursor():
                return replace(state, count=uncounted.on_cursor(state.count, event, now_ms)), ()
            case Stopping():
                done = (Done(),) if state.stage is Stage.CLOSED else ()
                return replace(state, stopping=True, stop_ms=now_ms), done
        return state, ()

    def _opened(self, state: SspState, place: str, now_ms: int) -> Step:
        """Forget everything of the last opening but what a pulled cable does not change."""
        # The answer to a poll may hold a credit: the unit gives it again, and acts only once.
        again = state.line.asked == _POLL and state.place == place
        count = uncounted.opened(state.count, state.count.serial) if again else state.count
        fresh = replace(
            self.initial(),
            count=count,
            stage=Stage.RESUME if again else Stage.SYNC,
            place=place,
            want=state.want,
            fen=state.fen,
            troubles=state.troubles,
            stopping=state.stopping,
            stop_ms=state.stop_ms,
            key_told=state.key_told,
            event_told=state.event_told,
        )
        if not again:
            return fresh, ()
        line, actions = ssp_line.resume(state.line, now_ms)
        return replace(fresh, line=line), actions

    def _outcome(self, state: SspState, asked: bytes, outcome: bytes | Gone, now_ms: int) -> Step:
        if isinstance(outcome, Gone):
            if state.stage is Stage.LEAVE:
                return replace(state, stage=Stage.ENDED), ()
            return state, (_gone(outcome),)
        if outcome[0] == ssp.KEY_NOT_SET:
            return refuses_all(self.config, state)
        if state.stage is not Stage.RUN and state.stage is not Stage.RESUME:
            return on_setup_answer(self.config, state, outcome)
        if asked != _POLL:  # hold, reject, enable, disable: the next polls show what came of it
            return state, () if outcome[0] == ssp.OK else (Note("nak"),)
        state, actions = on_poll(self.config, state, outcome, now_ms)
        if state.stage is Stage.RESUME:
            state = replace(state, stage=Stage.SYNC, escrow=None)
        return state, actions

    # ------------------------------------------------------------ what to ask next

    def _go_on(self, state: SspState, now_ms: int) -> Step:
        """Send the next command, unless one is open or it is not yet time."""
        if state.line.asked is not None:
            return state, ()
        if state.stopping:
            state = _towards_the_end(state, now_ms)
        if state.stage is Stage.ENDED:
            return replace(state, stage=Stage.CLOSED), (Done(),)
        actions: tuple[Action, ...] = ()
        if state.stage is Stage.BOOK and (state.count.begun or state.count.held is not None):
            state = replace(state, stage=Stage.RETURN)
        if state.stage is Stage.RUN:
            state, actions = self._run(state, now_ms)
            state, command = _next_in_run(state, now_ms)
        elif state.stage is Stage.INHIBITS:
            command = bytes([ssp.SET_INHIBITS]) + mask(state.fen)
        else:
            command = ASKS.get(state.stage, b"")
        if not command:
            return state, actions
        line, sent = ssp_line.ask(state.line, command, now_ms)
        return replace(state, line=line), actions + sent

    def _run(self, state: SspState, now_ms: int) -> Step:
        actions: tuple[Action, ...] = ()
        if not state.announced and not state.stopping:
            state = replace(state, announced=True)
            # The fault after it, since being up ends all faults.
            actions = (Emit(DeviceUp(self.name, state.detail)), *no_value(self.config, state))
        if state.count.held is not None and state.escrow is None and state.doubt_ms is None:
            state = replace(state, doubt_ms=now_ms + DOUBT_MS)
        state, more = time_passed(self.config, state, now_ms)
        return state, actions + more


def _next_in_run(state: SspState, now_ms: int) -> tuple[SspState, bytes]:
    """Say what the unit is asked now; b"" for nothing."""
    escrow = state.escrow
    if escrow is not None and escrow.phase == "waits":
        return _about_the_note(state, escrow, now_ms)
    if state.count.offered:
        return state, b""  # whether the slot stays open is the book's answer
    if state.enabled != state.accept:
        on = state.accept
        return replace(state, enabled=on), bytes([ssp.ENABLE if on else ssp.DISABLE])
    return state, _POLL if now_ms >= state.poll_ms else b""


def _about_the_note(state: SspState, escrow: Escrow, now_ms: int) -> tuple[SspState, bytes]:
    """Accept a note that is in the book, give back one that is too late or not wanted, or hold.

    The next poll accepts it, so until it may be accepted there is none.
    """
    wanted = state.wants_notes and state.worth(escrow.channel) is not None
    if not wanted or now_ms - escrow.since_ms > ESCROW_MS:
        state = replace(state, escrow=replace(escrow, phase="returning"), poll_ms=now_ms)
        return replace(state, doubt_ms=now_ms + STACK_MS), bytes([ssp.REJECT])
    if state.count.ready:
        state = replace(state, escrow=replace(escrow, phase="accepted"))
        return replace(state, doubt_ms=now_ms + STACK_MS), _POLL
    if now_ms >= state.hold_ms:
        return replace(state, hold_ms=now_ms + HOLD_EVERY_MS), bytes([ssp.HOLD])
    return state, b""


def _towards_the_end(state: SspState, now_ms: int) -> SspState:
    """Switch the unit off, let a note that is on its way arrive, and end."""
    if state.stage in (Stage.LEAVE, Stage.ENDED):
        return state
    if state.stage is not Stage.RUN:
        return replace(state, stage=Stage.LEAVE)
    rested_ms = now_ms - state.stop_ms
    settled = state.escrow is None and not state.count.waiting
    over = rested_ms >= STOP_MS_MAX or (rested_ms >= REST_MS and settled)
    return replace(state, stage=Stage.ENDED) if over and state.enabled is False else state


def _gone(gone: Gone) -> GiveUp:
    if gone.silent:
        return GiveUp("it does not answer: look at its power supply and the cable", seen=gone.seen)
    why = "what comes is no answer: look at the cable and the driver's name"
    return GiveUp(why, silent=False, seen=gone.seen)
