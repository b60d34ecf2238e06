"""One order from the wish to its end, in virtual time: what a provider says never decides twice.

    BOOKING → PLACING → SHOWING → CLOSING → LAST → TELLING → OVER        the screen's code
    BOOKING → CHARGING → WAITING → REVERSING → CHECKING → TELLING → OVER  the resident's code
    ADOPTED → either                                                      after a restart

Whatever happens, an order ends in one of two ways: the book said yes to one `QrPaid` (or
`QrAside`) for its payment, or to a `QrEnded`. Rules: HARDWARE.md 3.2, 3.3, 3.5 and, of
pay.weixin.qq.com/doc/v2, 4011937125.
"""

from __future__ import annotations

from dataclasses import replace

from hardware.gateways import code_pay, native
from hardware.gateways.base import Seen
from hardware.gateways.order_state import (
    BOOK_TRIES,
    BOOK_WAITS_MS,
    Action,
    Adopt,
    Answer,
    Begin,
    Booked,
    Drop,
    Emit,
    Event,
    Failed,
    Noticed,
    Order,
    Phase,
    Step,
    Tick,
    call,
    end,
    later,
    money,
)
from shop.inputs import QrEnded, QrOrdered

__all__ = ["Event", "Order", "begin", "hurry", "refuse", "step"]

#: A reversal may be under way in these: money that is seen now may be gone in a moment.
_UNDOING = (Phase.REVERSING, Phase.CHECKING)
_NATIVE = (Phase.PLACING, Phase.SHOWING, Phase.CLOSING, Phase.LAST)


def begin(what: QrOrdered, shop: str, now_ms: int, *, adopted: bool = False) -> Step:
    """Begin an order: a fresh one asks the book, one of the book's asks the provider."""
    return step(Order(what, shop, born_ms=now_ms), Adopt() if adopted else Begin(), now_ms)


def refuse(what: QrOrdered, now_ms: int) -> Step:
    """End one at once: the provider is not to be had, the code on the wall is."""
    return end(Order(what, "", born_ms=now_ms), "offline")


def hurry(order: Order, now_ms: int) -> Order:
    """Return the order of a provider that is back: what waits for that need wait no more."""
    waits = order.tries > 0 and order.calling is None and order.due_ms is not None
    if not waits or order.phase in (Phase.BOOKING, Phase.TELLING):
        return order
    return replace(order, due_ms=now_ms)


def step(order: Order, event: Event, now_ms: int) -> tuple[Order, tuple[Action, ...]]:
    """Return the order after `event` at monotonic `now_ms`, and what is to be done."""
    match event:
        case _ if order.phase is Phase.OVER:
            return order, ()
        case Begin():
            return replace(order, phase=Phase.BOOKING), (Emit(order.what),)
        case Adopt():
            return call(order, "query", now_ms, Phase.ADOPTED)
        case Booked(said, ok):
            if order.phase is Phase.BOOKING:
                return _booking(order, ok, now_ms)
            return _telling(order, ok, now_ms) if said == _next(order) else (order, ())
        case Noticed(seen):
            return _noticed(order, seen)
        case Answer(number, said):
            late = order.calling is None or number != order.calls
            return (order, ()) if late else _answered(order, said, now_ms)
        case Drop():
            return _drop(order, now_ms)
        case Tick():
            return _tick(order, now_ms)


def _booking(order: Order, ok: bool, now_ms: int) -> Step:
    """Only what the book has may be asked of a provider."""
    if not ok:
        if order.tries + 1 >= BOOK_TRIES:
            return end(order, "offline")
        due_ms = now_ms + BOOK_WAITS_MS[order.tries]
        return replace(order, tries=order.tries + 1, due_ms=due_ms), ()
    order = replace(order, tries=0)
    if order.dropped:
        return end(order, "closed")
    if order.what.how == "code":
        return call(order, "charge", now_ms, Phase.CHARGING)
    return call(order, "place", now_ms, Phase.PLACING)


def _telling(order: Order, ok: bool, now_ms: int) -> Step:
    if not ok:
        wait_ms = BOOK_WAITS_MS[min(order.tries, len(BOOK_WAITS_MS) - 1)]
        return replace(order, tries=order.tries + 1, due_ms=now_ms + wait_ms), ()
    rest = order.tell[1:]
    if not rest:
        return replace(order, phase=Phase.OVER, due_ms=None, tell=()), ()
    return replace(order, tell=rest, tries=0, due_ms=None), (Emit(rest[0]),)


def _noticed(order: Order, seen: Seen) -> Step:
    """Believe money at once, but not while it may be on its way back."""
    told = any(not isinstance(said, QrEnded) for said in order.tell)
    untouched = told or order.phase is Phase.BOOKING or order.phase in _UNDOING
    if seen.standing != "paid" or untouched:
        return order, ()
    return money(order, seen)


def _answered(order: Order, said: object, now_ms: int) -> Step:
    """Take the answer to the call that is under way; money decides wherever it is seen."""
    order = replace(order, calling=None)
    if isinstance(said, Seen) and said.standing in ("paid", "refunded"):
        if order.what.how == "code":
            return code_pay.money_seen(order, said, now_ms)
        return money(order, said)
    if order.phase is Phase.ADOPTED:
        return _adopted(order, said, now_ms)
    if order.phase in _NATIVE:
        return native.answered(order, said, now_ms)
    return code_pay.answered(order, said, now_ms)


def _adopted(order: Order, said: object, now_ms: int) -> Step:
    """Let go of an order of an earlier start: nobody stands before it any more."""
    if isinstance(said, Failed) and said.how != "refused":
        return later(order, Phase.ADOPTED, now_ms)
    if isinstance(said, Seen) and said.standing == "closed":
        return end(order, "closed")
    order = replace(order, tries=0)
    if order.what.how == "code":
        return code_pay.reverse(order, now_ms, answered_ms=now_ms)
    return native.close(order, now_ms)


def _drop(order: Order, now_ms: int) -> Step:
    if order.dropped:
        return order, ()
    order = replace(order, dropped=True)
    if order.phase is Phase.SHOWING:
        return native.close(order, now_ms)
    if order.phase is Phase.WAITING:
        return code_pay.drop(order, now_ms)
    return order, ()  # in every other phase it ends, or what is under way comes first


def _tick(order: Order, now_ms: int) -> Step:
    if order.due_ms is None or now_ms < order.due_ms:
        return order, ()
    if order.calling is not None:
        return _answered(order, Failed("unclear"), now_ms)
    match order.phase:
        case Phase.BOOKING:
            return replace(order, due_ms=None), (Emit(order.what),)
        case Phase.TELLING:
            return replace(order, due_ms=None), (Emit(order.tell[0]),)
        case Phase.CLOSING:
            return call(order, "close", now_ms)
        case Phase.REVERSING:
            return call(order, "reverse", now_ms)
        case Phase.SHOWING if native.is_over(order, now_ms):
            return native.close(order, now_ms)
        case _:
            return call(order, "query", now_ms)


def _next(order: Order) -> object:
    return order.tell[0] if order.phase is Phase.TELLING else None
