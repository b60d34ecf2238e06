"""A money machine that counts by itself, on ccTalk: coin acceptor or bill validator.

Protocol facts: HARDWARE.md 2.1 and 2.2 (ccTalk), 6 (epochs, identity, when to persist), 7 (what
each failure leads to). This file holds the machine itself and what happens when no answer comes;
`counting_questions` says what is asked next; `counting_setup`, `counting_book` and, for notes,
`bill_setup` and `bill_escrow` what answers mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from hardware.codecs import cctalk
from hardware.drivers import cctalk_line
from hardware.drivers.base import (
    Action,
    Bytes,
    Command,
    Cursor,
    Done,
    Emit,
    Event,
    GiveUp,
    Opened,
    PortSettings,
    Settled,
    Stopping,
)
from hardware.drivers.cctalk_line import Answer, Busy, Gone, Line, Outcome, Question
from hardware.drivers.counting_book import (
    ask_book,
    on_cursor,
    on_insertions,
    on_reading,
    on_self_check,
    on_settled,
)
from hardware.drivers.counting_dialect import CountingConfig
from hardware.drivers.counting_questions import next_question, towards_the_end
from hardware.drivers.counting_setup import (
    on_hello,
    on_mask_back,
    on_mask_read,
    on_mask_set,
    on_priority,
    on_serial,
    on_switch,
)
from hardware.drivers.counting_state import (
    BUSY_FAULT_MS,
    CountingState,
    Stage,
    Step,
    fault,
)
from hardware.drivers.counting_values import described
from shop.effects import AcceptMoney
from shop.inputs import DeviceUp

#: Takes the answer to what was asked: its data, None for a NAK.
Handler = Callable[[CountingConfig, CountingState, bytes | None, int], Step]
#: The answers that every counting machine gives alike.
_ANSWERS: Mapping[int, Handler] = {
    cctalk.SIMPLE_POLL: on_hello,
    cctalk.SERIAL_NUMBER: on_serial,
    cctalk.POLL_PRIORITY: on_priority,
    cctalk.SET_INHIBIT_MASK: on_mask_set,
    cctalk.READ_INSERTIONS: on_insertions,
    cctalk.SELF_CHECK: on_self_check,
}
#: Old units answer these with silence instead of NAK.
_MAY_BE_SILENT = frozenset(
    {cctalk.POLL_PRIORITY, cctalk.MASTER_SWITCH, cctalk.READ_INSERTIONS, cctalk.SELF_CHECK}
)


class CountingMachine:
    """The driver of one counting machine.

    Args:
        config: its name, address, dialect and values.
        answers: who takes the answers that only this sort of machine gives.
    """

    settings = PortSettings()

    def __init__(self, config: CountingConfig, answers: Mapping[int, Handler]) -> None:
        self.config = config
        self._answers = {**_ANSWERS, config.dialect.read.header: on_reading, **answers}

    @property
    def name(self) -> str:
        """The device's name in the configuration."""
        return self.config.name

    def initial(self) -> CountingState:
        """Return the state before the port was ever opened."""
        return CountingState(
            self._line(),
            poll_every_ms=self.config.poll_ms,
            no_insertions=not self.config.dialect.insertions,
        )

    def _line(self) -> Line:
        return Line(self.config.address, crc=self.config.crc)

    def step(
        self, state: CountingState, event: Event, now_ms: int
    ) -> tuple[CountingState, tuple[Action, ...]]:
        """Return the state after `event`, and what is to be done."""
        state, actions = self._take(state, event, now_ms)
        while state.stage is not Stage.CLOSED:
            asked = state.line.asked
            line, more, outcome = cctalk_line.settle(state.line, now_ms)
            state, actions = replace(state, line=line), actions + more
            if asked is None or outcome is None:
                break
            state, more = self._outcome(state, asked, outcome, now_ms)
            actions += more
            if any(isinstance(action, GiveUp) for action in more):
                return self._gave_up(state, actions)
        state, more = self._go_on(state, now_ms)
        return state, actions + more

    def deadline_ms(self, state: CountingState) -> int | None:
        """Return when something is due without a byte having come."""
        if state.stage is Stage.CLOSED or state.offered is not None or state.asked_book:
            return None
        if state.line.asked is not None:
            return cctalk_line.deadline_ms(state.line)
        if state.stage is not Stage.RUN:
            return state.not_before_ms
        due = [max(state.poll_ms, state.not_before_ms)]
        due += [] if state.no_mask else [state.mask_ms]
        due += [] if state.check_ms is None else [state.check_ms]
        return min(due)

    # ------------------------------------------------------------ what came

    def _take(self, state: CountingState, event: Event, now_ms: int) -> Step:
        match event:
            case Opened(place):
                return self._opened(state, place, now_ms), ()
            case Bytes(data):
                line, actions = cctalk_line.hear(state.line, data, now_ms)
                return replace(state, line=line), actions
            case Command(AcceptMoney(on)):
                return replace(state, want=on), ()
            case Settled():
                return on_settled(self.config, state, event, now_ms)
            case Cursor():
                return on_cursor(self.config, state, event, now_ms)
            case Stopping():
                closed = state.stage is Stage.CLOSED
                return replace(state, stopping=True), (Done(),) if closed else ()
            case _:
                return state, ()

    def _opened(self, state: CountingState, place: str, now_ms: int) -> CountingState:
        """Forget everything of the last opening but what a pulled cable does not change."""
        return replace(
            self.initial(),
            stage=Stage.HELLO,
            place=place,
            want=state.want,
            trouble=state.trouble,
            check_ms=now_ms if state.trouble else None,
            known=state.known,
            stopping=state.stopping,
            not_before_ms=now_ms,
        )

    def _outcome(
        self, state: CountingState, asked: Question, outcome: Outcome, now_ms: int
    ) -> Step:
        if isinstance(outcome, Busy):
            since_ms = state.line.busy_since_ms
            if state.busy_told or since_ms is None or now_ms - since_ms < BUSY_FAULT_MS:
                return state, ()
            sort = self.config.dialect.sort
            detail = f"it has been busy for 5 s: look whether a {sort} is stuck in it"
            return replace(state, busy_told=True), (fault(self.config, "busy", detail),)
        actions: tuple[Action, ...] = ()
        if state.busy_told:
            state = replace(state, busy_told=False)
            actions = (fault(self.config, "ok", "no longer busy"),)
        if isinstance(outcome, Gone):
            if state.stage is Stage.LEAVE:
                return replace(state, stage=Stage.ENDED), actions
            if asked.header == cctalk.ROUTE_BILL:
                return state, actions  # never sent again: the events say what became of it
            if not (outcome.silent and asked.header in _MAY_BE_SILENT):
                return state, (*actions, _gone(state, outcome))
        data = outcome.data if isinstance(outcome, Answer) else None
        if asked.header == cctalk.MASTER_SWITCH:
            return on_switch(self.config, state, data, asked.data != b"\0"), actions
        if asked.header == cctalk.READ_INHIBIT_MASK:
            on_mask = on_mask_back if state.stage is Stage.MASK_BACK else on_mask_read
            state, more = on_mask(self.config, state, data, now_ms)
        else:
            state, more = self._answers[asked.header](self.config, state, data, now_ms)
        return state, actions + more

    def _gave_up(self, state: CountingState, actions: tuple[Action, ...]) -> Step:
        state = replace(state, stage=Stage.CLOSED, line=self._line(), offered=None)
        return state, (*actions, Done()) if state.stopping else actions

    # ------------------------------------------------------------ what to ask next

    def _go_on(self, state: CountingState, now_ms: int) -> Step:
        """Ask the next question, unless one is open or it is not yet time."""
        actions: tuple[Action, ...] = ()
        waits = state.line.asked is not None or state.offered is not None or state.asked_book
        if state.stage is Stage.CLOSED or waits:
            return state, ()
        if state.stopping:
            state = towards_the_end(state, now_ms)
        if state.stage is Stage.ENDED and state.escrow.way is None:
            return replace(state, stage=Stage.CLOSED), (Done(),)
        if state.stage is Stage.RUN and not state.announced and not state.stopping:
            detail = described(state.serial, state.coins)
            state = replace(state, announced=True)
            actions = (Emit(DeviceUp(self.name, detail)),)
        state, question = next_question(self.config, state, now_ms)
        if question is not None:
            line, more = cctalk_line.ask(state.line, question, now_ms)
            return replace(state, line=line), actions + more
        if state.stage is Stage.CURSOR and now_ms >= state.not_before_ms:
            state, more = ask_book(self.config, state, now_ms)
            return state, actions + more
        return state, actions


def _gone(state: CountingState, gone: Gone) -> GiveUp:
    if not gone.silent:
        why = "what comes is no answer: look at the cable, its shield and the driver's name"
        return GiveUp(why, silent=False, seen=gone.seen)
    if gone.seen:
        return GiveUp("the line echoes but the device does not answer: look at its power supply")
    return GiveUp("it does not answer: look at its power supply and the cable")
