"""After a start: what the program knew and the book still asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shop.entries import Draft
from shop.queries import owed, visits
from shop.till import events

if TYPE_CHECKING:
    from shop.counter.counter import Counter


def resume(counter: Counter) -> None:
    """Offer money that came in and has no sale yet; owe change that no hopper ever heard of."""
    connection = counter.ledger.connection
    left = visits.left_open(connection)
    if left is not None:
        counter.step(events.Resumed(left.visit, left.fen))
    at_ms = counter.clock.now().wall_ms
    lost = [
        Draft(f"{one.visit}/owed", "ChangeOwed", {"visit": one.visit, "fen": one.fen}, at_ms)
        for one in owed.never_paid_out(connection)
    ]
    if lost:
        with counter.writing():
            counter.ledger.append(lost)
