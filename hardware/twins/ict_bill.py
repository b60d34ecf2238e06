"""An ICT note validator that is not there: its single bytes, its times, and what ails it.

`stacked` is what a person who opens the box would find, for tests that compare.
Facts: HARDWARE.md 2.5. Times of its own motor are those of a common unit.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from enum import Enum

from hardware.codecs import ict
from hardware.twins.faults import BadCable

#: So long it waits for the answer to its power-up, and for the host's word on a note.
POWER_UP_MS, ESCROW_MS = 2_000, 5_000
#: So many notes in a row without a word from the host are a failure of the cable.
UNHEARD_MAX = 3
COMMUNICATION_FAULT = 0x26


@dataclass(slots=True)
class Knobs:
    """What ails the unit; each may be turned at any time.

    Attributes:
        silent: it says nothing at all.
        fault: 20–2F, what it reports instead of its status; 0: it is well.
        jams: the next note that it takes gets stuck (22), neither in the box nor out.
        full: its box takes no note: each comes back, with 28.
        read_ms, stack_ms, return_ms: how long a note takes in, into the box, and out again.
        keeps_on_power_loss: a note that was on its way when the power went ends in the box.
        deaf: it hears nothing: it gives notes back by itself after 5 s, and 26 after three.
    """

    silent: bool = False
    fault: int = 0
    jams: bool = False
    full: bool = False
    read_ms: int = 600
    stack_ms: int = 800
    return_ms: int = 500
    keeps_on_power_loss: bool = False
    deaf: bool = False


class Doing(Enum):
    """What the unit does now."""

    WAITS_FOR_HOST = "powered up, not answered yet"
    IDLE = "nothing"
    READS = "draws a note in"
    ESCROW = "holds a note"
    STACKS = "moves it into the box"
    RETURNS = "pushes it out"


class IctBillModel:
    """The machine on the wall.

    Args:
        accept: the byte that its board takes as "accept", 02 or 10.
        types: how many note types it knows.
        powered_ms: when its power came.
    """

    def __init__(self, accept: bytes = b"\x02", types: int = 6, powered_ms: int = 0) -> None:
        self.accept, self.types = accept[0], types
        self.knobs = Knobs()
        self.stacked: list[int] = []
        self.back: list[int] = []
        self.stuck: list[int] = []
        #: Bytes that it heard, for tests that ask what was sent.
        self.heard: list[int] = []
        self.accepts_heard = 0
        self.note: int | None = None
        self.doing = Doing.IDLE
        self.enabled = False
        self._until_ms: int | None = None
        self._speaks_ms = powered_ms
        self._unheard = 0
        self._says = bytearray()
        self.power_up(powered_ms)

    # ------------------------------------------------------------ what people do with it

    def insert(self, number: int, now_ms: int) -> bool:
        """Put a note of type `number` (from 1) to its slot; whether it is drawn in."""
        if self.doing is not Doing.IDLE or not self.enabled or self.knobs.fault:
            return False
        self._do(Doing.READS, now_ms, self.knobs.read_ms, number)
        return True

    def power_up(self, now_ms: int) -> None:
        """Lose and regain power; a note on its way ends as `keeps_on_power_loss` says."""
        if self.note is not None:
            kept = self.knobs.keeps_on_power_loss and self.doing is Doing.STACKS
            (self.stacked if kept else self.back).append(self.note)
        self.enabled, self._unheard = False, 0
        self._says = bytearray((ict.POWER_UP, ict.POWER_UP_2))
        self._do(Doing.WAITS_FOR_HOST, now_ms, POWER_UP_MS)
        self._speaks_ms = now_ms

    def babble(self, rng: random.Random, byte_count: int = 64) -> None:
        """Say noise: a wrong speed or a broken cable."""
        self._says += rng.randbytes(byte_count)

    @property
    def idle(self) -> bool:
        """Whether no note is in it."""
        return self.note is None

    # ------------------------------------------------------------ its own time

    def due_ms(self) -> int | None:
        """Return when it will next have something to say by itself."""
        if self._says:
            return self._speaks_ms
        return self._until_ms

    def speak(self, now_ms: int) -> bytes:
        """Return what it says by itself at monotonic `now_ms`."""
        if self._until_ms is not None and now_ms >= self._until_ms:
            self._ends(now_ms)
        said, self._says = bytes(self._says), bytearray()
        return b"" if self.knobs.silent else said

    def _do(self, doing: Doing, now_ms: int, for_ms: int | None, note: int | None = None) -> None:
        self.doing = doing
        self.note = note
        self._until_ms = None if for_ms is None else now_ms + for_ms

    def _ends(self, now_ms: int) -> None:
        """What it was doing has taken its time."""
        self._speaks_ms = now_ms
        note = self.note
        if note is None:  # nobody answered its power-up: inhibited until somebody does
            self._until_ms = None
        elif self.doing is Doing.READS and note <= self.types:
            self._says += bytes((ict.ESCROW, ict.FIRST_TYPE + note - 1))
            self._do(Doing.ESCROW, now_ms, ESCROW_MS, note)
        elif self.doing is Doing.READS:
            self._says.append(ict.REJECTED)
            self._out(now_ms, note)
        elif self.doing is Doing.ESCROW:
            self._unheard += 1
            self._do(Doing.RETURNS, now_ms, self.knobs.return_ms, note)
        elif self.doing is Doing.STACKS:
            self._into_box(now_ms, note)
        else:
            self._says.append(ict.FAILED)
            self._out(now_ms, note)
            if self._unheard >= UNHEARD_MAX:
                self._says.append(COMMUNICATION_FAULT)
                self.enabled, self._unheard = False, 0
                self._do(Doing.WAITS_FOR_HOST, now_ms, None)

    def _into_box(self, now_ms: int, note: int) -> None:
        if self.knobs.jams:
            self.knobs.jams, self.knobs.fault = False, 0x22
            self.stuck.append(note)
            self._says.append(0x22)
        elif self.knobs.full:
            self.back.append(note)
            self._says.append(0x28)
        else:
            self.stacked.append(note)
            self._says.append(ict.STACKED)
        self._do(Doing.IDLE, now_ms, None)

    def _out(self, now_ms: int, note: int) -> None:
        self.back.append(note)
        self._do(Doing.IDLE, now_ms, None)

    # ------------------------------------------------------------ what it hears

    def receive(self, data: bytes, now_ms: int) -> bytes:
        """Take bytes off the wire at monotonic `now_ms` and answer those that ask."""
        if self.knobs.deaf:
            return b""
        self.heard += data
        del self.heard[:-1_000]
        said = b"".join(self._take(byte, now_ms) for byte in data)
        return b"" if self.knobs.silent else said

    def _take(self, byte: int, now_ms: int) -> bytes:
        if byte == ict.STATUS[0]:
            return bytes((self._status(),))
        if byte == ict.ACCEPT[0] and self.doing is Doing.WAITS_FOR_HOST:
            self.enabled = True
            self._do(Doing.IDLE, now_ms, None)
        elif byte == self.accept and self.doing is Doing.ESCROW:
            self._unheard = 0
            self.accepts_heard += 1
            self._do(Doing.STACKS, now_ms, self.knobs.stack_ms, self.note)
        elif byte == ict.REJECT[0] and self.doing is Doing.ESCROW:
            self._unheard = 0
            self._do(Doing.RETURNS, now_ms, self.knobs.return_ms, self.note)
        elif byte == ict.HOLD[0] and self.doing is Doing.ESCROW:
            self._do(Doing.ESCROW, now_ms, ESCROW_MS, self.note)
        elif byte == ict.RESET[0]:
            self.power_up(now_ms)
        elif byte in (ict.ENABLE[0], ict.INHIBIT[0]) and self.doing is not Doing.WAITS_FOR_HOST:
            self.enabled = byte == ict.ENABLE[0]
        return b""

    def _status(self) -> int:
        if self.knobs.fault:
            return self.knobs.fault
        if self.note is not None:
            return ict.BUSY
        return ict.ENABLED if self.enabled else ict.INHIBITED


class ParityCable(BadCable):
    """One direction of an 8E1 line: a byte with a flipped bit arrives as 00, as a tty gives it."""

    def carry(self, data: bytes) -> list[bytes]:
        """Return the pieces in which `data` arrives, each hit byte as 00."""
        faults = self.faults
        hit = bytes(0 if self.rng.random() < faults.noise else byte for byte in data)
        self.counts["noise"] += sum(a != b for a, b in zip(data, hit, strict=True))
        self.faults = replace(faults, noise=0.0)
        try:
            return super().carry(hit)
        finally:
            self.faults = faults
