"""One order at a payment provider: what it is told, what it wants done, and where it stands.

Like a driver (`hardware.drivers.base`), an order never touches a network, a clock or a thread.
A resident's payment code is never in it: the desk holds that, and gives it to the one charge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

from hardware.gateways.base import CURRENCY, Seen
from shop.inputs import DeviceInput, QrAside, QrEnded, QrOrdered, QrPaid, QrReady, QrWaits
from shop.inputs.payments import Ended

Ask = Literal["place", "charge", "query", "close", "reverse"]

#: How long one call may take before its answer counts as lost, and how soon it must be begun: a
#: worker that has not by then leaves it. Placing: a resident sees within 5 s that there is no
#: code to be had.
PLACE_MS, CALL_MS, START_MS = 5_000, 8_000, 2_000
#: Between two looks at a code on the screen, by how long it has been there, and until when.
LOOKS_MS = ((10_000, 2_000), (60_000, 3_000), (180_000, 5_000))
SHOWN_MS = LOOKS_MS[-1][0]
#: While the resident types a password: between two looks, and until when (provider's advice).
PAYING_LOOK_MS, PAYING_MS = 10_000, 45_000
#: After an unclear charge: between two looks, and the earliest moment to reverse it.
UNCLEAR_LOOK_MS, REVERSE_MS = 5_000, 15_000
#: Waits between attempts when the provider is away; the last one repeats.
WAITS_MS = (2_000, 5_000, 10_000, 30_000, 60_000, 300_000)
#: An order that nobody could be asked about for a day ends unclear: the statement will tell.
GIVE_UP_MS = 24 * 3_600_000
#: So many attempts to undo a charge have come to nothing when money that still stands is taken
#: for the shop's: an undoing whose answer was lost has had 47 s to show by then.
UNDONE_TRIES = 4
#: Waits before the book is told again, and how often it is asked to take an order at all.
BOOK_WAITS_MS = (1_000, 2_000, 4_000, 8_000, 16_000, 30_000)
BOOK_TRIES = 3


class Phase(Enum):
    """Where an order stands."""

    NEW = "new"
    BOOKING = "booking"  # the book is asked to take it, nobody else has heard of it
    ADOPTED = "adopted"  # found in the book at a start: nobody knows what became of it
    PLACING = "placing"
    SHOWING = "showing"
    CLOSING = "closing"
    LAST = "last"  # closed, or not: asked once more, since money can land during closing
    CHARGING = "charging"
    WAITING = "waiting"  # charged, not yet known: the resident types, or the answer was lost
    REVERSING = "reversing"
    CHECKING = "checking"  # reversing was refused: did it stand, or was there nothing?
    TELLING = "telling"  # the book is told until it says yes
    OVER = "over"


# ---------------------------------------------------------------- what an order is told


@dataclass(frozen=True, slots=True)
class Begin:
    """The shop wishes this payment."""


@dataclass(frozen=True, slots=True)
class Adopt:
    """The book has this order from before, without an end."""


@dataclass(frozen=True, slots=True)
class Drop:
    """It is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Tick:
    """The moment named by `Order.due_ms` has come, or time has passed."""


@dataclass(frozen=True, slots=True)
class Booked:
    """The book has answered for what was emitted."""

    said: DeviceInput
    ok: bool


@dataclass(frozen=True, slots=True)
class Code:
    """An order was placed: this is the text of its code."""

    text: str


@dataclass(frozen=True, slots=True)
class Did:
    """It was closed, or reversed."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A call brought no answer of use.

    Attributes:
        how: nothing reached the provider | it says no | nobody knows.
    """

    how: Literal["unreachable", "refused", "unclear"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to the call of that number."""

    number: int
    said: Code | Seen | Did | Failed


@dataclass(frozen=True, slots=True)
class Noticed:
    """The provider told of it by itself; the notice is believed."""

    seen: Seen


Event = Begin | Adopt | Drop | Tick | Booked | Answer | Noticed


# ---------------------------------------------------------------- what an order wants done


@dataclass(frozen=True, slots=True)
class Call:
    """Ask the provider; answered by `Answer` with this number, unless it is begun too late.

    Attributes:
        before_ms: monotonic milliseconds after which it must not begin any more.
    """

    ask: Ask
    number: int
    before_ms: int


@dataclass(frozen=True, slots=True)
class Emit:
    """Tell the shop; answered by `Booked`, but for `QrReady` and `QrWaits`."""

    said: QrOrdered | QrReady | QrWaits | QrPaid | QrAside | QrEnded


Action = Call | Emit


@dataclass(frozen=True, slots=True)
class Order:
    """One order.

    Attributes:
        what: as the book has it.  shop: whose money it must be.  phase: where it stands.
        born_ms: when it began here.  due_ms: when a `Tick` is wanted, None for never.
        calling: what is under way with the provider; its number is `calls`.
        since_ms: when its code could be seen, or its charge was answered.
        until_ms: looks at a charge end then.  tries: attempts in a row that came to nothing.
        closed: the provider said that it is closed.  dropped: nobody wants it any more.
        waits_told: the screen says that the provider waits.
        tell: what the book is yet to be told, in this order.
    """

    what: QrOrdered
    shop: str
    phase: Phase = Phase.NEW
    born_ms: int = 0
    due_ms: int | None = None
    calling: Ask | None = None
    calls: int = 0
    since_ms: int = 0
    until_ms: int = 0
    tries: int = 0
    closed: bool = False
    dropped: bool = False
    waits_told: bool = False
    tell: tuple[QrPaid | QrAside | QrEnded, ...] = ()


Step = tuple[Order, tuple[Action, ...]]


def call(order: Order, ask: Ask, now_ms: int, phase: Phase | None = None) -> Step:
    """Ask the provider; an answer that has not come in time counts as lost."""
    due_ms = now_ms + (PLACE_MS if ask == "place" else CALL_MS)
    number = order.calls + 1
    phase = phase or order.phase
    after = replace(order, phase=phase, calling=ask, calls=number, due_ms=due_ms)
    return after, (Call(ask, number, now_ms + START_MS),)


def later(order: Order, phase: Phase, now_ms: int) -> Step:
    """Come back to a phase after a wait that grows with the attempts; give up after a day."""
    if now_ms - order.born_ms >= GIVE_UP_MS:
        return end(order, "unclear")
    wait_ms = WAITS_MS[min(order.tries, len(WAITS_MS) - 1)]
    tries = order.tries + 1
    return replace(order, phase=phase, calling=None, due_ms=now_ms + wait_ms, tries=tries), ()


def end(order: Order, why: Ended) -> Step:
    """End it without money."""
    return tell(order, QrEnded(order.what.gateway, order.what.order, why))


def money(order: Order, seen: Seen) -> Step:
    """There is money: it is the sale's, or it does not fit and a person must look."""
    what = order.what
    why = misfit(what, order.shop, seen)
    if why is None:
        return tell(order, QrPaid(what.gateway, what.order, what.visit, seen.fen, seen.reference))
    aside = QrAside(what.gateway, what.order, seen.fen, seen.reference, why)
    return tell(order, aside, QrEnded(what.gateway, what.order, "unclear"))


def misfit(
    what: QrOrdered, shop: str, seen: Seen
) -> Literal["amount", "currency", "shop", "unknown_order"] | None:
    """Return what of a payment is not as it was ordered, or None.

    What was given back since is no money of the sale: a person must look at it.
    """
    if seen.order != what.order:
        return "unknown_order"
    if seen.shop not in ("", shop):
        return "shop"
    if seen.currency != CURRENCY:
        return "currency"
    return "amount" if seen.fen != what.fen or seen.standing == "refunded" else None


def tell(order: Order, *said: QrPaid | QrAside | QrEnded) -> Step:
    """Tell the book, the first now and each further one after its yes."""
    after = replace(order, phase=Phase.TELLING, calling=None, due_ms=None, tries=0, tell=said)
    return after, (Emit(said[0]),)
