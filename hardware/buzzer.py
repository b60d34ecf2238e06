"""What the buzzer says: one rhythm for each thing that happens at the till.

A resident who does not look at the screen must hear whether it went well: what went well is
short pips, what went wrong is one or two blasts many times as long.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from shop.effects import Sound

#: Sound → pairs of milliseconds (on, then off), played once.
RHYTHMS: dict[Sound, tuple[tuple[int, int], ...]] = {
    # went well
    "scanned": ((60, 0),),
    "coin": ((40, 40), (40, 0)),
    "thanks": ((90, 70), (90, 70), (90, 70), (90, 0)),
    # went otherwise than expected
    "unknown": ((600, 150), (600, 0)),
    "refused": ((1_000, 0),),
    # neither
    "removed": ((60, 240), (60, 0)),
    "help": ((250, 250), (250, 250), (250, 0)),
}


class Switch(Protocol):
    """What can be switched on and off: gpiozero's Buzzer."""

    def on(self) -> None:
        """Make noise."""
        ...

    def off(self) -> None:
        """Be silent."""
        ...

    def close(self) -> None:
        """Let go of the pin."""
        ...


class BuzzerPlayer:
    """Plays rhythms in a thread of its own, so that the till never waits for a sound.

    One sound can wait while one plays; a newer one takes its place, since by then it is the one
    that matters. `dropped` counts those that were never heard.

    Args:
        buzzer: an active buzzer, closed together with this.
        wait: waits so many seconds, or returns True at once when it is to end. For tests.
    """

    def __init__(self, buzzer: Switch, wait: Callable[[float], bool] | None = None) -> None:
        self._buzzer = buzzer
        self._closing = threading.Event()
        self._wait = wait or self._closing.wait
        self._moved = threading.Condition()
        self._next: Sound | None = None
        self._playing = False
        self.dropped = 0
        self.failed: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="buzzer", daemon=True)
        self._thread.start()

    def play(self, sound: Sound) -> None:
        """Let `sound` be heard soon; returns at once."""
        with self._moved:
            self.dropped += self._next is not None
            self._next = sound
            self._moved.notify_all()

    def finish(self, timeout_s: float) -> bool:
        """Wait until all is played; False if that takes longer. For tests and for stopping."""
        with self._moved:
            return self._moved.wait_for(lambda: self._next is None and not self._playing, timeout_s)

    def close(self) -> None:
        """Be silent at once and let go of the pin."""
        self._closing.set()
        with self._moved:
            self._moved.notify_all()
        self._thread.join(2)
        self._buzzer.close()

    def _run(self) -> None:
        while True:
            with self._moved:
                self._playing = False
                self._moved.notify_all()
                self._moved.wait_for(lambda: self._next is not None or self._closing.is_set())
                if self._closing.is_set() or self._next is None:
                    return
                sound, self._next = self._next, None
                self._playing = True
            try:
                self._sing(sound)
            except Exception as error:  # noqa: BLE001 - lgpio's errors have no common base
                self.failed = error  # told to the shop by the panel at the next effect

    def _sing(self, sound: Sound) -> None:
        for on_ms, off_ms in RHYTHMS[sound]:
            self._buzzer.on()
            ended = self._wait(on_ms / 1000)
            self._buzzer.off()
            if ended or (off_ms and self._wait(off_ms / 1000)):
                return
