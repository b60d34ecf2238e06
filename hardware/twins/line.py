"""A driver and a twin joined by a cable in virtual time: a day of faults in a second.

The same order as `hardware.supervisor` keeps, without threads, ports or sleeping: what passes
here is the driver's doing, and a seed replays it.
"""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Callable
from typing import Any

from hardware.drivers.base import (
    AskCursor,
    Away,
    Bytes,
    Cursor,
    Done,
    Driver,
    Emit,
    Event,
    GiveUp,
    Note,
    Of,
    Opened,
    Send,
    Settled,
    Stopping,
    Tick,
    devices_of,
    hears_away,
)
from hardware.twins.faults import NO_FAULTS, BadCable, Faults
from hardware.twins.port import DeviceModel
from shop.errors import ShopError
from shop.inputs import Answered, CreditReading, DeviceDown, DeviceInput, DispenseIntent

#: How long a device thinks before it answers.
_THINKS_MS = 3
_REOPEN_MS = 500


class SimulatedLine:
    """One driver on one device.

    Args:
        driver: the real one.  model: the device's side.
        emit: the shop: True when the input is in the book.
        cursor: the book's latest reading of a serial.
        seed: of the faults.  faults: of both directions.  echo: the host hears itself.
    """

    def __init__(
        self,
        driver: Driver[Any],
        model: DeviceModel,
        emit: Callable[[DeviceInput], bool],
        cursor: Callable[[str], CreditReading | DispenseIntent | None],
        *,
        seed: int = 0,
        faults: Faults = NO_FAULTS,
        echo: bool = False,
    ) -> None:
        self.driver, self.model, self.echo = driver, model, echo
        self.emit, self.cursor = emit, cursor
        rng = random.Random(seed)
        self.to_host, self.to_device = BadCable(rng, faults), BadCable(rng, faults)
        self.now_ms, self.counts = 1_000, dict[str, int]()
        self.plugged, self.done = True, False
        self._open = False
        self._reopen_ms = self.now_ms
        self._wire: list[tuple[int, int, bytes]] = []
        self._order = 0
        self.state = driver.initial()

    def run(self, for_ms: int) -> None:
        """Let `for_ms` milliseconds pass."""
        end_ms = self.now_ms + for_ms
        while not self.done:
            at_ms = self._next_ms()
            if at_ms is None or at_ms >= end_ms:
                break
            self.now_ms = max(self.now_ms, at_ms)
            if not self._open and self.plugged and self._reopen_ms <= self.now_ms:
                self._open = True
                self.tell(Opened("simulated"))
            elif self._wire and self._wire[0][0] <= self.now_ms:
                self.tell(Bytes(heapq.heappop(self._wire)[2]))
            else:
                self.tell(Tick())
        self.now_ms = end_ms if not self.done else self.now_ms

    def tell(self, event: Event) -> None:
        """Let the driver know of `event`, and do what it wants done."""
        events: deque[Event] = deque([event])
        while events:
            told = events.popleft()
            self.state, actions = self.driver.step(self.state, told, self.now_ms)
            for action in actions:
                match action:
                    case Send(data) if self._open:
                        self._send(data)
                    case Of(_, Note(counter, n)):
                        self.counts[counter] = self.counts.get(counter, 0) + n
                    case Of(device, GiveUp(why)):
                        self.emit(DeviceDown(device, why))
                    case Emit(said) if isinstance(said, Answered):
                        events.append(Settled(said, self.emit(said)))
                    case Emit(said):
                        self.emit(said)
                    case AskCursor(serial):
                        events.append(self._ask(serial))
                    case Note(counter, n):
                        self.counts[counter] = self.counts.get(counter, 0) + n
                    case GiveUp(why) if self._open:
                        for device in devices_of(self.driver):
                            self.emit(DeviceDown(device, why))
                        self._close(_REOPEN_MS)
                        events += self._away()
                    case Done():
                        self.done = True
                    case _:  # FlushInput: what is under way cannot be flushed; no port
                        pass

    def _away(self) -> tuple[Event, ...]:
        return (Away(),) if hears_away(self.driver) else ()

    def _ask(self, serial: str) -> Cursor:
        try:
            return Cursor(serial, self.cursor(serial))
        except ShopError:
            return Cursor(serial, None, ok=False)

    def unplug(self) -> None:
        """Pull the cable."""
        self.plugged = False
        self._close(0)
        for event in self._away():
            self.tell(event)

    def replug(self) -> None:
        """Put it back; the driver finds it at once."""
        self.plugged = True
        self._reopen_ms = self.now_ms

    def restart_host(self) -> None:
        """Let the shop's program die and start again: it knows only what the book holds."""
        self.state = self.driver.initial()
        self.done = False
        self._close(0)

    def stop(self, within_ms: int = 5_000) -> bool:
        """Stop as the service does; True when the driver came to its end in time."""
        self.tell(Stopping())
        self.run(within_ms)
        return self.done

    def _close(self, reopen_ms: int) -> None:
        self._open = False
        self._wire.clear()
        self._reopen_ms = self.now_ms + reopen_ms

    def _next_ms(self) -> int | None:
        due = self.driver.deadline_ms(self.state)
        times = [] if due is None else [due]
        if not self._open:
            times = times if hears_away(self.driver) else []
            return min(times + [self._reopen_ms] * self.plugged, default=None)
        times += [self._wire[0][0]] if self._wire else []
        return min(times, default=None)

    def _send(self, data: bytes) -> None:
        at_ms = self.now_ms + len(data)
        if self.echo:
            self._arrive(data, self.now_ms)  # bit by bit, as it goes out
        heard = b"".join(self.to_device.carry(data))
        reply = self.model.receive(heard, at_ms) if heard else b""
        self._arrive(reply, at_ms + _THINKS_MS)

    def _arrive(self, data: bytes, at_ms: int) -> None:
        for piece in self.to_host.carry(data):
            at_ms += len(piece)  # 1.04 ms a byte
            self._order += 1
            heapq.heappush(self._wire, (at_ms, self._order, piece))
