"""A provider, a resident and a book in virtual time, for the orders' state machine alone."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from hardware.gateways.base import Seen
from hardware.gateways.order_state import (
    Answer,
    Booked,
    Call,
    Code,
    Did,
    Drop,
    Emit,
    Failed,
    Noticed,
    Order,
    Phase,
    Tick,
)
from hardware.gateways.orders import begin, step
from shop.inputs import Answered, DeviceInput, QrAside, QrEnded, QrOrdered, QrPaid, QrReady

SHOP = "1900000001/wx01"
#: How long an answer takes, and how late what was sent may still take effect at the provider.
TRIP_MS, STRAY_MS = 120, 10_000


def ordered(how: str = "native", fen: int = 350) -> QrOrdered:
    return QrOrdered("wechat", "01J0000000000000000000000A0", "V", fen, how)  # type: ignore[arg-type]


@dataclass
class Bank:
    """The provider's side of one order: what really happened to the money.

    Attributes:
        charge: what charging the resident's code does: paid, paying, refused.
        then: how typing the password ends: paid, cancelled.
        landing: money lands just as the order is being closed.
        taken: 1 while the shop has the money.
    """

    what: QrOrdered
    charge: str = "paid"
    then: str = "paid"
    landing: bool = False
    seen: Seen | None = None
    standing: str = "none"
    taken: int = 0

    def paid_as(self) -> Seen:
        right = Seen(self.what.order, "paid", self.what.fen, "CNY", SHOP, "T1")
        return replace(self.seen, standing="paid") if self.seen else right

    def pays(self) -> None:
        """The resident pays what can be paid."""
        if self.standing in ("open", "paying"):
            self.standing, self.taken = "paid", 1

    def cancels(self) -> None:
        if self.standing == "paying":
            self.standing = "closed"

    def asked(self, ask: str) -> object:
        """Take effect, and answer."""
        return getattr(self, f"_{ask}")()

    def _place(self) -> object:
        self.standing = "open"
        return Code("weixin://wxpay/bizpayurl?pr=a")

    def _charge(self) -> object:
        if self.charge == "refused":
            return Failed("refused")
        self.standing = "paying"
        if self.charge == "paid":
            self.pays()
        return self._query()

    def _query(self) -> object:
        match self.standing:
            case "none":
                return Seen(self.what.order, "unknown")
            case "open":
                return Seen(self.what.order, "waiting")
            case "paid":
                return self.paid_as()
            case "back":
                return replace(self.paid_as(), standing="refunded")
            case standing:
                return Seen(self.what.order, standing)  # type: ignore[arg-type]

    def _close(self) -> object:
        if self.landing:
            self.pays()
        if self.standing in ("paid", "none", "back"):
            return Failed("refused")
        self.standing = "closed"
        return Did()

    def _reverse(self) -> object:
        if self.standing == "none":
            return Failed("refused")
        self.standing, self.taken = ("back" if self.taken else "closed"), 0
        return Did()


class World:
    """Runs one order until it is over.

    Args:
        bank: the provider.
        faults: what happens to each call in turn, "ok" when they are used up: ok, away (nothing
            gets there), lost (done, the answer is lost), stray (done seconds later, no answer),
            system (nothing is done and nobody says so), silent (no answer at all), no (refused).
        noes: how often the book says no, in turn.
    """

    def __init__(self, bank: Bank, faults: Iterable[str] = (), noes: Iterable[bool] = ()) -> None:
        self.bank, self.now_ms = bank, 0
        self._faults, self._noes = iter(faults), iter(noes)
        self._later: list[tuple[int, int, Callable[[], None]]] = []
        self._number = itertools.count()
        self.calls: list[tuple[int, str]] = []
        self.said: list[tuple[int, DeviceInput]] = []
        self.booked: list[DeviceInput] = []
        self.order: Order | None = None
        self.shown = False

    def start(self, *, adopted: bool = False) -> World:
        self._take(begin(self.bank.what, SHOP, self.now_ms, adopted=adopted))
        return self

    def at(self, ms: int, what: Callable[[], None]) -> None:
        heapq.heappush(self._later, (ms, next(self._number), what))

    def pays_at(self, ms: int) -> None:
        """The resident pays then, if there is a code to pay or a password to type."""
        self.at(
            ms, lambda: self.bank.pays() if self.shown or self.bank.what.how == "code" else None
        )

    def drops_at(self, ms: int) -> None:
        self.at(ms, lambda: self.tell(Drop()))

    def notices_at(self, ms: int) -> None:
        self.at(ms, self.notice)

    def notice(self) -> None:
        """The provider tells of what it has; of nothing it tells nothing."""
        if self.bank.standing == "paid":
            self.tell(Noticed(self.bank.paid_as()))

    def tell(self, event: object) -> None:
        assert self.order is not None
        self._take(step(self.order, event, self.now_ms))  # type: ignore[arg-type]

    def run(self, until_ms: int = 30 * 3_600_000) -> World:
        """Let time pass until the order is over and nothing is on its way any more."""
        assert self.order is not None
        while self.now_ms < until_ms:
            due_ms = self.order.due_ms if self.order.phase is not Phase.OVER else None
            next_ms = self._later[0][0] if self._later else None
            moments = [ms for ms in (due_ms, next_ms) if ms is not None]
            if not moments or min(moments) > until_ms:
                break
            self.now_ms = max(self.now_ms, min(moments))
            while self._later and self._later[0][0] <= self.now_ms:
                heapq.heappop(self._later)[2]()
            self.tell(Tick())
        return self

    # ------------------------------------------------------------ what came of it

    @property
    def why(self) -> str | None:
        ends = [said.why for said in self.booked if isinstance(said, QrEnded)]
        return ends[-1] if ends else None

    def of(self, kind: type) -> list[DeviceInput]:
        return [said for said in self.booked if isinstance(said, kind)]

    @property
    def credits(self) -> int:
        """How many payments the shop has heard of."""
        return len({said.reference for said in self.of(QrPaid) + self.of(QrAside)})  # type: ignore[union-attr]

    def asks(self) -> list[str]:
        return [ask for _, ask in self.calls]

    # ------------------------------------------------------------ the wires

    def _take(self, stepped: tuple[Order, tuple[object, ...]]) -> None:
        self.order, actions = stepped
        for action in actions:
            match action:
                case Call():
                    self._call(action)
                case Emit(said):
                    self._emit(said)

    def _emit(self, said: DeviceInput) -> None:
        self.said.append((self.now_ms, said))
        self.shown = self.shown or isinstance(said, QrReady)
        if isinstance(said, Answered):
            ok = not next(self._noes, False)
            if ok:
                self.booked.append(said)
            self.tell(Booked(said, ok))

    def _call(self, call: Call) -> None:
        self.calls.append((self.now_ms, call.ask))
        fault = next(self._faults, "ok")
        answer_ms = self.now_ms + TRIP_MS
        match fault:
            case "away":
                self._answer(answer_ms, call, lambda: Failed("unreachable"))
            case "lost":
                self._answer(answer_ms, call, lambda: self._lost(call))
            case "system":
                self._answer(answer_ms, call, lambda: Failed("unclear"))
            case "no":
                self._answer(answer_ms, call, lambda: Failed("refused"))
            case "stray":
                self.at(call.before_ms + STRAY_MS, lambda: self._lost(call) and None)
            case "ok":
                self._answer(answer_ms, call, lambda: self.bank.asked(call.ask))

    def _lost(self, call: Call) -> Failed:
        self.bank.asked(call.ask)
        return Failed("unclear")

    def _answer(self, ms: int, call: Call, make: Callable[[], object]) -> None:
        self.at(ms, lambda: self.tell(Answer(call.number, make())))  # type: ignore[arg-type]
