"""The driver of a slip printer: a slip is printed while somebody waits for it, or not at all.

A printer that answers DLE EOT is asked before each slip and until the slip must be out, so that
a roll that ends in the middle is noticed and the slip printed again. One that never answered is
printed to on trust: nothing more can be known of it. Whatever goes wrong here is said and
counted; the till waits for no slip (HARDWARE.md 4 and 7).
"""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import escpos
from hardware.codecs.escpos import QUESTIONS, Status
from hardware.drivers.base import (
    Action,
    Away,
    Bytes,
    Command,
    Done,
    Emit,
    Event,
    FlushInput,
    GiveUp,
    Note,
    Opened,
    PortSettings,
    Send,
    Stopping,
    Tick,
)
from hardware.drivers.printer_state import (
    ANSWER_MS,
    BLIND_MS,
    IDLE_MS,
    MISSES_MAX,
    PRINT_MS,
    PRINTING_MS,
    SLIP_MS_MAX,
    STOPPED_BY,
    TROUBLE_MS,
    WAITING_MAX,
    WAYS_OUT,
    PrinterConfig,
    PrinterState,
    Waiting,
    fault_of,
)
from shop.effects import PrintSlip
from shop.inputs import DeviceFault, DeviceUp

Step = tuple[PrinterState, tuple[Action, ...]]


class EscposPrinter:
    """A printer for slips that speaks ESC/POS.

    Args:
        config: how it is set up.
    """

    #: Slips are wished for also while its port is gone, and grow old there.
    hears_away = True

    def __init__(self, config: PrinterConfig) -> None:
        self._config = config

    @property
    def name(self) -> str:
        """The device's name in the configuration."""
        return self._config.name

    @property
    def settings(self) -> PortSettings:
        """8N1 at the configured speed."""
        return PortSettings(baud=self._config.baud)

    def initial(self) -> PrinterState:
        """Return the state before the port was ever opened."""
        return PrinterState()

    def deadline_ms(self, state: PrinterState) -> int | None:
        """Return when it is to be asked, has been silent for long, or a slip is too old."""
        rest = state.waiting if state.printing_ms is None else state.waiting[1:]
        waits = [rest[0].since_ms + SLIP_MS_MAX] if rest else []
        if state.open:
            waits += [state.next_ms if state.asked_ms is None else state.asked_ms + ANSWER_MS]
        if state.printing_ms is not None and not state.speaks:
            waits += [state.printing_ms + PRINT_MS]
        return min(waits, default=None)

    def step(self, state: PrinterState, event: Event, now_ms: int) -> Step:
        """Return the state after `event` at monotonic `now_ms`, and what is to be done."""
        actions: tuple[Action, ...] = ()
        match event:
            case Opened():
                # What was under way when the port went is printed again: twice is better than not.
                state = PrinterState(state.waiting, open=True, speaks=state.speaks, next_ms=now_ms)
                actions = (FlushInput(),)
            case Away():
                state = PrinterState(state.waiting, speaks=state.speaks)
            case Command(PrintSlip() as slip):
                kept = (*state.waiting, Waiting(slip, now_ms))
                next_ms = now_ms if state.speaks else state.next_ms
                state = replace(state, waiting=kept, next_ms=next_ms)
            case Bytes(data):
                state, actions = self._heard(state, data, now_ms)
            case Stopping():
                return state, (*self._last_slips(state, now_ms), Done())
            case Tick():
                pass
            case _:
                return state, ()
        state, more = self._go_on(state, now_ms)
        return state, (*actions, *more)

    # ------------------------------------------------------------ what it says

    def _heard(self, state: PrinterState, data: bytes, now_ms: int) -> Step:
        actions: tuple[Action, ...] = ()
        for byte in data:
            if state.asked_ms is None or not escpos.is_status(byte):
                actions = (*actions, Note("noise"))
                continue
            answers = (*state.answers, byte)
            state = replace(state, answers=answers, asked_ms=None, misses=0, next_ms=now_ms)
            if len(answers) == len(QUESTIONS):
                first, why, paper = answers
                state, more = self._known(state, escpos.status((first, why, paper)), now_ms)
                actions = (*actions, Note("frames"), *more)
            else:
                state, more = _ask(state, now_ms)
                actions = (*actions, *more)
        return state, actions

    def _known(self, state: PrinterState, status: Status, now_ms: int) -> Step:
        """A round is over: say what is news, and print where that can be."""
        state = replace(state, speaks=True, answers=())
        state, actions = self._is_up(state, "answers")
        fault = fault_of(status)
        if fault not in (state.told, state.seen):  # a flipped bit is no open cover: ask again
            return replace(state, seen=fault, next_ms=now_ms), actions
        state, more = self._tell(replace(state, seen=""), fault)
        actions = (*actions, *more)
        if fault in STOPPED_BY:
            if state.printing_ms is not None:
                actions = (*actions, Note("slips_broken_off"))
            return replace(state, printing_ms=None, next_ms=now_ms + TROUBLE_MS), actions
        state, more = self._print(state, now_ms)
        idle_ms = IDLE_MS if state.printing_ms is None else PRINTING_MS
        return replace(state, next_ms=now_ms + idle_ms), (*actions, *more)

    def _is_up(self, state: PrinterState, detail: str) -> Step:
        if state.up:
            return state, ()
        return replace(state, up=True), (Emit(DeviceUp(self.name, detail)),)

    def _tell(self, state: PrinterState, fault: str, why: str = "") -> Step:
        """Say a fault, or that it is over, once."""
        if fault == state.told and not why:
            return state, ()
        said = []
        if state.told in STOPPED_BY and fault not in STOPPED_BY:
            said.append(Emit(DeviceFault(self.name, "ok")))
        if fault:
            said.append(Emit(DeviceFault(self.name, fault, why or WAYS_OUT[fault])))
        return replace(state, told=fault), tuple(said)

    # ------------------------------------------------------------ slips

    def _go_on(self, state: PrinterState, now_ms: int) -> Step:
        """Do what is due: forget old slips, count a silence, print blindly, ask."""
        state, actions = self._forget(state, now_ms)
        if not state.open:
            return state, actions
        if state.asked_ms is not None and now_ms - state.asked_ms >= ANSWER_MS:
            state, more = self._silent(state, now_ms)
            actions = (*actions, *more)
        if state.up and not state.speaks:
            state, more = self._print(state, now_ms)
            actions = (*actions, *more)
        if state.open and state.asked_ms is None and now_ms >= state.next_ms:
            state, more = _ask(state, now_ms)
            actions = (*actions, *more)
        return state, actions

    def _silent(self, state: PrinterState, now_ms: int) -> Step:
        """A question has no answer: ask again; three times, and that is all there is to know."""
        state = replace(state, asked_ms=None, answers=(), misses=state.misses + 1, next_ms=now_ms)
        if state.misses < MISSES_MAX:
            return state, (Note("timeouts"),)
        if state.speaks:
            why = "the printer answers no more: look at its power and its cable"
            return replace(state, open=False, misses=0), (Note("timeouts"), GiveUp(why))
        state = replace(state, misses=0, next_ms=now_ms + BLIND_MS)
        state, more = self._is_up(state, "says nothing of paper and cover")
        return state, (Note("timeouts"), *more)

    def _print(self, state: PrinterState, now_ms: int) -> Step:
        """Let go of a slip that must be out by now, and send the next one."""
        actions: tuple[Action, ...] = ()
        if state.printing_ms is not None:
            if now_ms - state.printing_ms < PRINT_MS:
                return state, ()
            state = replace(state, waiting=state.waiting[1:], printing_ms=None)
            actions = (Note("slips"),)
            if not state.speaks:
                state, more = self._tell(state, "")
                actions = (*actions, *more)
        if not state.waiting:
            return state, actions
        state = replace(state, printing_ms=now_ms)
        return state, (*actions, Send(self._bytes(state.waiting[0].slip)))

    def _forget(self, state: PrinterState, now_ms: int) -> Step:
        """Drop slips that nobody waits for any more, and the oldest of too many."""
        under_way = state.waiting[:1] if state.printing_ms is not None else ()
        rest = state.waiting[len(under_way) :]
        young = tuple(one for one in rest if now_ms - one.since_ms < SLIP_MS_MAX)[-WAITING_MAX:]
        gone = len(rest) - len(young)
        if not gone:
            return state, ()
        state = replace(state, waiting=(*under_way, *young))
        if not state.up:
            return state, (Note("slips_dropped", gone),)
        fault = state.told if state.told in STOPPED_BY else "busy"
        why = f"{gone} slips were not printed ({WAYS_OUT[fault]}): write by hand what is owed"
        state, said = self._tell(state, fault, why)
        return state, (Note("slips_dropped", gone), *said)

    def _last_slips(self, state: PrinterState, now_ms: int) -> tuple[Action, ...]:
        """Send what can still be printed before the port is let go."""
        if not state.up or state.told in STOPPED_BY:
            return ()
        rest = state.waiting if state.printing_ms is None else state.waiting[1:]
        return tuple(
            Send(self._bytes(one.slip)) for one in rest if now_ms - one.since_ms < SLIP_MS_MAX
        )

    def _bytes(self, slip: PrintSlip) -> bytes:
        config = self._config
        return escpos.slip(
            slip.title, slip.rows, slip.foot, slip.qr, columns=config.columns, cut=config.cut
        )


def _ask(state: PrinterState, now_ms: int) -> Step:
    question = QUESTIONS[len(state.answers)]
    return replace(state, asked_ms=now_ms), (Send(escpos.ask(question)),)
