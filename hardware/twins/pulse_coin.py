"""A pulse coin acceptor that is not there: the edges of its wire, and what ails them.

It writes down edges with their times; `PulseLine` plays them to the driver in virtual time,
`play_on` moves a pin of gpiozero's MockFactory. `fallen` is what a person looking into the box
would find. Facts: HARDWARE.md 2.7.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hardware.codecs.pulse import Edge, encode
from hardware.drivers.base import (
    AskCursor,
    Bytes,
    Cursor,
    Done,
    Driver,
    Emit,
    Event,
    Note,
    Opened,
    Settled,
    Stopping,
    Tick,
)
from shop.errors import ShopError
from shop.inputs import Answered, CreditReading, DeviceInput, DispenseIntent


@dataclass(slots=True)
class Knobs:
    """What ails it; each may be turned at any time.  Times are milliseconds.

    Attributes:
        width_ms, pause_ms: of a pulse and between two of one coin.
        jitter_ms: each of them is up to so much longer or shorter.
        bounce_ms: so long the contact trembles at each edge; 0: it is clean.
        cut_after: the pulses end after so many, as when its 12 V go; 0: all of them come.
    """

    width_ms: int = 50
    pause_ms: int = 50
    jitter_ms: int = 0
    bounce_ms: int = 0
    cut_after: int = 0


class PulseCoinModel:
    """The acceptor on the wall.

    Args:
        seed: of jitter and bounce.
    """

    def __init__(self, seed: int = 0) -> None:
        self.knobs = Knobs()
        self.accepts = True
        #: Pulses of each coin that fell into the box.
        self.fallen: list[int] = []
        self._rng = random.Random(seed)

    def insert(self, pulses: int, at_ms: int) -> list[Edge]:
        """Put in a coin that is told in `pulses`; return its edges, none if it is refused.

        The coin is in the box at once; its pulses take their time.
        """
        if not self.accepts:
            return []
        self.fallen.append(pulses)
        edges: list[Edge] = []
        knobs = self.knobs
        for number in range(pulses):
            if knobs.cut_after and number >= knobs.cut_after:
                break
            edges += self._level(at_ms, True)
            at_ms += self._about(knobs.width_ms)
            edges += self._level(at_ms, False)
            at_ms += self._about(knobs.pause_ms)
        return edges

    def spark(self, at_ms: int, width_ms: int) -> list[Edge]:
        """Let the line twitch for `width_ms`, as beside a relay that switches."""
        return [Edge(at_ms, True), Edge(at_ms + width_ms, False)]

    def _about(self, ms: int) -> int:
        return ms + self._rng.randint(-self.knobs.jitter_ms, self.knobs.jitter_ms)

    def _level(self, at_ms: int, active: bool) -> list[Edge]:
        edges = [Edge(at_ms, active)]
        trembles_ms = at_ms + self.knobs.bounce_ms
        while at_ms + 2 <= trembles_ms:
            edges += [Edge(at_ms + 1, not active), Edge(at_ms + 2, active)]
            at_ms += 2
        return edges


class PulseLine:
    """One driver on one wire in virtual time.

    Args:
        driver: the real one.
        emit: the shop: True when the input is in the book.
        cursor: the book's latest reading of a serial.
    """

    def __init__(
        self,
        driver: Driver[Any],
        emit: Callable[[DeviceInput], bool],
        cursor: Callable[[str], CreditReading | DispenseIntent | None],
    ) -> None:
        self.driver, self.emit, self.cursor = driver, emit, cursor
        self.now_ms, self.counts, self.done = 1_000, dict[str, int](), False
        self.state = driver.initial()
        self._edges: deque[Edge] = deque()

    def open(self) -> None:
        """Begin to watch the wire, or begin again after the port was lost."""
        self.tell(Opened("gpio:17"))

    def restart_host(self) -> None:
        """Let the shop's program die and start again: it knows only what the book holds."""
        self.state, self.done = self.driver.initial(), False
        self._edges.clear()
        self.open()

    def play(self, edges: list[Edge]) -> None:
        """Let these edges come, each at its time."""
        self._edges.extend(edges)

    def run(self, for_ms: int) -> None:
        """Let `for_ms` milliseconds pass."""
        end_ms = self.now_ms + for_ms
        while not self.done:
            due = self.driver.deadline_ms(self.state)
            times = [ms for ms in (due, self._edges[0].at_ms if self._edges else None) if ms]
            at_ms = min(times, default=end_ms)
            if at_ms >= end_ms:
                break
            self.now_ms = max(self.now_ms, at_ms)
            if self._edges and self._edges[0].at_ms <= self.now_ms:
                self.tell(Bytes(encode(self._edges.popleft())))
            else:
                self.tell(Tick())
        self.now_ms = end_ms if not self.done else self.now_ms

    def stop(self, within_ms: int = 5_000) -> bool:
        """Stop as the service does; True when the driver came to its end in time."""
        self.tell(Stopping())
        self.run(within_ms)
        return self.done

    def tell(self, event: Event) -> None:
        """Let the driver know of `event`, and do what it wants done."""
        events: deque[Event] = deque([event])
        while events:
            self.state, actions = self.driver.step(self.state, events.popleft(), self.now_ms)
            for action in actions:
                match action:
                    case Emit(said) if isinstance(said, Answered):
                        events.append(Settled(said, self.emit(said)))
                    case Emit(said):
                        self.emit(said)
                    case AskCursor(serial):
                        events.append(self._ask(serial))
                    case Note(counter, n):
                        self.counts[counter] = self.counts.get(counter, 0) + n
                    case Done():
                        self.done = True
                    case _:
                        raise AssertionError(f"a wire cannot do {action}")

    def _ask(self, serial: str) -> Cursor:
        try:
            return Cursor(serial, self.cursor(serial))
        except ShopError:
            return Cursor(serial, None, ok=False)


def play_on(
    pin: Any,
    edges: list[Edge],
    *,
    active_low: bool = True,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Move a pin of gpiozero's MockFactory as the wire moves.

    Args:
        pin: the mock pin.  edges: with their times; only the time between them counts.
        active_low: as the acceptor is wired.  sleep: waits, in seconds.
    """
    before_ms = edges[0].at_ms if edges else 0
    for edge in edges:
        sleep((edge.at_ms - before_ms) / 1_000)
        before_ms = edge.at_ms
        (pin.drive_low if edge.active is active_low else pin.drive_high)()
