"""A line in virtual time on which `detect` asks a twin, and remembers what it sent."""

from __future__ import annotations

from typing import Any

from hardware.detect import probes
from hardware.detect.probe import Found, Probe, State
from hardware.drivers.base import Bytes, Event, Opened, Send, Tick

#: How long a device thinks before it answers.
_THINKS_MS = 3


class AskedLine:
    """One port with a twin behind it; its clock goes on by itself."""

    def __init__(self, model: Any, *, echo: bool = False) -> None:
        self.model, self.echo = model, echo
        self.now_ms = 10_000
        self.sent: list[bytes] = []

    def whole(self) -> tuple[tuple[Probe, State], ...]:
        """Ask as the program does, probe after probe."""
        done: tuple[tuple[Probe, State], ...] = ()
        while (probe := probes.next_probe(done)) is not None:
            done = (*done, (probe, self.one(probe)))
        return done

    def devices(self) -> list[Found]:
        return [one for probe, state in self.whole() for one in probes.devices_of(probe, state)]

    def one(self, probe: Probe) -> State:
        """Let one probe come to its end."""
        state, events = probe.initial(), [Opened("simulated")]
        while not state.over:
            event: Event = events.pop(0) if events else self._time_passes(probe, state)
            state, actions = probe.step(state, event, self.now_ms)
            for action in actions:
                if isinstance(action, Send):
                    events += self._carry(action.data)
        return state

    def _carry(self, data: bytes) -> list[Any]:
        self.sent.append(data)
        said = self.model.receive(data, self.now_ms)
        self.now_ms += _THINKS_MS
        heard = (data if self.echo else b"") + said
        return [Bytes(heard)] if heard else []

    def _time_passes(self, probe: Probe, state: State) -> Event:
        deadline_ms = probe.deadline_ms(state)
        assert deadline_ms is not None
        self.now_ms = max(self.now_ms + 1, deadline_ms)
        speak = getattr(self.model, "speak", None)
        said = speak(self.now_ms) if speak else b""
        return Bytes(said) if said else Tick()
