"""Money devices that do not count: their driver numbers what it sees, and the book is its memory.

A note validator on single bytes, a pulse acceptor and an SSP unit have no event counter to go on
from, so a credit that passed while nobody listened cannot be found again. What can be kept is
that none is booked twice and that no note is forgotten: each event the driver sees gets the next
number of this program's epoch, each is offered to the shop until it is in the book, and a note
that the book has in escrow is answered for before a new epoch begins (HARDWARE.md 6 and 7).

Pure functions on a small state; a driver keeps one `OwnCount` and calls `pump` at the end of
each step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from hardware.drivers.base import Action, AskCursor, Cursor, Emit, Settled
from shop.inputs import CoinAccepted, CreditReading, HeldNote

#: The book is asked again, or offered a refused reading again, after this long.
BOOK_AGAIN_MS = 500
#: Readings that wait for the book at most. The slot is closed as soon as one is refused, so what
#: comes then was already falling; a book that is away for long must not fill the memory.
WAITING_MAX = 32


@dataclass(frozen=True, slots=True)
class OwnCount:
    """The driver's own count of one device.

    Attributes:
        device: its name in the configuration.
        serial: who it is, such as "ict:…", "pulse:17"; "" before it is known.
        epoch: the count that `credit_no` belongs to; 0 until the book has answered.
        credit_no: the number given last.
        held: the note in escrow. Before `begun` one that an earlier start left in the book.
        begun: this start's own epoch has begun: its baseline is in the book or waits for it.
        waiting: readings not yet in the book, oldest first.
        offered: the oldest of them is with the shop.  asked: the book is being asked.
        again_ms: monotonic time before which the book is left alone.
        early: coins that fell before the book had answered: numbered once the epoch has begun.
        lost: events that found no room, to be told with the next reading.
    """

    device: str
    serial: str = ""
    epoch: int = 0
    credit_no: int = 0
    held: HeldNote | None = None
    begun: bool = False
    waiting: tuple[CreditReading, ...] = ()
    offered: bool = False
    asked: bool = False
    again_ms: int = 0
    early: tuple[CoinAccepted, ...] = ()
    lost: int = 0

    @property
    def ready(self) -> bool:
        """Whether all that was seen is in the book: only then may money be taken."""
        return self.begun and not self.waiting and not self.lost

    @property
    def refused(self) -> bool:
        """Whether the book did not take the last reading that was offered."""
        return bool(self.waiting) and self.again_ms > 0

    @property
    def note_from_before(self) -> HeldNote | None:
        """The note that an earlier start left in escrow: the driver says what became of it."""
        return None if self.begun else self.held


Counted = tuple[OwnCount, tuple[Action, ...]]


# ---------------------------------------------------------------- the book


def opened(count: OwnCount, serial: str) -> OwnCount:
    """Return the count for a port that was opened and whose device is `serial`.

    The same device goes on in its epoch so long as the program lives. Of a note that another
    device held nobody can say anything any more.
    """
    if serial == count.serial:
        return replace(count, offered=False, asked=False, again_ms=0)
    if count.begun and count.held is not None:
        count = unsure(count)
    missed = count.lost + len(count.early)
    return OwnCount(count.device, serial, waiting=count.waiting, lost=missed)


def pump(count: OwnCount, now_ms: int) -> Counted:
    """Ask the book where it stands, or offer it the oldest reading that waits."""
    if not count.serial or count.offered or count.asked or now_ms < count.again_ms:
        return count, ()
    if count.waiting:
        return replace(count, offered=True), (Emit(count.waiting[0]),)
    if not count.begun and count.held is None:
        return replace(count, asked=True), (AskCursor(count.serial),)
    return count, ()


def deadline_ms(count: OwnCount) -> int | None:
    """Return when `pump` has something to do; None: nothing, or an answer is under way."""
    if not count.serial or count.offered or count.asked:
        return None
    idle = not count.waiting and (count.begun or count.held is not None)
    return None if idle else count.again_ms


def on_cursor(count: OwnCount, event: Cursor, now_ms: int) -> OwnCount:
    """The book has answered, or cannot: then it is asked again and no money is taken.

    With `note_from_before` set afterwards the driver asks the device, or says `unsure`; without
    one the new epoch has begun.
    """
    if event.serial != count.serial or not count.asked:
        return count
    count = replace(count, asked=False)
    if not event.ok:
        return replace(count, again_ms=now_ms + BOOK_AGAIN_MS)
    last = event.reading
    if not isinstance(last, CreditReading):
        return _begin(count)
    count = replace(count, epoch=last.epoch, credit_no=last.credit_no, held=last.held)
    return count if count.held is not None else _begin(count)


def on_settled(count: OwnCount, event: Settled, now_ms: int) -> OwnCount:
    """The counter has answered for the oldest reading: it is in the book, or offered again."""
    if not count.offered or event.reading != count.waiting[0]:
        return count
    count = replace(count, offered=False)
    if not event.ok:
        # It may be in the book all the same: the same reading again changes nothing there.
        return replace(count, again_ms=now_ms + BOOK_AGAIN_MS)
    count = replace(count, waiting=count.waiting[1:], again_ms=0)
    return _queue(count) if count.lost and not count.waiting and count.begun else count


# ---------------------------------------------------------------- what the device did


def escrowed(count: OwnCount, fen: int | None, what: str) -> OwnCount:
    """A note lies in escrow; it may be accepted once `ready` is true again."""
    count = _numbered(count)
    return _queue(replace(count, held=HeldNote(count.credit_no, fen, what)))


def credited(count: OwnCount, fen: int | None, what: str, *, recovered: bool = False) -> OwnCount:
    """A coin or note is the shop's; of the note in escrow, if one is, this is the end.

    Args:
        fen: its value, None where nobody can say it: to be checked, never guessed.
        recovered: not seen live: found out after a gap.
    """
    if count.held is None and len(count.waiting) + len(count.early) >= WAITING_MAX:
        return replace(count, lost=count.lost + 1)
    if not count.begun and count.held is None:
        coin = CoinAccepted(0, fen, what, recovered=recovered)
        return replace(count, early=(*count.early, coin))
    held_no = None if count.held is None else count.held.credit_no
    count = replace(_numbered(count), held=None)
    recovered = recovered or not count.begun
    coin = CoinAccepted(count.credit_no, fen, what, recovered=recovered, held=held_no)
    return _ended(_queue(count, credits=(coin,)))


def returned(count: OwnCount) -> OwnCount:
    """The note in escrow went back to the resident; without one nothing changes."""
    if count.held is None:
        return count
    number = count.held.credit_no
    return _ended(_queue(replace(_numbered(count), held=None), returned=(number,)))


def unsure(count: OwnCount) -> OwnCount:
    """Nobody can say what became of the note in escrow: a person looks; else nothing changes."""
    if count.held is None:
        return count
    number = count.held.credit_no
    return _ended(_queue(replace(_numbered(count), held=None), unsure=(number,)))


# ---------------------------------------------------------------- readings


def _numbered(count: OwnCount) -> OwnCount:
    """Give the next event its number."""
    return replace(count, credit_no=count.credit_no + 1)


def _queue(
    count: OwnCount,
    *,
    why: Literal["continues", "baseline", "recovered"] = "continues",
    credits: tuple[CoinAccepted, ...] = (),
    returned: tuple[int, ...] = (),
    unsure: tuple[int, ...] = (),
) -> OwnCount:
    """Let one more reading wait for the book; what was lost is told with it, and numbered."""
    lost = 0 if why == "baseline" else count.lost
    reading = CreditReading(
        count.device,
        count.serial,
        count.epoch,
        count.credit_no + lost,
        counter=0,
        events=(),
        credits=credits,
        lost=lost,
        why=why if count.begun else "recovered",
        held=count.held,
        returned=returned,
        unsure=unsure,
    )
    return replace(
        count,
        credit_no=reading.credit_no,
        waiting=(*count.waiting, reading),
        lost=count.lost - lost,
    )


def _ended(count: OwnCount) -> OwnCount:
    """The end of a note that an earlier start left begins this start's own epoch."""
    return count if count.begun else _begin(count)


def _begin(count: OwnCount) -> OwnCount:
    early = count.early
    count = replace(count, epoch=count.epoch + 1, credit_no=0, held=None, begun=True, early=())
    count = _queue(count, why="baseline")
    for coin in early:
        count = credited(count, coin.fen, coin.what, recovered=coin.recovered)
    return count
