"""A resident's own code: charged once, waited for, and undone where nobody can tell.

A charge is never sent twice and never undone before `REVERSE_MS` have passed since it was last
certain that it had been sent: an undoing that overtakes its charge would take money for nothing.
"""

from __future__ import annotations

from dataclasses import replace

from hardware.gateways.base import Seen
from hardware.gateways.order_state import (
    PAYING_LOOK_MS,
    PAYING_MS,
    REVERSE_MS,
    UNCLEAR_LOOK_MS,
    UNDONE_TRIES,
    Did,
    Emit,
    Failed,
    Order,
    Phase,
    Step,
    call,
    end,
    later,
    money,
)
from shop.inputs import QrWaits


def answered(order: Order, said: object, now_ms: int) -> Step:
    """Take an answer that is no money."""
    match order.phase:
        case Phase.CHARGING:
            return _charged(order, said, now_ms)
        case Phase.WAITING:
            return _looked(order, said, now_ms)
        case Phase.REVERSING:
            return _reversed(order, said, now_ms)
        case _:
            return _checked(order, said, now_ms)


def money_seen(order: Order, seen: Seen, now_ms: int) -> Step:
    """Take money that is there, unless it was given back, or may be on its way back."""
    if seen.standing == "refunded":
        return end(order, "reversed")
    if order.phase is Phase.CHECKING and 0 < order.tries < UNDONE_TRIES:
        return later(order, Phase.REVERSING, now_ms)
    return money(order, seen)


def drop(order: Order, now_ms: int) -> Step:
    """Nobody waits for it any more: one look now, and if that brings nothing, undo it."""
    order = replace(order, until_ms=min(order.until_ms, now_ms))
    if order.calling is not None:
        return order, ()
    return call(order, "query", now_ms)


def reverse(order: Order, now_ms: int, answered_ms: int) -> Step:
    """Undo the charge, as soon as that is safe.

    Args:
        answered_ms: monotonic milliseconds since when it is certain that the charge was sent.
    """
    due_ms = max(now_ms, answered_ms + REVERSE_MS)
    return replace(order, phase=Phase.REVERSING, calling=None, due_ms=due_ms, tries=0), ()


def _charged(order: Order, said: object, now_ms: int) -> Step:
    if isinstance(said, Failed) and said.how != "unclear":
        return end(order, "refused" if said.how == "refused" else "offline")
    if isinstance(said, Seen) and said.standing == "closed":
        return end(order, "refused")
    waiting = replace(order, phase=Phase.WAITING, since_ms=now_ms, until_ms=now_ms + REVERSE_MS)
    return _wait(waiting, said, now_ms)


def _looked(order: Order, said: object, now_ms: int) -> Step:
    if isinstance(said, Seen) and said.standing == "closed":
        return end(order, "refused")
    return _wait(order, said, now_ms)


def _wait(order: Order, said: object, now_ms: int) -> Step:
    """Go on looking, or undo it when the time for that has come."""
    paying = isinstance(said, Seen) and said.standing == "paying"
    told: tuple[Emit, ...] = ()
    if paying and not order.waits_told:
        until_ms = order.since_ms + PAYING_MS
        order = replace(order, waits_told=True, until_ms=until_ms)
        told = (Emit(QrWaits(order.what.gateway, order.what.order)),)
    if order.dropped:
        order = replace(order, until_ms=min(order.until_ms, now_ms))
    if now_ms >= order.until_ms:
        after, actions = reverse(order, now_ms, order.since_ms)
        return after, (*told, *actions)
    gap_ms = PAYING_LOOK_MS if paying else UNCLEAR_LOOK_MS
    return replace(order, due_ms=min(now_ms + gap_ms, order.until_ms)), told


def _reversed(order: Order, said: object, now_ms: int) -> Step:
    if isinstance(said, Did):
        return end(order, "reversed")
    if isinstance(said, Failed) and said.how == "refused":
        return call(order, "query", now_ms, Phase.CHECKING)
    return later(order, Phase.REVERSING, now_ms)


def _checked(order: Order, said: object, now_ms: int) -> Step:
    """Reversing was refused: there is nothing to reverse, or it is to be tried again."""
    if isinstance(said, Seen) and said.standing in ("closed", "unknown"):
        return end(order, "reversed")
    return later(order, Phase.REVERSING, now_ms)
