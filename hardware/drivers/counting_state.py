"""A counting money machine on ccTalk as its driver knows it: stages and state.

A coin acceptor and a bill validator are one machine in two dialects. The stages run from the
opened port to the watched machine; `counting_questions` says which question each stage asks,
`counting_setup`, `bill_setup`, `counting_book` and `bill_escrow` what its answer changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from hardware.drivers.base import Action, Emit
from hardware.drivers.cctalk_line import Line
from hardware.drivers.counting_dialect import CountingConfig
from hardware.drivers.counting_reading import Pairs
from hardware.drivers.counting_values import Coin, mask_of
from shop.inputs import CreditReading, DeviceFault

#: Reads of one value without pause before giving it a rest (HARDWARE.md 2.2).
READS_MAX = 6
#: A reset takes up to 130 ms during which the device may not answer.
RESET_WAIT_MS = 130
#: How often the mask is read back: a reset at counter 0 shows nowhere else.
MASK_EVERY_MS = 30_000
SELF_CHECK_EVERY_MS = 30_000
#: A device that is busy, or refuses to be read, for so long is a fault.
BUSY_FAULT_MS = 5_000
#: The book is asked again, or offered a refused reading again, after this long.
BOOK_AGAIN_MS = 1_000
#: A coin that was falling when the machine was switched off has been counted by then.
REST_MS = 500
#: Times that the mask is set before a device that does not keep it is given up.
MASK_TRIES_MAX = 3
#: The inhibit mask of a device that takes nothing, as after a reset.
NO_COIN = bytes(2)


class Stage(Enum):
    """How far the driver has come with the device on this port."""

    CLOSED = "no port"
    HELLO = "is somebody there, and does the line echo"
    SERIAL = "which device is it"
    PRIORITY = "how often does it want to be polled"
    TABLE = "which coins or notes does it know"
    SCALE = "bill validators: what is the unit of its notes' values"
    CURSOR = "what does the book say of it"
    COUNT = "what has it counted since"
    MASK_CHECK = "does it still have the mask that it was given"
    SHUT = "bill validators: refuse while it is set up"
    MASK_SET = "enable the coins or notes that have a value"
    MASK_BACK = "has it taken the mask"
    MODE = "bill validators: hold each note in escrow until it is routed"
    SWITCH = "let it accept, or refuse"
    RUN = "poll it"
    REST = "stopping: let the last coin fall"
    LEAVE = "stopping before it was known: switch it off and go"
    ENDED = "done; the port may be closed"


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of a device over a pulled cable, so long as its serial is the same.

    On a bad line this is what lets an opening get to the credits before six coins have fallen.

    Attributes:
        serial: its own.  coins: the positions read so far.  mask: as in `CountingState`.
        poll_every_ms: what it said to 249, None before it did.
    """

    serial: str
    coins: tuple[Coin, ...] = ()
    mask: bytes | None = None
    poll_every_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Escrow:
    """A note between slot and stacker, so long as its event is the newest one.

    Attributes:
        seen: the reading that shows it, None where no note is held.  seen_ms: since when.
        extended: the device was asked to be patient.  late: the book took too long for it.
        way: where it is to be routed, as the data of header 154; None: nothing to send.
        asked: the way whose answer is awaited.
        sent_ms, tries: when it was routed last, and how often.
        over: the device says that nothing is held, or cannot route: its events will tell.
    """

    seen: tuple[int, Pairs] | None = None
    seen_ms: int = 0
    extended: bool = False
    late: bool = False
    way: int | None = None
    asked: int | None = None
    sent_ms: int | None = None
    tries: int = 0
    over: bool = False


@dataclass(frozen=True, slots=True)
class CountingState:
    """Everything the driver knows now.  Times are monotonic milliseconds.

    Attributes:
        line: the wire.  stage: how far we are.  place: the socket, for devices without serial.
        want: the shop's last wish.  book_down: the book did not take the last reading.
        trouble: code of the fault for which it refuses, "" where there is none.
        busy_told, refused_since_ms, refused_told: what else is wrong with the device.
        stopping, rested: how far the stop is.  known: the device before this opening.
        serial, nameless: its identity; nameless devices start from a baseline each time.
        coins: its table so far, position 1 first.
        scale, scale_known: unit of its notes' values (factor, decimals); asked already.
        naming: the note whose value waits for that.
        poll_every_ms, poll_ms, mask_ms, check_ms: poll interval, and when what is due next.
        not_before_ms: nothing is asked before this.
        heard: first of the answers that must agree, and `reads` of it so far.
        last: the reading in the book; the driver's zero. had_cursor: the book knew the device.
        to_baseline, caught_up: the next reading is a baseline; it was compared since opening.
        mask_lost: the mask is gone, so the next reading is a reset's.
        first: the reading that must be confirmed.  insertions(_done): header 225 beside it.
        offered: the reading that waits for the counter's answer.
        escrow: the note that is held.
        mask, mask_tries: as set and kept by the device, None: not by us.
        master: what 228 was last set to, None: unknown.
        no_master, no_mask, no_insertions, no_mode, no_extension: what this unit does not have.
        announced: DeviceUp was said for this opening.
    """

    line: Line
    stage: Stage = Stage.CLOSED
    place: str = ""
    want: bool = True
    book_down: bool = False
    trouble: str = ""
    busy_told: bool = False
    refused_since_ms: int | None = None
    refused_told: bool = False
    stopping: bool = False
    rested: bool = False
    known: Known | None = None
    serial: str = ""
    nameless: bool = False
    coins: tuple[Coin, ...] = ()
    scale: tuple[int, int] | None = None
    scale_known: bool = False
    naming: bytes = b""
    poll_every_ms: int = 200
    poll_ms: int = 0
    mask_ms: int = 0
    check_ms: int | None = None
    not_before_ms: int = 0
    heard: bytes | None = None
    reads: int = 0
    last: CreditReading | None = None
    had_cursor: bool = False
    asked_book: bool = False
    to_baseline: bool = False
    caught_up: bool = False
    mask_lost: bool = False
    first: tuple[int, Pairs] | None = None
    agreed: int = 0
    insertions: int | None = None
    insertions_done: bool = False
    offered: CreditReading | None = None
    escrow: Escrow = Escrow()
    mask: bytes | None = None
    mask_tries: int = 0
    master: bool | None = None
    no_master: bool = False
    no_mask: bool = False
    no_insertions: bool = False
    no_mode: bool = False
    no_extension: bool = False
    announced: bool = False

    @property
    def accept(self) -> bool:
        """Whether the machine should take money now."""
        return self.want and not (self.book_down or self.trouble or self.stopping)

    @property
    def mask_wanted(self) -> bytes:
        """The inhibit mask that it should have; it stands in for a missing master switch."""
        mask = mask_of(self.coins)
        return NO_COIN if self.no_master and not self.accept else mask


Step = tuple[CountingState, tuple[Action, ...]]


def fault(config: CountingConfig, code: str, detail: str) -> Emit:
    """Tell the shop that something is wrong with the device, or right again (code ok)."""
    return Emit(DeviceFault(config.name, code, detail))


def jam(
    config: CountingConfig, state: CountingState, detail: str, now_ms: int, kind: str = "jam"
) -> Step:
    """Switch the machine off until its self-check is clean; the till goes on without it."""
    again_ms = now_ms + SELF_CHECK_EVERY_MS
    return replace(state, trouble=kind, check_ms=again_ms), (fault(config, kind, detail),)


def agree(state: CountingState, data: bytes, config: CountingConfig) -> tuple[CountingState, bool]:
    """Take one more answer to a question that must be answered alike twice.

    Returns:
        The state, and whether `data` may be believed.
    """
    same = state.agreed + 1 if data == state.heard else 1
    if same >= config.reads_to_agree:
        return replace(state, heard=None, agreed=0, reads=0), True
    return replace(state, heard=data, agreed=same, reads=state.reads + 1), False
