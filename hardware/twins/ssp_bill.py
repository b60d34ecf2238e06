"""An SSP note validator that is not there: the unit's own side, with all it can suffer.

It answers bytes with bytes and needs no port. It keeps no record for the shop: `notes` is what a
person would find in the cashbox and in residents' hands, for tests that compare.
Protocol facts: HARDWARE.md 2.3.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from hardware.codecs import ssp, ssp_readings
from hardware.codecs.ssp import BadFrame, Frame, Reader

#: A village's notes by channel, in yuan.
VILLAGE_NOTES = (1, 5, 10, 20, 50, 100)
_GAP_MS = 1_000
#: It lets go of a note by itself so long after the last command about it.
_LETS_GO_MS = 10_000
_STACKS_MS = 300
_DONE = bytes([ssp.OK])


@dataclass(slots=True)
class Knobs:
    """What ails the unit; each may be turned at any time.

    Attributes:
        silent: it answers nothing.  loses_answers: so many of its next answers get lost.
        jam, full: it says so in each poll, and takes nothing.
        stays_off: it does not switch itself on.  wants_key: no command without encryption.
        no_serial: it does not tell its serial.
        rejects: it gives the next note back by itself while it should be stacked.
        reset_clears_to: where a note on its way goes when the power comes back.
    """

    silent: bool = False
    loses_answers: int = 0
    jam: bool = False
    full: bool = False
    stays_off: bool = False
    wants_key: bool = False
    no_serial: bool = False
    rejects: bool = False
    reset_clears_to: Literal["front", "cashbox"] = "front"


@dataclass(frozen=True, slots=True)
class TwinNote:
    """One note that somebody put in.

    Attributes:
        channel: which.  where: escrow | stacking | cashbox | returned.
        moved_ms: since when.
    """

    channel: int
    where: Literal["escrow", "stacking", "cashbox", "returned"]
    moved_ms: int = 0


@dataclass(slots=True)
class _Memory:
    """What a power cut wipes out."""

    enabled: bool = False
    inhibits: int = 0
    events: list[bytes] = field(default_factory=lambda: [bytes([ssp_readings.SLAVE_RESET])])
    sequence: bool | None = None
    answer: bytes = b""


class SspBillModel:
    """The unit on the wall.

    Args:
        yuan: worth of each channel, channel 1 first.  country: three letters of its money.
        serial: four bytes.  address: 0..125.
    """

    def __init__(
        self,
        yuan: tuple[int, ...] = VILLAGE_NOTES,
        country: str = "CNY",
        serial: int = 1_234_567,
        address: int = 0,
    ) -> None:
        self.yuan, self.country, self.serial, self.address = yuan, country, serial, address
        self.knobs = Knobs()
        self.notes: list[TwinNote] = []
        #: Commands that it acted on, for tests that ask what was asked.
        self.asked: list[int] = []
        self._memory, self._reader = _Memory(), Reader()
        self._heard_ms = self._now_ms = 0

    # ------------------------------------------------------------ what people do with it

    def insert(self, channel: int) -> bool:
        """Put one note in its mouth; whether it was drawn in: else the hand still has it."""
        memory, knobs = self._memory, self.knobs
        open_for_it = memory.inhibits >> (channel - 1) & 1 and memory.enabled
        if not open_for_it or knobs.jam or knobs.full or self.on_its_way is not None:
            return False
        self.notes.append(TwinNote(channel, "escrow", self._now_ms))
        self.say(ssp_readings.READ, 0)
        self.say(ssp_readings.READ, channel)
        return True

    def power_up(self, now_ms: int) -> None:
        """Lose and regain power: a note on its way goes where the unit clears it to."""
        note, self._memory, self._reader = self.on_its_way, _Memory(), Reader()
        self._now_ms = now_ms
        if note is not None and self.knobs.reset_clears_to == "front":
            self._move("returned")
            self.say(ssp_readings.CLEARED_TO_FRONT, note.channel)
        elif note is not None:
            self._move("cashbox")
            self.say(ssp_readings.CLEARED_TO_CASHBOX, note.channel)

    @property
    def on_its_way(self) -> TwinNote | None:
        """The note that is neither in the cashbox nor in a hand."""
        if self.notes and self.notes[-1].where in ("escrow", "stacking"):
            return self.notes[-1]
        return None

    @property
    def enabled(self) -> bool:
        """Whether it draws notes in."""
        return self._memory.enabled

    def in_cashbox(self) -> list[int]:
        """Return the channels of the notes that a person finds in the cashbox, in order."""
        return [note.channel for note in self.notes if note.where == "cashbox"]

    def say(self, code: int, channel: int | None = None) -> None:
        """Put an event before the next poll; any code, as a broken or newer unit might."""
        self._memory.events.append(bytes([code] if channel is None else [code, channel]))

    def _move(self, where: Literal["stacking", "cashbox", "returned"]) -> None:
        self.notes[-1] = replace(self.notes[-1], where=where, moved_ms=self._now_ms)

    # ------------------------------------------------------------ what it says

    def receive(self, data: bytes, now_ms: int) -> bytes:
        """Take bytes off the wire at monotonic `now_ms` and answer the commands among them."""
        if now_ms - self._heard_ms >= _GAP_MS:
            self._reader = self._reader.idle()
        self._heard_ms = self._now_ms = now_ms
        self._reader, raws = self._reader.feed(data)
        return b"".join(self._hear(raw) for raw in raws)

    def _hear(self, raw: bytes) -> bytes:
        try:
            frame = ssp.parse(raw)
        except BadFrame:
            return b""
        if frame.address != self.address or frame.data[0] >= ssp.OK or self.knobs.silent:
            return b""
        memory = self._memory
        if frame.data[0] == ssp.SYNC:
            memory.sequence, memory.answer = True, _DONE
        elif frame.sequence != memory.sequence:
            self.asked.append(frame.data[0])
            del self.asked[:-1000]
            memory.sequence, memory.answer = frame.sequence, self._act(frame.data)
        if self.knobs.loses_answers:
            self.knobs.loses_answers -= 1
            return b""
        return ssp.encode(Frame(self.address, frame.sequence, memory.answer))

    def _act(self, data: bytes) -> bytes:
        memory = self._memory
        self._time_passes()
        if self.knobs.wants_key:
            return bytes([ssp.KEY_NOT_SET])
        match data[0]:
            case ssp.POLL:
                return self._polled()
            case ssp.SETUP:
                return _DONE + self._setup()
            case ssp.SERIAL_NUMBER if not self.knobs.no_serial:
                return _DONE + self.serial.to_bytes(4, "big")
            case ssp.SET_INHIBITS if len(data) == 3:
                memory.inhibits = int.from_bytes(data[1:], "little")
            case ssp.ENABLE:
                memory.enabled = not self.knobs.stays_off
            case ssp.DISABLE:
                memory.enabled = False
            case ssp.HOLD | ssp.REJECT:
                note = self.on_its_way
                if note is None or note.where != "escrow":
                    return bytes([ssp.CANNOT_NOW])
                if data[0] == ssp.REJECT:
                    self._gives_back()
                else:
                    self.notes[-1] = replace(note, moved_ms=self._now_ms)
            case ssp.PROTOCOL_VERSION if data[1:] > b"\x06":
                return bytes([ssp.FAIL])
            case ssp.PROTOCOL_VERSION:
                pass
            case _:
                return bytes([ssp.UNKNOWN_COMMAND])
        return _DONE

    def _setup(self) -> bytes:
        n = len(self.yuan)
        head = b"\x000109" + self.country.encode() + b"\0\0\1" + bytes([n])
        return head + bytes(self.yuan) + b"\2" * n + (100).to_bytes(3, "big") + b"\4"

    def _time_passes(self) -> None:
        note = self.on_its_way
        if note is None:
            return
        rests_ms = self._now_ms - note.moved_ms
        if note.where == "escrow" and rests_ms >= _LETS_GO_MS:
            self._gives_back()
        elif note.where == "stacking" and rests_ms >= _STACKS_MS and not self.knobs.jam:
            self._move("cashbox")
            self.say(ssp_readings.CREDIT, note.channel)
            self.say(ssp_readings.STACKED)

    def _gives_back(self) -> None:
        self._move("returned")
        self.say(ssp_readings.REJECTING)
        self.say(ssp_readings.REJECTED)

    def _polled(self) -> bytes:
        """Say what happened; the poll after a note was told accepts it."""
        memory, note = self._memory, self.on_its_way
        told = not any(event[0] == ssp_readings.READ for event in memory.events)
        if note is not None and note.where == "escrow" and told:
            if self.knobs.rejects:
                self.knobs.rejects = False
                self._gives_back()
            else:
                self._move("stacking")
        note = self.on_its_way
        events, memory.events = b"".join(memory.events), []
        lasting = [
            (ssp_readings.STACKING, note is not None and note.where == "stacking"),
            (ssp_readings.UNSAFE_JAM, self.knobs.jam),
            (ssp_readings.STACKER_FULL, self.knobs.full),
            (ssp_readings.DISABLED, not memory.enabled),
        ]
        return _DONE + events + bytes(code for code, holds in lasting if holds)
