"""The threads in which a provider is asked: few, since each can be held up by a bad network."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from hardware.gateways.base import Provider, Refused, Seen, Unreachable, Wanted
from hardware.gateways.order_state import Call, Code, Did, Failed, Order
from shop.clock import Clock
from shop.errors import DeviceError

_log = logging.getLogger(__name__)
#: One till has one or two orders at a time; a call that hangs holds one thread for some seconds.
THREADS = 4
#: What waits longer than `START_MS` is not begun any more, so no more than this ever matters.
WAITING_MAX = 32


@dataclass(frozen=True, slots=True)
class Asking:
    """One thing to ask a provider.

    Attributes:
        order: the order's number, "" for a look whether it is there.  number: of the call.
        before_ms: monotonic milliseconds after which it must not begin any more.
        ask: asks it; its secrets are in no repr.
    """

    order: str
    number: int
    before_ms: int
    ask: Callable[[], Code | Seen | Did] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was answered, with the error where there was one."""

    order: str
    number: int
    said: Code | Seen | Did | Failed
    error: DeviceError | None = None


def asking(provider: Provider, order: Order, call: Call, code: str) -> Asking:
    """Return what an order wants asked.

    Args:
        code: of the resident, for a charge; it lives in this call alone.
    """
    wanted = Wanted(order.what.order, order.what.fen)

    def ask() -> Code | Seen | Did:
        match call.ask:
            case "place":
                return Code(provider.place(wanted))
            case "charge":
                return provider.charge(wanted, code)
            case "query":
                return provider.query(wanted)
            case "close":
                provider.close(wanted)
            case "reverse":
                provider.reverse(wanted)
        return Did()

    return Asking(wanted.order, call.number, call.before_ms, ask)


class Callers:
    """Asks a provider in threads of their own.

    Args:
        name: of the gateway.  hear: takes each answer.  clock: the time.
    """

    def __init__(self, name: str, hear: Callable[[Heard], None], clock: Clock) -> None:
        self._name, self._hear, self._clock = name, hear, clock
        self._waiting: queue.Queue[Asking | None] = queue.Queue(WAITING_MAX)
        self._threads = [
            threading.Thread(target=self._run, name=f"{name}-{number}", daemon=True)
            for number in range(THREADS)
        ]

    def start(self) -> None:
        """Begin, once."""
        for thread in self._threads:
            thread.start()

    def put(self, asking: Asking) -> bool:
        """Let it be asked; False where too much waits already, and it is not."""
        try:
            self._waiting.put_nowait(asking)
        except queue.Full:
            return False
        return True

    def stop(self) -> None:
        """Ask nothing more; a thread that is held up is left behind."""
        for _ in self._threads:
            try:
                self._waiting.put_nowait(None)
            except queue.Full:
                return  # they end with the program, as daemons do

    def _run(self) -> None:
        while (asking := self._waiting.get()) is not None:
            if self._clock.now().monotonic_ms < asking.before_ms:
                self._hear(self._one(asking))

    def _one(self, asking: Asking) -> Heard:
        try:
            return Heard(asking.order, asking.number, asking.ask())
        except DeviceError as error:
            return Heard(asking.order, asking.number, Failed(_how(error)), error)
        except Exception as error:  # noqa: BLE001 - our bug: told, and the thread goes on
            # Neither its text nor its trace: both may hold a resident's code.
            _log.error("asking %s failed in the program: %s", self._name, type(error).__name__)
            return Heard(asking.order, asking.number, Failed("unclear"))


def _how(error: DeviceError) -> Literal["unreachable", "refused", "unclear"]:
    if isinstance(error, Unreachable):
        return "unreachable"
    return "refused" if isinstance(error, Refused) else "unclear"
