"""A hopper as its driver knows it: configuration, stages, payouts, state.

The stages run from the opened port to the hopper at rest, and through each payout back to it;
`hopper` says which question each stage asks, `hopper_setup` and `hopper_payout` what its answer
changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

from hardware.codecs.cctalk_hopper import Status
from hardware.drivers.base import Action, Emit
from hardware.drivers.cctalk_line import Line
from shop.effects import Dispense
from shop.inputs import DeviceFault, DispenseDone, DispenseIntent

#: During a payout it is read so often (HARDWARE.md 2.1): a tenth of what the wire carries.
WATCH_EVERY_MS = 100
#: At rest it is tested so often: whether it is there, and whether something is in the way.
TEST_EVERY_MS = 1_000
LEVEL_EVERY_MS = 10_000
#: What is in the way is looked for again so often, after a reset that makes it forget.
TROUBLE_EVERY_MS = 30_000
#: A hopper without a sensor cannot say that it was filled: after so long it is tried again.
EMPTY_AGAIN_MS = 600_000
#: A reset takes up to 630 ms during which it may not answer.
RESET_WAIT_MS = 700
#: No coin for so long, and the motor is stuck: a hopper ends an empty payout by itself in 10 s.
STUCK_MS = 20_000
#: After an emergency stop the coin that is falling still falls; it is at rest by then.
STOPPED_MS = 5_000
#: A wish that could not be begun by then is refused: nobody may be waiting for coins any more.
JOB_WAIT_MS = 15_000
#: The book is asked again, or told again, after this long.
BOOK_AGAIN_MS = 1_000
#: Reads of one value without pause before giving it a rest.
READS_MAX = 6
#: Busy for so long is a fault.
BUSY_FAULT_MS = 5_000
#: At the stop a payout that runs is waited for so long; the next start finishes it from 166.
STOP_WAIT_MS = 1_500
#: Wishes that wait at most: one visit has one for each hopper.
WAITING_MAX = 8
#: Ends that the book has not taken yet, at most: no more wishes are taken until it does.
ENDS_MAX = 32
#: Jobs remembered, so that one that comes twice is not paid twice; the book knows older ones.
SEEN_MAX = 64

Why = Literal["done", "empty", "jam", "fraud", "refused", "lost", "restart"]


class Stage(Enum):
    """How far the driver has come with the device on this port."""

    CLOSED = "no port"
    HELLO = "is somebody there, and does the line echo"
    SERIAL = "which hopper is it"
    CURSOR = "is a payout in the book without an end"
    FIRST = "what do its counters say, before anything else"
    TEST = "is something in the way"
    LEVEL = "are there coins"
    OFF = "disable it"
    RUN = "at rest"
    RESET = "make it forget what was in the way"
    CHECK = "payout: is something in the way"
    BEFORE = "payout: its counters before it"
    BOOKED = "payout: has the book an end of it already"
    ON = "payout: enable it"
    KEY = "payout: the cipher key that it wants to be asked for"
    PAY = "payout: let the coins fall, once"
    WATCH = "payout: how many are still to fall"
    HALT = "payout: emergency stop"
    REASON = "payout: why did it end short"


#: Here a payout is begun, and can still be called off.
BEGUN = frozenset({Stage.CHECK, Stage.BEFORE, Stage.BOOKED, Stage.ON, Stage.KEY, Stage.PAY})


@dataclass(frozen=True, slots=True)
class HopperConfig:
    """What the shop says about one hopper.

    Attributes:
        name: in the configuration.  address: on the ccTalk bus, 3..10 by convention.
        coin_fen: what each of its coins is worth.
        coins_max: paid out at once at most, 1..255; what is beyond that stays unpaid.
        cipher: ask for the cipher key before each payout and send eight bytes with it, as
            SCH2-NOENCRYPT demands; else the payout carries the serial.
        others: names of the shop's other hoppers: a payout of theirs is not this one's, even
            where both tell the same serial.
    """

    name: str
    address: int = 3
    coin_fen: int = 100
    coins_max: int = 50
    cipher: bool = True
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Job:
    """A wish for change, and the monotonic milliseconds at which it came."""

    wish: Dispense
    since_ms: int


@dataclass(frozen=True, slots=True)
class Payout:
    """The payout under way.

    Attributes:
        intent: as it is in the book.  asked_ms: when the wish came.
        before: the counters before it; None where an earlier start of the program began it.
        said_yes, said_no: how 167 was answered; neither: the answer was lost.
        seen, moved_ms: its counters as last read while coins fell, and when they changed last.
        seen_running: coins were seen to be under way, twice.
        halted_ms: when the emergency stop was sent, None: it was not.
        after: its counters at the end.
    """

    intent: DispenseIntent
    asked_ms: int
    before: Status | None = None
    said_yes: bool = False
    said_no: bool = False
    seen: Status | None = None
    seen_running: bool = False
    moved_ms: int = 0
    halted_ms: int | None = None
    after: Status | None = None


@dataclass(frozen=True, slots=True)
class HopperState:
    """Everything the driver knows now.  Times are monotonic milliseconds.

    Attributes:
        line: the wire.  stage: how far we are.  place: the socket, for devices without serial.
        serial: its identity in the book.  raw: its serial as it goes into a payout, None: it
            tells none.
        heard, reads: the answer that must come twice alike, and how often it was asked.
        asked_book: a cursor is awaited.  offered: what waits for the counter's answer.
        ends: what became of jobs, not yet in the book.  book_ms: not before this.
        waiting: wishes.  seen: jobs that came, newest last.  payout: the one under way.
        trouble: "", jam or fraud.  empty: the last payout ran out of coins; empty_ms: when.
        low: below the low mark; None: nothing looks at it.  told: the fault code told last.
        dirty: it must be reset to forget what was in the way.
        level_header: what it answers of its level: 217, 236, None for neither.
        test_ms, level_ms, trouble_ms: when what is due next.  not_before_ms: nothing before this.
        busy_told: it was said to be busy.  announced: DeviceUp was said for this opening.
        stopping, stop_by_ms: the shop stops.  finished: `Done` was said.
    """

    line: Line
    stage: Stage = Stage.CLOSED
    place: str = ""
    serial: str = ""
    raw: bytes | None = None
    heard: bytes | None = None
    reads: int = 0
    asked_book: bool = False
    offered: DispenseIntent | DispenseDone | None = None
    ends: tuple[DispenseDone, ...] = ()
    book_ms: int = 0
    waiting: tuple[Job, ...] = ()
    seen: tuple[str, ...] = ()
    payout: Payout | None = None
    trouble: Literal["", "jam", "fraud"] = ""
    empty: bool = False
    empty_ms: int = 0
    low: bool | None = None
    told: str = "ok"
    dirty: bool = False
    level_header: int | None = 217
    test_ms: int = 0
    level_ms: int = 0
    trouble_ms: int = 0
    not_before_ms: int = 0
    busy_told: bool = False
    announced: bool = False
    stopping: bool = False
    stop_by_ms: int = 0
    finished: bool = False


Step = tuple[HopperState, tuple[Action, ...]]


def twice(state: HopperState, data: bytes) -> tuple[HopperState, bool]:
    """Take one more answer that must come twice alike: 4 in 100 doubly hit frames look good.

    Returns:
        The state, and whether `data` may be believed.
    """
    if data == state.heard:
        return replace(state, heard=None, reads=0), True
    return replace(state, heard=data, reads=state.reads + 1), False


def refused(config: HopperConfig, state: HopperState, wish: Dispense, why: Why) -> DispenseDone:
    """Return the end of a wish that was not begun: nothing fell."""
    serial = state.serial or nameless(config, state.place)
    return DispenseDone(
        config.name, serial, wish.job, wish.visit, config.coin_fen, 0, max(wish.coins, 0), why
    )


def nameless(config: HopperConfig, place: str) -> str:
    """Return the identity of a hopper that tells no serial: its socket and its address."""
    return f"nosn:{place or config.name}:{config.address}"


def condition(state: HopperState) -> str:
    """Return the fault code that fits: jam | fraud | empty | low | ok."""
    if state.trouble:
        return state.trouble
    if state.empty:
        return "empty"
    return "low" if state.low else "ok"


_DETAIL = {
    "jam": "something blocks its coins or its motor: open it, clear it",
    "fraud": "its exit is covered or was tampered with: look into it",
    "empty": "no coin fell any more: fill it",
    "low": "few coins are left: fill it soon",
    "ok": "it can pay out",
}


def tell_condition(config: HopperConfig, state: HopperState) -> Step:
    """Tell the shop how the hopper is, where that has changed since it came up."""
    code = condition(state)
    if code == state.told or not state.announced:
        return state, ()
    # Being low ends no earlier trouble: the shop counts on the hopper again after "ok" alone.
    codes = ("ok", code) if code == "low" and state.told != "ok" else (code,)
    told = tuple(Emit(DeviceFault(config.name, one, _DETAIL[one])) for one in codes)
    return replace(state, told=code), told


def blocked(state: HopperState, trouble: Literal["jam", "fraud"], now_ms: int) -> HopperState:
    """Something is in the way: nothing is paid out until it was looked for again, and is gone."""
    return replace(state, trouble=trouble, trouble_ms=now_ms + TROUBLE_EVERY_MS)
