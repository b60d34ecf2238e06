"""The pulse coin acceptor: n pulses on one wire are a coin, and nothing is ever guessed.

The acceptor has no memory and hears nothing: pulses that come while the shop is down are gone, so
its inhibit hangs on the panel's relay, which refuses coins whenever the shop does not hold it.
The driver is told the same wish, since a group that was cut by it must not be read as a smaller
coin. Facts: HARDWARE.md 2.7, 6 (identity, epochs) and 7 (row pulses).
"""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import pulse
from hardware.codecs.pulse import Group, Heard, Pulses, Released, Spark, Stuck, Timing
from hardware.drivers import uncounted
from hardware.drivers.base import (
    Action,
    Bytes,
    Command,
    Cursor,
    Done,
    Emit,
    Event,
    Note,
    Opened,
    PortSettings,
    Settled,
    Stopping,
    Tick,
)
from hardware.drivers.pulse_state import STOP_MS, GpioSettings, PulseConfig, PulseState, Step
from hardware.drivers.uncounted import OwnCount
from shop.effects import AcceptMoney
from shop.inputs import DeviceFault, DeviceUp


class PulseCoin:
    """The driver of one pulse coin acceptor.

    Args:
        config: its name, pin, values and times.
    """

    def __init__(self, config: PulseConfig) -> None:
        self.config = config
        self.settings: PortSettings = GpioSettings(active_low=config.active_low)
        self._timing = Timing(config.width_ms, config.gap_ms)

    @property
    def name(self) -> str:
        """The device's name in the configuration."""
        return self.config.name

    def initial(self) -> PulseState:
        """Return the state before the port was ever opened."""
        return PulseState(OwnCount(self.config.name))

    def step(
        self, state: PulseState, event: Event, now_ms: int
    ) -> tuple[PulseState, tuple[Action, ...]]:
        """Return the state after `event`, and what is to be done."""
        state, actions = self._take(state, event, now_ms)
        if state.line is None:
            return state, actions
        count, more = uncounted.pump(state.count, now_ms)
        state, actions = replace(state, count=count), actions + more
        if state.count.ready and not (state.announced or state.stopping):
            state = replace(state, announced=True)
            actions += (Emit(DeviceUp(self.name, self._described())),)
        if state.stopping and state.line is not None and now_ms >= state.stop_ms:
            state, more = self._end(state, state.line, now_ms)
            actions += more
        return state, actions

    def deadline_ms(self, state: PulseState) -> int | None:
        """Return when something is due without an edge having come."""
        if state.line is None:
            return None
        due = [pulse.due_ms(self._timing, state.line), uncounted.deadline_ms(state.count)]
        if state.stopping:
            due.append(state.end_ms if state.finished else state.stop_ms)
        return min((ms for ms in due if ms is not None), default=None)

    # ------------------------------------------------------------ what came

    def _take(self, state: PulseState, event: Event, now_ms: int) -> Step:
        match event:
            case Opened():
                return self._opened(state, now_ms)
            case Bytes(data) if state.line is not None:
                return self._edges(state, state.line, data, now_ms)
            case Tick() if state.line is not None:
                # Nothing is unread, so the time up to now had no edge in it.
                line, heard = pulse.until(self._timing, state.line, now_ms)
                return self._hear(replace(state, line=line), heard)
            case Command(AcceptMoney(on)):
                return self._wish(replace(state, want=on), not on, now_ms), ()
            case Settled():
                return replace(state, count=uncounted.on_settled(state.count, event, now_ms)), ()
            case Cursor():
                return replace(state, count=uncounted.on_cursor(state.count, event, now_ms)), ()
            case Stopping():
                return self._stopping(state, now_ms)
            case _:
                return state, ()

    def _opened(self, state: PulseState, now_ms: int) -> Step:
        actions: tuple[Action, ...] = ()
        if state.line is not None:  # the port was lost: what was open is not whole
            line, heard = pulse.finish(state.line)
            state, actions = self._hear(replace(state, line=line), heard)
        if state.stuck:  # told again if it still hangs
            actions += (_moves_again(self.name),)
        count = uncounted.opened(state.count, f"pulse:{self.config.pin}")
        line = pulse.begin(self._timing, now_ms)
        state = replace(state, count=count, line=line, rest=b"", announced=False, stuck=False)
        return self._wish(state, not state.want, now_ms), actions

    def _edges(self, state: PulseState, line: Pulses, data: bytes, now_ms: int) -> Step:
        edges, rest, noise = pulse.decode(state.rest + data)
        actions: tuple[Action, ...] = (Note("noise", noise),) if noise else ()
        state = replace(state, rest=rest)
        for edge in edges:
            if edge.active is None:
                line = pulse.missed(self._timing, line)
                actions += (Note("dropped"),)
                continue
            at_ms = min(edge.at_ms, now_ms)
            line, heard = pulse.edge(self._timing, line, at_ms, edge.active)
            state, more = self._hear(state, heard)
            actions += more
        return replace(state, line=line), actions

    def _wish(self, state: PulseState, refuse: bool, now_ms: int) -> PulseState:
        if state.line is None:
            return state
        return replace(state, line=pulse.inhibit(self._timing, state.line, refuse, now_ms))

    def _stopping(self, state: PulseState, now_ms: int) -> Step:
        if state.line is None:
            return replace(state, stopping=True), (Done(),)
        # Coins are refused from here on; one that is in the slot has a gap's time to end.
        stop_ms = now_ms + min(self.config.gap_ms, STOP_MS)
        state = replace(state, stopping=True, stop_ms=stop_ms, end_ms=now_ms + STOP_MS)
        return self._wish(state, True, now_ms), ()

    def _end(self, state: PulseState, line: Pulses, now_ms: int) -> Step:
        line, heard = pulse.finish(line)
        state, more = self._hear(replace(state, line=line, finished=True), heard)
        count, told = uncounted.pump(state.count, now_ms)
        state, actions = replace(state, count=count), more + told
        if state.count.waiting and now_ms < state.end_ms:
            return state, actions
        return replace(state, line=None), (*actions, Done())

    # ------------------------------------------------------------ what it means

    def _hear(self, state: PulseState, heard: tuple[Heard, ...]) -> Step:
        actions: tuple[Action, ...] = ()
        for one in heard:
            match one:
                case Group(pulses, whole):
                    state = self._coin(state, pulses, whole)
                    actions += (Note("frames"),)
                case Stuck():
                    detail = "its line hangs: look for a coin in the slot, then at the wiring"
                    state = replace(state, stuck=True)
                    actions += (Emit(DeviceFault(self.name, "stuck", detail)),)
                case Released():
                    state = replace(state, stuck=False)
                    actions += (_moves_again(self.name),)
                case Spark():
                    actions += (Note("noise"),)
        return state, actions

    def _coin(self, state: PulseState, pulses: int, whole: bool) -> PulseState:
        fen = self.config.pulses.get(pulses) if whole else None
        what = f"{pulses} pulses" + ("" if whole else ", not whole")
        return replace(state, count=uncounted.credited(state.count, fen, what))

    def _described(self) -> str:
        known = sorted(self.config.pulses.items())
        values = " ".join(f"{n}:{fen // 100}.{fen % 100:02}" for n, fen in known) or "nothing"
        return f"pulse:{self.config.pin}, takes {values}"


def _moves_again(name: str) -> Emit:
    return Emit(DeviceFault(name, "ok", "its line moves again"))
