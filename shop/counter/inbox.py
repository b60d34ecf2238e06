"""The only queue: devices and pages put their inputs in, one thread takes them out.

Bounded. When it is full, scans are dropped and counted (the resident scans again), credits wait
(money is never dropped), pages are told to press again.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from shop.clock import Clock
from shop.counter.counter import Counter
from shop.counter.reply import Reply
from shop.errors import BrokenInvariant, NotYetKnown, ShopBusy, ShopError
from shop.inputs import Answered, DeviceInput, Scanned, Tick

#: A scanner sends five a second at most: a minute of scans with room for the rest.
INBOX_MAX = 256
#: How long a device waits for its money to be in the book before it asks again.
CREDIT_WAIT_S = 10
#: The loop looks at the clock at least so often.
TICK_MS = 250


@dataclass(slots=True)
class _Asked:
    what: object
    answered: threading.Event = field(default_factory=threading.Event)
    reply: Reply | None = None
    error: Exception | None = None
    wanted: bool = True


class Inbox:
    """Pumps inputs into the counter on one thread.

    Args:
        counter: where they go.
        clock: the same clock as the counter's.
        broken: called once with the error if the counter's own rules break (our bug).
    """

    def __init__(
        self,
        counter: Counter,
        clock: Clock,
        broken: Callable[[BaseException], None] | None = None,
        size: int = INBOX_MAX,
    ) -> None:
        self._counter, self._clock = counter, clock
        self._queue: queue.Queue[_Asked] = queue.Queue(size)
        self._stopping = threading.Event()
        self._broken = broken
        self._thread = threading.Thread(target=self._run, name="counter", daemon=True)
        self.dropped_scans = 0
        self.last_turn_ms = clock.now().monotonic_ms

    def start(self) -> None:
        """Begin to take inputs."""
        self._thread.start()

    def stop(self, timeout_s: int = 5) -> None:
        """Take what is in the queue, then end."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def offer(self, what: DeviceInput) -> bool:
        """Take an input from a device; True when it is accepted, for money: in the book."""
        asked = _Asked(what)
        if not isinstance(what, Answered):
            asked.wanted = False
            try:
                self._queue.put_nowait(asked)
            except queue.Full:
                if isinstance(what, Scanned):
                    self.dropped_scans += 1
                return False
            return True
        try:
            self._queue.put(asked, timeout=CREDIT_WAIT_S)
        except queue.Full:
            return False
        return asked.answered.wait(CREDIT_WAIT_S) and asked.error is None

    def ask(self, what: object, timeout_s: int = 5) -> Reply:
        """Take an input from a page and wait for the answer.

        Raises:
            ShopBusy: the queue is full: nothing was done.
            NotYetKnown: no answer in time: the same again is safe.
            ShopError: as `Counter.handle` raises it.
        """
        asked = _Asked(what)
        try:
            self._queue.put_nowait(asked)
        except queue.Full as full:
            raise ShopBusy() from full
        if not asked.answered.wait(timeout_s):
            raise NotYetKnown()
        if asked.error is not None:
            raise asked.error
        assert asked.reply is not None
        return asked.reply

    def _run(self) -> None:
        while True:
            try:
                asked = self._queue.get(timeout=self._patience_ms() / 1000)
            except queue.Empty:
                if self._stopping.is_set():
                    return
                asked = _Asked(Tick(), wanted=False)
            self._one(asked)
            if not isinstance(asked.what, Tick):
                self._one(_Asked(Tick(), wanted=False))
            self.last_turn_ms = self._clock.now().monotonic_ms

    def _patience_ms(self) -> int:
        due = self._counter.next_deadline_ms()
        if due is None:
            return TICK_MS
        return max(1, min(TICK_MS, due - self._clock.now().monotonic_ms))

    def _one(self, asked: _Asked) -> None:
        """Handle one input; whatever it raises is answered, only our own bugs end the loop."""
        try:
            asked.reply = self._counter.handle(asked.what)
        except BrokenInvariant as error:
            asked.error = error
            if self._broken:
                self._broken(error)
        except ShopError as error:
            asked.error = error
        except Exception as error:  # noqa: BLE001 - whatever it is, it is answered and reported
            asked.error = BrokenInvariant(f"{type(error).__name__}: {error}")
            asked.error.__cause__ = error
            if self._broken:
                self._broken(error)
        finally:
            asked.answered.set()
