"""The ICT note validator on RS-232: a note is in the book before it is taken, and counted once.

Single bytes without checksum or number, so parity is checked by the line and money is believed
only on the whole sequence; this file polls, enables and inhibits, and says when a sequence has
waited long enough. What each byte does to a note is in `ict_note`.
Facts: HARDWARE.md 2.5 (bytes and times), 6 (order for money), 7 (what each failure leads to).
"""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import ict
from hardware.drivers import uncounted
from hardware.drivers.base import (
    Action,
    Bytes,
    Command,
    Cursor,
    Done,
    Emit,
    Event,
    FlushInput,
    GiveUp,
    Note,
    Opened,
    PortSettings,
    Send,
    Settled,
    Stopping,
    Tick,
)
from hardware.drivers.ict_note import nobody_knows, not_taken, on_byte, on_offered
from hardware.drivers.ict_state import (
    END_MS_MAX,
    HOLD_MS,
    LATE_MS,
    MISSES_MAX,
    POLL_MS,
    STOP_MS,
    WAKE_AFTER_MS,
    WAKE_AGAIN_MS,
    WAKE_TRIES,
    IctConfig,
    IctState,
    Phase,
    Stage,
    Step,
)
from hardware.drivers.uncounted import OwnCount
from shop.effects import AcceptMoney
from shop.inputs import DeviceUp


class IctBill:
    """The driver of one ICT note validator.

    Args:
        config: its name, what its note types are worth, its accept byte.
        settings: how its line is set; a twin on a pty knows no parity.
    """

    def __init__(self, config: IctConfig, settings: PortSettings | None = None) -> None:
        self.config = config
        self.settings = settings or PortSettings(parity="E")

    @property
    def name(self) -> str:
        """The device's name in the configuration."""
        return self.config.name

    def initial(self) -> IctState:
        """Return the state before the port was ever opened."""
        return IctState(OwnCount(self.config.name))

    def step(
        self, state: IctState, event: Event, now_ms: int
    ) -> tuple[IctState, tuple[Action, ...]]:
        """Return the state after `event`, and what is to be done."""
        state, actions = self._take(state, event, now_ms)
        if state.stage is Stage.CLOSED:
            return state, actions
        state, more = self._go_on(state, now_ms)
        if isinstance(event, Opened | Bytes | Tick):
            state = replace(state, listened_ms=now_ms)
        return state, actions + more

    def deadline_ms(self, state: IctState) -> int | None:
        """Return when something is due without a byte having come."""
        if state.stage is Stage.CLOSED:
            return None
        due = [_poll_ms(state)]
        book_ms = uncounted.deadline_ms(state.count) if state.stage is Stage.RUN else None
        due += [] if book_ms is None else [book_ms]
        due += [state.stop_ms] if state.stopping else []
        if state.phase is Phase.OFFERED:
            due += [state.phase_ms + HOLD_MS]
        elif state.phase is not Phase.NONE:
            due += [state.phase_ms + END_MS_MAX]
        return min(due)

    # ------------------------------------------------------------ what came

    def _take(self, state: IctState, event: Event, now_ms: int) -> Step:
        match event:
            case Opened(place):
                return self._opened(state, place, now_ms)
            case Bytes(data):
                actions: tuple[Action, ...] = ()
                for byte in data:
                    state, more = on_byte(self.config, state, byte, now_ms)
                    actions += more
                return state, actions
            case Command(AcceptMoney(on)):
                return replace(state, want=on), ()
            case Settled():
                return replace(state, count=uncounted.on_settled(state.count, event, now_ms)), ()
            case Cursor():
                count = uncounted.on_cursor(state.count, event, now_ms)
                # The unit keeps no record that could be asked what became of an old note.
                return replace(
                    state, count=uncounted.unsure(count) if count.note_from_before else count
                ), ()
            case Stopping():
                closed = state.stage is Stage.CLOSED
                state = replace(state, stopping=True, stop_ms=now_ms + STOP_MS)
                return state, (Done(),) if closed else ()
            case _:
                return state, ()

    def _opened(self, state: IctState, place: str, now_ms: int) -> Step:
        """Forget what the last opening knew of the unit, but no note and no number."""
        state = nobody_knows(state) if state.phase is Phase.ACCEPTED else not_taken(state)
        return IctState(
            uncounted.opened(state.count, f"ict:{place}"),
            Stage.HELLO,
            want=state.want,
            stopping=state.stopping,
            stop_ms=state.stop_ms,
            poll_ms=now_ms,
            wake_ms=now_ms + WAKE_AFTER_MS,
            fault=state.fault,
            fault_ms=state.fault_ms,
            stuck=state.stuck,
        ), (FlushInput(),)

    # ------------------------------------------------------------ what to do next

    def _go_on(self, state: IctState, now_ms: int) -> Step:
        actions: tuple[Action, ...] = ()
        if state.answers_power_up:
            # Only as the last of what came: a note that is in escrow by now is not accepted.
            state = replace(state, answers_power_up=False, told=None)
            actions += (Send(ict.ACCEPT),)
        if state.phase is Phase.OFFERED:
            state, more = on_offered(self.config, state, now_ms)
            actions += more
        elif state.phase is not Phase.NONE and now_ms - state.phase_ms >= END_MS_MAX:
            state = nobody_knows(state) if state.phase is Phase.ACCEPTED else not_taken(state)
        if state.stage is Stage.RUN:
            count, more = uncounted.pump(state.count, now_ms)
            state, actions = replace(state, count=count), actions + more
        state, more = self._switch(state, now_ms)
        actions += more
        if state.stopping and self._may_end(state, now_ms):
            refuse = () if state.told is False else (Send(ict.INHIBIT),)
            return replace(state, stage=Stage.CLOSED), (*actions, *refuse, Done())
        state, more = self._poll(state, now_ms)
        return state, actions + more

    def _switch(self, state: IctState, now_ms: int) -> Step:
        """Enable or inhibit it as wanted, while no note is in it and no answer under way."""
        busy = state.phase is not Phase.NONE or state.half is not None
        if busy or state.count.offered or state.stage is not Stage.RUN:
            return state, ()
        actions: tuple[Action, ...] = ()
        if not state.announced and state.count.ready:
            state = replace(state, announced=True)
            actions = (Emit(DeviceUp(self.name, _described(self.config, state))),)
        if state.told is state.accepts:
            return state, actions
        if not state.accepts:
            return replace(state, told=False), (*actions, Send(ict.INHIBIT))
        byte = ict.ENABLE
        if state.tries >= WAKE_TRIES and now_ms >= state.wake_ms:
            # It has just said that it is inhibited, so there is no note that 02 could take.
            byte = ict.ACCEPT
            state = replace(state, wake_ms=now_ms + WAKE_AGAIN_MS)
        return replace(state, told=True), (*actions, Send(byte))

    def _may_end(self, state: IctState, now_ms: int) -> bool:
        """Stopping: whether it refuses and all is in the book, or the time for that is over."""
        if now_ms >= state.stop_ms:
            return True
        settled = not state.count.waiting and state.phase is Phase.NONE
        return settled and (state.told is False or state.stage is Stage.HELLO)

    def _poll(self, state: IctState, now_ms: int) -> Step:
        """Ask how it is: that keeps it on, and says what became of a note that ended unheard."""
        if now_ms < _poll_ms(state):
            return state, ()
        actions: tuple[Action, ...] = ()
        if state.asked:
            state = replace(state, misses=state.misses + 1)
            actions = (Note("timeouts"),)
            if state.misses >= MISSES_MAX and not state.stopping:
                state, more = self._gone(state, now_ms)
                return state, actions + more
        return replace(state, asked=True, poll_ms=now_ms + POLL_MS), (*actions, Send(ict.STATUS))

    def _gone(self, state: IctState, now_ms: int) -> Step:
        """Three times no answer: what it had of a note is for a person, or for its next opening."""
        if state.phase is Phase.ACCEPTED:
            state = nobody_knows(state)
        count, told = uncounted.pump(state.count, now_ms)
        state = replace(state, count=count, stage=Stage.CLOSED)
        why = "it does not answer: look at its power supply and the cable"
        if state.loud:
            why = "what comes is no answer: look at the cable, its parity and the driver's name"
        return state, (*told, GiveUp(why, silent=not state.loud, seen=state.loud))


def _poll_ms(state: IctState) -> int:
    """When the next status poll is due; while a note moves it is left alone for a while."""
    moving = state.phase is not Phase.NONE
    return max(state.poll_ms, state.phase_ms + LATE_MS) if moving else state.poll_ms


def _described(config: IctConfig, state: IctState) -> str:
    values = " ".join(f"{fen // 100}.{fen % 100:02}" for fen in config.note_fen)
    return f"{state.count.serial}, takes {values}"
