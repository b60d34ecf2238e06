"""An order whose code the screen shows: placed, looked at, closed, and asked about once more."""

from __future__ import annotations

from dataclasses import replace

from hardware.gateways.base import Seen
from hardware.gateways.order_state import (
    LOOKS_MS,
    SHOWN_MS,
    Code,
    Did,
    Emit,
    Failed,
    Order,
    Phase,
    Step,
    call,
    end,
    later,
)
from shop.inputs import QrReady, QrWaits


def answered(order: Order, said: object, now_ms: int) -> Step:
    """Take an answer that is no money."""
    match order.phase:
        case Phase.PLACING:
            return _placed(order, said, now_ms)
        case Phase.SHOWING:
            return _looked(order, said, now_ms)
        case Phase.CLOSING:
            closed = order.closed or isinstance(said, Did)
            return call(replace(order, closed=closed), "query", now_ms, Phase.LAST)
        case _:
            return _last(order, said, now_ms)


def close(order: Order, now_ms: int) -> Step:
    """Let go of it; a look that is under way is not waited for, another one comes after."""
    return call(replace(order, tries=0), "close", now_ms, Phase.CLOSING)


def is_over(order: Order, now_ms: int) -> bool:
    """Say whether the code has been on the screen long enough."""
    return now_ms - order.since_ms >= SHOWN_MS


def _placed(order: Order, said: object, now_ms: int) -> Step:
    if not isinstance(said, Code):
        # A code that nobody has seen cannot be paid, so there is nothing to close.
        if order.dropped:
            return end(order, "closed")
        refused = isinstance(said, Failed) and said.how == "refused"
        return end(order, "refused" if refused else "offline")
    if order.dropped:
        return close(order, now_ms)
    shown = replace(order, phase=Phase.SHOWING, since_ms=now_ms, due_ms=_look_ms(0, now_ms))
    return shown, (Emit(QrReady(order.what.gateway, order.what.order, said.text)),)


def _looked(order: Order, said: object, now_ms: int) -> Step:
    if isinstance(said, Seen) and said.standing == "closed":
        return end(order, "closed")
    if is_over(order, now_ms):
        return close(order, now_ms)
    order = replace(order, due_ms=_look_ms(now_ms - order.since_ms, now_ms))
    if isinstance(said, Seen) and said.standing == "paying" and not order.waits_told:
        waits = Emit(QrWaits(order.what.gateway, order.what.order))
        return replace(order, waits_told=True), (waits,)
    return order, ()


def _look_ms(age_ms: int, now_ms: int) -> int:
    gap_ms = next((gap for until, gap in LOOKS_MS if age_ms < until), LOOKS_MS[-1][1])
    return now_ms + gap_ms


def _last(order: Order, said: object, now_ms: int) -> Step:
    """End it only when it is sure that no money can come any more."""
    if isinstance(said, Seen):
        sure = said.standing in ("closed", "unknown")
        if sure or (order.closed and said.standing == "waiting"):
            return end(order, "closed")
    return later(order, Phase.CLOSING, now_ms)
