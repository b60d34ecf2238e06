"""Devices that speak unasked, joined to their drivers: in virtual time, and on a pty.

A coin acceptor on ccTalk only answers. A note validator on single bytes speaks when a note comes,
and when its own time is over; its model says when it wants to be woken.
"""

from __future__ import annotations

import threading
from typing import Protocol

from hardware.twins.line import SimulatedLine
from hardware.twins.port import TwinPort
from shop.clock import Clock


class Speaker(Protocol):
    """A device behind a cable that also speaks by itself."""

    def receive(self, data: bytes, now_ms: int) -> bytes:
        """Take what the host sent at monotonic `now_ms`; return what the device answers."""
        ...

    def power_up(self, now_ms: int) -> None:
        """Start afresh, as after its power came back."""
        ...

    def due_ms(self) -> int | None:
        """Return when it will next have something to say by itself, None: not that it knows."""
        ...

    def speak(self, now_ms: int) -> bytes:
        """Return what it says by itself at monotonic `now_ms`; nothing before `due_ms`."""
        ...


class UnaskedLine(SimulatedLine):
    """A driver on a device that speaks unasked; `model` must be a `Speaker`."""

    model: Speaker

    def run(self, for_ms: int) -> None:
        """Let `for_ms` milliseconds pass."""
        super().run(for_ms)
        self._overhear()

    def say(self, data: bytes) -> None:
        """Let these bytes come from the device's end, whatever it does."""
        self._arrive(data, self.now_ms)

    def _next_ms(self) -> int | None:
        self._overhear()
        next_ms = super()._next_ms()
        due_ms = self.model.due_ms() if self._open else None
        return min((ms for ms in (next_ms, due_ms) if ms is not None), default=None)

    def _overhear(self) -> None:
        """Let the device say what is due; nobody hears it while the port is closed."""
        while (due_ms := self.model.due_ms()) is not None and due_ms <= self.now_ms:
            said = self.model.speak(due_ms)
            if self._open:
                self._arrive(said, due_ms)


class UnaskedTwin:
    """A device that speaks unasked, on a pty.

    Args:
        link: the stable name under which the driver finds it.
        model: the device; hold `port.lock` to touch it, and `wake` it afterwards.
        clock: the time that it is told.  seed: of its cable's faults.
    """

    #: It is looked at so often even when it names no time: a power cut has none.
    LOOK_S = 0.05

    def __init__(self, link: str, model: Speaker, clock: Clock, *, seed: int = 0) -> None:
        self.port = TwinPort(link, model, clock, seed=seed)
        self.model, self._clock = model, clock
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"speaker {link}", daemon=True)

    def start(self) -> UnaskedTwin:
        """Plug it in; returns once its name is there."""
        self.port.start()
        self._thread.start()
        return self

    def close(self) -> None:
        """Unplug it for good and end its threads."""
        self._end.set()
        self._thread.join(5)
        self.port.close()

    def _run(self) -> None:
        while not self._end.wait(self.LOOK_S):
            with self.port.lock:
                said = self.model.speak(self._clock.now().monotonic_ms)
            if said:
                self.port.send(said)
