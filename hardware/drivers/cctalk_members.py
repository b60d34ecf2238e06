"""The devices on one ccTalk wire as the bus sees them: who waits, who is down, who is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hardware.drivers.base import Action, AskCursor, Emit
from hardware.drivers.cctalk_line import Line
from hardware.drivers.cctalk_roll import RollState
from shop.inputs import Answered, DeviceInput, DeviceUp

#: A device that is down is tried again after these, in ms; the last one repeats (HARDWARE.md 7).
RETRY_MS = (500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000)
#: Up for so long, and its next failure is a first one again: a bad cable, not a device that is
#: lost at once each time.
STEADY_MS = 5_000


@dataclass(frozen=True, slots=True)
class Member:
    """One device on the wire, as the bus sees it.  Times are monotonic milliseconds.

    Attributes:
        state: its driver's; it has a `line`.
        parked: what it will send when the wire is free; a driver has one question at most.
        since_ms: since when that waits.  turn: when it had the wire last, 0: never.
        retry_ms: it is down and tried again then; None: it is not down.
        failures: in a row.  up_ms: since when it is up.  done: it has settled all at the stop.
    """

    state: Any
    parked: bytes | None = None
    since_ms: int = 0
    turn: int = 0
    retry_ms: int | None = None
    failures: int = 0
    up_ms: int | None = None
    done: bool = False

    @property
    def line(self) -> Line:
        """The wire as its driver knows it."""
        line: Line = self.state.line
        return line


@dataclass(frozen=True, slots=True)
class BusState:
    """The wire and who is on it.

    Attributes:
        members: the devices, in the order of the drivers.
        place: the socket.  open: the port is there.  stopping: the shop stops.
        owner: whose question is open.  turn: counts them.
        awaits: who awaits an answer of the book, and to what; oldest first.
        roll: all are down, and it is found out who else is on the wire; None: it is not.
    """

    members: tuple[Member, ...]
    place: str = ""
    open: bool = False
    stopping: bool = False
    owner: int | None = None
    turn: int = 0
    awaits: tuple[tuple[int, DeviceInput | str], ...] = ()
    roll: RollState | None = None

    @property
    def retries(self) -> bool:
        """Whether devices that are down are tried again by now."""
        return self.open and not self.stopping and self.roll is None

    def having(self, who: int, member: Member) -> BusState:
        """Return the bus with another state of one device."""
        return replace(self, members=(*self.members[:who], member, *self.members[who + 1 :]))


Step = tuple[BusState, tuple[Action, ...]]


def stamped(member: Member, now_ms: int) -> Member:
    """Return the device with its question as if it were put now: its patience begins then."""
    line = replace(member.line, sent_ms=now_ms, heard_ms=now_ms)
    return replace(member, state=replace(member.state, line=line))


def fallen(member: Member, now_ms: int) -> Member:
    """Return the device down, to be tried again later each time."""
    steady = member.up_ms is not None and now_ms - member.up_ms >= STEADY_MS
    failures = 0 if steady else member.failures
    wait_ms = RETRY_MS[min(failures, len(RETRY_MS) - 1)]
    return replace(
        member, parked=None, retry_ms=now_ms + wait_ms, failures=failures + 1, up_ms=None
    )


def noted(
    member: Member, state: BusState, who: int, action: Action, now_ms: int
) -> tuple[Member, BusState]:
    """Remember who awaits an answer, and who is up."""
    match action:
        case Emit(said) if isinstance(said, Answered):
            return member, replace(state, awaits=(*state.awaits, (who, said)))
        case AskCursor(serial):
            return member, replace(state, awaits=(*state.awaits, (who, serial)))
        case Emit(DeviceUp()) if member.up_ms is None:
            return replace(member, up_ms=now_ms), state
    return member, state
