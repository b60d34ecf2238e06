"""One provider's window at the desk: its orders, in one thread that no network can hold up."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Literal

from hardware.gateways import orders
from hardware.gateways.base import Listed, NotSetUp, Provider, Refused, Wanted
from hardware.gateways.callers import Asking, Callers, Heard, asking
from hardware.gateways.order_state import (
    START_MS,
    Action,
    Answer,
    Booked,
    Call,
    Drop,
    Emit,
    Failed,
    Noticed,
    Order,
    Phase,
    Tick,
)
from hardware.gateways.standing import Standing
from hardware.gateways.told import Shop, Told
from shop.clock import Clock
from shop.effects import AskQr, ChargeCode, DropQr
from shop.errors import DeviceError, ShopError
from shop.inputs import Answered, DeviceInput, QrAside, QrOrdered

#: One till has an order or two; the others wait for a network that was lost. More are refused.
ORDERS_MAX = 32
INBOX_MAX = 256
#: The longest sleep: a book that was busy is asked again, a stop is noticed at once anyway.
SLEEP_MS_MAX = 1_000
ADOPT_MS = 60_000  # orders of before for which there was no room are looked for again
#: An order nobody places, to see whether the provider is there.
NOBODY = Wanted("tongxin-is-there", 1)

_log = logging.getLogger(__name__)
Wish = AskQr | ChargeCode | DropQr


class Window:
    """Runs the orders of one provider.

    Args:
        listed: the provider.  emit: hands an input to the shop; True when it is in the book.
        open_orders: orders of the book without an end, by gateway.
        find_order: an order of the book by gateway and number, None where there is none.
        clock: the time.
    """

    def __init__(
        self,
        listed: Listed,
        emit: Callable[[DeviceInput], bool],
        open_orders: Callable[[str], tuple[QrOrdered, ...]],
        find_order: Callable[[str, str], QrOrdered | None],
        clock: Clock,
    ) -> None:
        self.name, self._listed, self._clock = listed.name, listed, clock
        self._open_orders, self._find_order = open_orders, find_order
        self.standing = Standing(listed.name, listed.where, clock)
        self.shop = Shop(emit, self.standing.record)
        self.provider: Provider | None = None
        self._inbox: queue.Queue[Wish | Heard | Told | None] = queue.Queue(INBOX_MAX)
        self._callers = Callers(listed.name, self._hear, clock)
        self._orders: dict[str, Order] = {}
        self._codes: dict[str, str] = {}  # of residents, until each is charged
        self._adopt_ms: int | None = clock.now().monotonic_ms  # None: all are taken up
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=listed.name, daemon=True)

    def start(self) -> None:
        """Begin, once."""
        self._callers.start()
        self._thread.start()

    def put(self, what: Wish | Told | Heard, wait_ms: int = 0) -> bool:
        """Hand in a wish, a notice or an answer; False where there is no room."""
        try:
            self._inbox.put(what, wait_ms > 0, wait_ms / 1000)
        except queue.Full:
            self.standing.record.count("dropped")
            return False
        return True

    def stop(self, timeout_s: float) -> bool:
        """End; orders that are open stay so in the book, and the next start asks about them."""
        self._stop.set()
        self._callers.stop()
        if self._thread.is_alive():
            if self._inbox.empty():
                self._inbox.put_nowait(None)  # wakes it
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    # ------------------------------------------------------------ the thread
    def _run(self) -> None:
        self.standing.begins()
        while not self._stop.is_set():
            try:
                self._turn()
            except Exception as error:  # noqa: BLE001 - our bug: told, and the thread goes on
                self.standing.record.count("failures")
                _log.error("the window of %s failed: %s", self.name, type(error).__name__)
                self._stop.wait(SLEEP_MS_MAX / 1000)
        self.standing.record.become("stopped", self._now_ms())

    def _turn(self) -> None:
        self._look_around()
        try:
            what = self._inbox.get(timeout=self._sleep_ms() / 1000)
        except queue.Empty:
            what = None
        match what:
            case Heard():
                self._answered(what)
            case Told():
                self._noticed(what)
            case AskQr() | ChargeCode() | DropQr():
                self._wished(what)
        for number in list(self._orders):
            self._step(number, Tick())  # what is not due yet changes nothing

    def _sleep_ms(self) -> int:
        due = [order.due_ms for order in self._orders.values() if order.due_ms is not None]
        wait_ms = min([*due, self.standing.look_ms]) - self._now_ms()
        return min(max(wait_ms, 1), SLEEP_MS_MAX)

    def _look_around(self) -> None:
        """Tell what is untold, open the provider, look whether it is there, take up orders."""
        if self.standing.untold is not None and self.shop.say(self.standing.untold):
            self.standing.untold = None
        if self._now_ms() >= self.standing.look_ms:
            self._look()
        if self.provider is None or self._adopt_ms is None or self._now_ms() < self._adopt_ms:
            return
        self._adopt_ms = None
        try:
            for what in self._open_orders(self.name):
                self._adopt(what)
        except ShopError as error:
            self.standing.record.error(str(error))
            self._adopt_ms = self._now_ms() + SLEEP_MS_MAX

    def _look(self) -> None:
        if self.provider is None:
            try:
                self.provider = self._listed.open()
            except DeviceError as error:
                self.standing.missed(error)
                return
        self.standing.looks()
        provider, before_ms = self.provider, self._now_ms() + START_MS
        self._callers.put(Asking("", 0, before_ms, lambda: provider.query(NOBODY)))

    # ------------------------------------------------------------ what comes in
    def _wished(self, wish: Wish) -> None:
        if isinstance(wish, DropQr):
            self._step(wish.order, Drop())
            return
        if wish.order in self._orders:
            return
        how: Literal["code", "native"] = "code" if isinstance(wish, ChargeCode) else "native"
        what = QrOrdered(wish.gateway, wish.order, wish.visit, wish.fen, how)
        full = len(self._orders) >= ORDERS_MAX
        if self.provider is None or not self.standing.is_up or full:
            self._do(wish.order, orders.refuse(what, self._now_ms()))
            return
        if isinstance(wish, ChargeCode):
            self._codes[wish.order] = wish.code
        self._do(wish.order, orders.begin(what, self.provider.shop, self._now_ms()))

    def _answered(self, heard: Heard) -> None:
        error = heard.error
        if error is not None and (isinstance(error, NotSetUp) or not isinstance(error, Refused)):
            self.standing.missed(error)
        elif (error is not None or not isinstance(heard.said, Failed)) and self.standing.answered():
            for number, order in list(self._orders.items()):
                self._orders[number] = orders.hurry(order, self._now_ms())
        self._step(heard.order, Answer(heard.number, heard.said))

    def _noticed(self, told: Told) -> None:
        """Take a believed notice: of a live order at once, of another the provider is asked."""
        seen = told.seen
        try:
            if seen.standing != "paid" or seen.reference in self.shop.credits:
                told.ok = True
            elif seen.order in self._orders:
                self._step(seen.order, Noticed(seen))
                told.ok = seen.reference in self.shop.credits
            elif (what := self._find_order(self.name, seen.order)) is not None:
                self._adopt(what)
            else:
                aside = QrAside(self.name, seen.order, seen.fen, seen.reference, "unknown_order")
                told.ok = self.shop.say(aside)
        except ShopError as error:
            self.standing.record.error(str(error))
        finally:
            told.done.set()

    def _adopt(self, what: QrOrdered) -> None:
        if what.order in self._orders or self.provider is None:
            return
        if len(self._orders) >= ORDERS_MAX:
            self._adopt_ms = self._now_ms() + ADOPT_MS
            return
        shop = self.provider.shop
        self._do(what.order, orders.begin(what, shop, self._now_ms(), adopted=True))

    # ------------------------------------------------------------ what goes out
    def _step(self, number: str, event: orders.Event) -> None:
        order = self._orders.get(number)
        if order is not None:
            self._do(number, orders.step(order, event, self._now_ms()))

    def _do(self, number: str, stepped: tuple[Order, tuple[Action, ...]]) -> None:
        order, actions = stepped
        self._orders[number] = order
        for action in actions:
            match action:
                case Call():
                    self._call(order, action)
                case Emit(said):
                    ok = self.shop.say(said)
                    if isinstance(said, Answered):
                        self._step(number, Booked(said, ok))
        if order.phase in (Phase.TELLING, Phase.OVER):
            self._codes.pop(number, None)
        if order.phase is Phase.OVER:
            self._orders.pop(number, None)

    def _call(self, order: Order, call: Call) -> None:
        assert self.provider is not None
        code = self._codes.pop(order.what.order, "") if call.ask == "charge" else ""
        if not self._callers.put(asking(self.provider, order, call, code)):
            self._step(order.what.order, Answer(call.number, Failed("unreachable")))

    def _hear(self, heard: Heard) -> None:
        """Take an answer; an order takes one that is lost for unclear, and asks again."""
        self.put(heard, wait_ms=SLEEP_MS_MAX)

    def _now_ms(self) -> int:
        return self._clock.now().monotonic_ms
