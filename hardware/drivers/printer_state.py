"""What the driver of a slip printer remembers, its limits, and which fault comes first."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.codecs.escpos import Status
from shop.effects import PrintSlip

#: Nobody stands there any more: an older slip is not printed, and counted.
SLIP_MS_MAX = 60_000
#: Slips that wait at most; the oldest goes.
WAITING_MAX = 8
#: 40 lines at 50 mm a second, and the knife: so long a slip may yet run out of paper.
PRINT_MS = 3_000
#: An answer takes a few bytes' time; a printer that draws a line may be late.
ANSWER_MS = 500
#: Three misses in a row are silence (HARDWARE.md 7).
MISSES_MAX = 3
#: Between two rounds of questions: while it prints, in trouble, when all is well.
PRINTING_MS, TROUBLE_MS, IDLE_MS = 500, 2_000, 5_000
#: A printer that says nothing may have been switched off when it was asked.
BLIND_MS = 30_000

#: The way out of each fault; those of `STOPPED_BY` keep it from printing.
WAYS_OUT = {
    "open": "the printer's cover is open: shut it",
    "empty": "the printer has no paper: put in a new roll",
    "jam": "paper or the knife is stuck: switch the printer off, look, switch it on",
    "busy": "the printer is offline: press its button FEED or ONLINE",
    "low": "little paper is left: have a roll ready",
}
STOPPED_BY = frozenset({"open", "empty", "jam", "busy"})


@dataclass(frozen=True, slots=True)
class PrinterConfig:
    """How a printer is set up.

    Attributes:
        name: in the configuration.  baud: its speed; over USB it means nothing.
        columns: narrow characters on a line, 16..64.  cut: it has a knife.
    """

    name: str
    baud: int = 9600
    columns: int = 32
    cut: bool = True


@dataclass(frozen=True, slots=True)
class Waiting:
    """A slip and when it was wished for."""

    slip: PrintSlip
    since_ms: int


@dataclass(frozen=True, slots=True)
class PrinterState:
    """What the driver remembers.

    Attributes:
        waiting: slips, oldest first; the first may be under way.
        printing_ms: when the first of them was sent; None: it was not.
        open: the port is.  up: the shop knows, at this opening.
        speaks: it has answered, at this opening or an earlier one.
        answers: of the present round.  asked_ms: since when an answer is due.
        misses: questions without an answer in a row.  next_ms: when the next round begins.
        told: the fault that the shop was told and that is not over, or "".
        seen: another one that the newest round says, to be said by the next one too.
    """

    waiting: tuple[Waiting, ...] = ()
    printing_ms: int | None = None
    open: bool = False
    up: bool = False
    speaks: bool = False
    answers: tuple[int, ...] = ()
    asked_ms: int | None = None
    misses: int = 0
    next_ms: int = 0
    told: str = ""
    seen: str = ""


def fault_of(status: Status) -> str:
    """Return the fault that a person should look at first; "" where all is well."""
    faults = {
        "open": status.cover,
        "empty": status.empty,
        "jam": status.failed,
        "busy": status.offline,
        "low": status.low,
    }
    return next((fault for fault, so in faults.items() if so), "")
