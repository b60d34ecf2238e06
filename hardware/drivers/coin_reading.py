"""Two readings of a coin counter compared: what is new, what was missed, was it a new start.

Pure, and the heart of "a coin in the box is in the book, once" (HARDWARE.md 7, rows host restart
and device reset). The counter runs 1..255 and wraps to 1; 0 stands only after a reset. Behind it
the device shows its last five events, newest first: (coin, path), or (0, error).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hardware.drivers.coin_values import Coin, credit_of
from shop.inputs import CoinAccepted, CreditReading

#: So many events a device shows at a time.
VISIBLE = 5
_NOTHING = (0, 0)

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a reading says beyond the last one in the book.

    Attributes:
        kind: same | continues | reset (the device counts anew).
        new: events since, seen or not.  visible: those that can be seen, oldest first.
        lost: those that cannot: counts to be checked, never fen.
    """

    kind: Literal["same", "continues", "reset"]
    new: int
    visible: Pairs
    lost: int


def new_events(last: int, now: int) -> int:
    """Return how many events lie between two counters of one unbroken count."""
    return now if last == 0 else (now - last) % 255


def compare(
    last: int, last_events: Pairs, now: int, events: Pairs, *, mask_lost: bool = False
) -> Change:
    """Say what the reading (`now`, `events`) brings after (`last`, `last_events`).

    Args:
        last: counter in the book.  last_events: its five pairs, newest first.
        now: counter as read twice.  events: its five pairs, newest first.
        mask_lost: the coins that were enabled are not any more: the device was reset, even if
            its count seems to go on. Nothing was accepted since, so what the book has is not
            credited again; only events that are new to the book are.
    """
    new = new_events(last, now)
    continues = not (now == 0 and last != 0) and _goes_on(last_events, events, new)
    if not continues:
        seen = min(now, VISIBLE)
        return Change("reset", now, events[:seen][::-1], now - seen)
    if (now, events) == (last, last_events) and not mask_lost:
        return Change("same", 0, (), 0)
    seen = min(new, VISIBLE)
    kind: Literal["continues", "reset"] = "reset" if mask_lost else "continues"
    return Change(kind, new, events[:seen][::-1], new - seen)


def _goes_on(last_events: Pairs, events: Pairs, new: int) -> bool:
    """Whether `events` can be `last_events` after `new` more of them."""
    fresh = events[: min(new, VISIBLE)]
    if _NOTHING in fresh:
        return False  # an event that was counted would be shown
    return new >= VISIBLE or events[new:] == last_events[: VISIBLE - new]


def baseline(
    device: str,
    serial: str,
    epoch: int,
    counter: int,
    events: Pairs,
    insertions: int | None,
) -> CreditReading:
    """Return the reading from which a device is counted: it credits nothing."""
    return CreditReading(
        device, serial, epoch, 0, counter, events, why="baseline", insertions=insertions
    )


def reading_after(
    last: CreditReading,
    change: Change,
    counter: int,
    events: Pairs,
    coins: tuple[Coin, ...],
    *,
    live: bool,
    insertions: int | None,
) -> CreditReading:
    """Return the fact to be written for `change`: its credits with their numbers.

    Args:
        last: the reading in the book that it follows.
        change: as `compare` said; not "same".
        counter, events: as read.  coins: the device's coin table.
        live: the device was watched since `last`; else what is new is `recovered`.
        insertions: its life-long counter, where it has one.
    """
    reset = change.kind == "reset"
    newest_no = change.new + (0 if reset else last.credit_no)
    oldest_no = newest_no - len(change.visible) + 1
    credits = []
    for credit_no, (coin, _path) in enumerate(change.visible, oldest_no):
        if coin:
            fen, what = credit_of(coins, coin)
            credits.append(CoinAccepted(credit_no, fen, what, recovered=not live))
    why: Literal["continues", "recovered", "reset"] = (
        "reset" if reset else "continues" if live else "recovered"
    )
    return CreditReading(
        device=last.device,
        serial=last.serial,
        epoch=last.epoch + 1 if reset else last.epoch,
        credit_no=newest_no,
        counter=counter,
        events=events,
        credits=tuple(credits),
        lost=change.lost,
        errors=tuple(error for coin, error in change.visible if coin == 0),
        why=why,
        insertions=insertions,
    )
