"""Two readings of an event counter compared: what is new, what was missed, was it a new start.

Pure, and the heart of "a coin in the box is in the book, once" (HARDWARE.md 7, rows host restart
and device reset). The counter runs 1..255 and wraps to 1; 0 stands only after a reset. Behind it
the device shows its last five events, newest first: (coin or note, path), or (0, code). What the
events of a coin acceptor mean is said here, those of a bill validator in `bill_reading`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from hardware.drivers.counting_values import Coin, credit_of
from shop.inputs import CoinAccepted, CreditReading, HeldNote

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
    last: int,
    last_events: Pairs,
    now: int,
    events: Pairs,
    *,
    mask_lost: bool = False,
    blank_counts: bool = False,
) -> Change:
    """Say what the reading (`now`, `events`) brings after (`last`, `last_events`).

    Args:
        last: counter in the book.  last_events: its five pairs, newest first.
        now: counter as read twice.  events: its five pairs, newest first.
        mask_lost: the coins that were enabled are not any more: the device was reset, even if
            its count seems to go on. Nothing was accepted since, so what the book has is not
            credited again; only events that are new to the book are.
        blank_counts: (0, 0) is an event of this device, and not only an empty place.
    """
    new = new_events(last, now)
    shown = min(now, VISIBLE) if blank_counts else 0
    continues = not (now == 0 and last != 0) and _goes_on(last_events, events, new, shown)
    if not continues:
        seen = min(now, VISIBLE)
        return Change("reset", now, events[:seen][::-1], now - seen)
    if (now, events) == (last, last_events) and not mask_lost:
        return Change("same", 0, (), 0)
    seen = min(new, VISIBLE)
    kind: Literal["continues", "reset"] = "reset" if mask_lost else "continues"
    return Change(kind, new, events[:seen][::-1], new - seen)


def _goes_on(last_events: Pairs, events: Pairs, new: int, shown: int) -> bool:
    """Whether `events` can be `last_events` after `new` more of them.

    Where (0, 0) may be an event, only nothing else beyond the first `shown` ones is the sign of
    a reset: a device that counts anew has no older event to show. Across a wrap of the counter
    the same may be chance; then no event counts twice, and a held note is a person's to look at.
    """
    fresh = events[: min(new, VISIBLE)]
    if new < VISIBLE and events[new:] != last_events[: VISIBLE - new]:
        return False
    if shown:
        return new < VISIBLE or not fresh[shown:] or any(map(any, fresh[shown:]))
    return _NOTHING not in fresh  # an event that was counted would be shown


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


def last_of_epoch(last: CreditReading) -> CreditReading | None:
    """Return what is to be written before a new epoch begins, None where nothing is.

    A note that the book has in escrow is answered for in its own epoch, whose numbers name it:
    nobody can say any more what became of it. That it was lost sight of is the epoch's last event.
    """
    if last.held is None:
        return None
    return replace(
        last,
        credit_no=last.credit_no + 1,
        credits=(),
        lost=0,
        errors=(),
        why="recovered",
        held=None,
        returned=(),
        unsure=(last.held.credit_no,),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What the new events of a device mean; the fields are those of `CreditReading`."""

    credits: tuple[CoinAccepted, ...] = ()
    errors: tuple[int, ...] = ()
    held: HeldNote | None = None
    returned: tuple[int, ...] = ()
    unsure: tuple[int, ...] = ()


#: Says what a change means: after the last reading, by the device's table; live or recovered.
Tell = Callable[[CreditReading, Change, tuple[Coin, ...], bool], Told]


def newest_no(last: CreditReading, change: Change) -> int:
    """Return the number of the newest event of its epoch."""
    return change.new + (0 if change.kind == "reset" else last.credit_no)


def numbered(last: CreditReading, change: Change) -> tuple[tuple[int, tuple[int, int]], ...]:
    """Return the visible new events with their numbers, oldest first."""
    oldest_no = newest_no(last, change) - len(change.visible) + 1
    return tuple(enumerate(change.visible, oldest_no))


def coin_events(last: CreditReading, change: Change, coins: tuple[Coin, ...], live: bool) -> Told:
    """Return what a coin acceptor's events mean: (coin, path) is a credit, (0, code) an error."""
    credits = tuple(
        CoinAccepted(credit_no, *credit_of(coins, coin), recovered=not live)
        for credit_no, (coin, _path) in numbered(last, change)
        if coin
    )
    return Told(credits, tuple(error for coin, error in change.visible if coin == 0))


def reading_after(
    last: CreditReading,
    change: Change,
    counter: int,
    events: Pairs,
    coins: tuple[Coin, ...],
    *,
    live: bool,
    insertions: int | None,
    tell: Tell = coin_events,
) -> CreditReading:
    """Return the fact to be written for `change`: its credits with their numbers.

    Args:
        last: the reading in the book that it follows.
        change: as `compare` said; not "same".
        counter, events: as read.  coins: the device's table of coins or notes.
        live: the device was watched since `last`; else what is new is `recovered`.
        insertions: its life-long counter, where it has one.
        tell: what the events of this sort of device mean.
    """
    reset = change.kind == "reset"
    told = tell(last, change, coins, live)
    why: Literal["continues", "recovered", "reset"] = (
        "reset" if reset else "continues" if live else "recovered"
    )
    return CreditReading(
        device=last.device,
        serial=last.serial,
        epoch=last.epoch + 1 if reset else last.epoch,
        credit_no=newest_no(last, change),
        counter=counter,
        events=events,
        credits=told.credits,
        lost=change.lost,
        errors=told.errors,
        why=why,
        insertions=insertions,
        held=told.held,
        returned=told.returned,
        unsure=told.unsure,
    )
