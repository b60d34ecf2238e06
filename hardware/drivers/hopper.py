"""The hopper: coins that fall are in the book, and coins that did not are owed, never both.

Protocol facts: HARDWARE.md 2.1 (ccTalk hoppers), 6 (order for money), 7 (what each failure leads
to). This file holds the machine itself; `hopper_questions` says what is asked next,
`hopper_answers` who takes the answer, or what it means that none came.
"""

from __future__ import annotations

from dataclasses import replace

from hardware.drivers import cctalk_line
from hardware.drivers.base import (
    Action,
    Away,
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
from hardware.drivers.cctalk_line import Line
from hardware.drivers.hopper_answers import on_outcome
from hardware.drivers.hopper_payout import on_settled
from hardware.drivers.hopper_questions import next_question
from hardware.drivers.hopper_setup import ask_book, on_cursor
from hardware.drivers.hopper_state import (
    JOB_WAIT_MS,
    STOP_WAIT_MS,
    HopperConfig,
    HopperState,
    Stage,
    Step,
    tell_condition,
)
from hardware.drivers.hopper_wishes import call_off, call_off_late, take_wish
from shop.effects import Dispense
from shop.inputs import DeviceUp

_ASKS_BOOK = frozenset({Stage.CURSOR, Stage.BOOKED})


class Hopper:
    """The driver of one ccTalk hopper.

    Args:
        config: its name, address, coin and way of paying out.
    """

    settings = PortSettings()
    hears_away = True

    def __init__(self, config: HopperConfig) -> None:
        self.config = config

    @property
    def name(self) -> str:
        """The device's name in the configuration."""
        return self.config.name

    def initial(self) -> HopperState:
        """Return the state before the port was ever opened."""
        return HopperState(Line(self.config.address))

    def step(
        self, state: HopperState, event: Event, now_ms: int
    ) -> tuple[HopperState, tuple[Action, ...]]:
        """Return the state after `event`, and what is to be done."""
        state, actions = self._take(state, event, now_ms)
        given_up = _gives_up(actions)
        while state.stage is not Stage.CLOSED and not given_up:
            asked = state.line.asked
            line, more, outcome = cctalk_line.settle(state.line, now_ms)
            state, actions = replace(state, line=line), actions + more
            if asked is None or outcome is None:
                break
            state, more = on_outcome(self.config, state, outcome, now_ms)
            actions += more
            given_up = _gives_up(more)
        if given_up:
            state = self._closed(state)
        state, more = self._go_on(state, now_ms)
        return state, actions + more

    def deadline_ms(self, state: HopperState) -> int | None:
        """Return when something is due without a byte having come."""
        if state.offered is not None or state.asked_book or state.finished:
            return None
        due = [state.book_ms] if state.ends else []
        if state.stage is Stage.CLOSED:
            return min(due, default=None)
        due += [job.since_ms + JOB_WAIT_MS for job in state.waiting[:1]]
        due += [state.stop_by_ms] if state.stopping else []
        asked_ms = cctalk_line.deadline_ms(state.line)
        if asked_ms is not None:
            due.append(asked_ms)
        elif state.stage is not Stage.RUN:
            due.append(state.not_before_ms)
        else:
            due.append(max(state.not_before_ms, state.test_ms))
        return min(due)

    # ------------------------------------------------------------ what came

    def _take(self, state: HopperState, event: Event, now_ms: int) -> Step:
        match event:
            case Opened(place):
                return self._opened(state, place, now_ms), ()
            case Bytes(data):
                line, actions = cctalk_line.hear(state.line, data, now_ms)
                return replace(state, line=line), actions
            case Command(Dispense() as wish):
                return take_wish(self.config, state, wish, now_ms)
            case Settled():
                return on_settled(self.config, state, event, now_ms)
            case Cursor():
                return on_cursor(self.config, state, event, now_ms)
            case Away():
                return self._closed(state), ()
            case Stopping():
                stop_by_ms = now_ms + STOP_WAIT_MS
                return replace(state, stopping=True, stop_by_ms=stop_by_ms), ()
            case _:
                return state, ()

    def _opened(self, state: HopperState, place: str, now_ms: int) -> HopperState:
        """Forget everything of the last opening but what a pulled cable does not change.

        Whoever fills it switches it off for that: after it was away it is not taken for empty.
        """
        return replace(
            self.initial(),
            stage=Stage.HELLO,
            place=place,
            ends=state.ends,
            book_ms=state.book_ms,
            waiting=state.waiting,
            seen=state.seen,
            trouble=state.trouble,
            told=state.told,
            stopping=state.stopping,
            stop_by_ms=state.stop_by_ms,
            not_before_ms=now_ms,
        )

    def _closed(self, state: HopperState) -> HopperState:
        """Nothing can be sent: answer for what has not begun; the book keeps what has."""
        state = call_off(self.config, state)
        line = Line(self.config.address)
        return replace(
            state, stage=Stage.CLOSED, line=line, payout=None, offered=None, asked_book=False
        )

    # ------------------------------------------------------------ what to do next

    def _go_on(self, state: HopperState, now_ms: int) -> Step:
        """Tell what is to be told, ask the next question, where nothing is open."""
        state = call_off_late(self.config, state, now_ms)
        if state.stopping:
            state = call_off(self.config, state)
        if state.offered is not None or state.asked_book or state.finished:
            return state, ()
        if state.ends and now_ms >= state.book_ms:
            return replace(state, offered=state.ends[0]), (Emit(state.ends[0]),)
        if state.stopping and self._is_over(state, now_ms):
            return replace(self._closed(state), finished=True), (Done(),)
        if state.stage is Stage.CLOSED or state.line.asked is not None:
            return state, ()
        actions: tuple[Action, ...] = ()
        if state.stage is Stage.RUN and not state.announced:
            up = Emit(DeviceUp(self.name, self._described(state)))
            # To the shop a device that comes up has no trouble: what is left of it is told anew.
            state, more = tell_condition(self.config, replace(state, announced=True, told="ok"))
            actions = (up, *more)
        state, question = next_question(self.config, state, now_ms)
        if question is not None:
            line, more = cctalk_line.ask(state.line, question, now_ms)
            return replace(state, line=line), actions + more
        if state.stage in _ASKS_BOOK and now_ms >= state.not_before_ms:
            state, more = ask_book(state)
            return state, actions + more
        return state, actions

    def _is_over(self, state: HopperState, now_ms: int) -> bool:
        """Whether nothing is left to settle; a payout that takes longer the next start finishes."""
        at_rest = state.payout is None and state.stage is not Stage.OFF and not state.ends
        return state.stage is Stage.CLOSED or now_ms >= state.stop_by_ms or at_rest

    def _described(self, state: HopperState) -> str:
        yuan, fen = divmod(self.config.coin_fen, 100)
        return f"{state.serial}, pays out coins of {yuan}.{fen:02d}"


def _gives_up(actions: tuple[Action, ...]) -> bool:
    return any(isinstance(action, GiveUp) for action in actions)
