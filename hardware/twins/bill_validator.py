"""A bill validator that is not there: the device's own side of ccTalk, with all it can suffer.

`notes` says of each note that was put in where it has ended: what a person would find in the
stacker or in a resident's hand. Protocol facts: HARDWARE.md 2.1 (headers 159, 157..153).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hardware.codecs import cctalk
from hardware.codecs.bill_id import UNUSED
from hardware.drivers.bill_escrow import EXTEND, STACK
from hardware.drivers.bill_reading import HELD, RETURNED, STACKED
from hardware.twins.counting_device import POSITIONS, CountingDevice, Knobs

#: A village's notes: one, five, ten and twenty yuan, and a foreign one without a value here.
VILLAGE_NOTES = {1: "CN0001A", 2: "CN0005A", 3: "CN0010A", 4: "CN0020A", 5: "EU0005A"}
#: A note's way from escrow to the stacker, or back to the slot.
MOVES_MS = 800
#: How long it holds a note that nobody routes; the real patience differs from unit to unit.
PATIENCE_MS = 10_000
#: Operating mode: bit 1 says that it holds notes in escrow.
_ESCROW_BIT = 2
_EMPTY, _CANNOT = b"\xfe", b"\xff"
_MASTER_INHIBITED, _INHIBITED = 0, 4

Where = Literal["escrow", "to stacker", "to slot", "stacked", "returned"]


@dataclass(slots=True)
class BillKnobs(Knobs):
    """What ails the device, beside what ails every one; each may be turned at any time.

    Attributes:
        patience_ms: it gives a held note back after so long.
        routes_lost: answers to 154 that get lost, though the note moves.
        routes_fail: times that it cannot route (reply 255).
        deaf_to_routes: it says yes to 154 and does nothing.
        power_up_escrow, power_up_moving: where a note ends that is held, or on its way to the
            stacker, when power comes back.
    """

    patience_ms: int = PATIENCE_MS
    routes_lost: int = 0
    routes_fail: int = 0
    deaf_to_routes: bool = False
    power_up_escrow: Literal["stacked", "returned"] = "returned"
    power_up_moving: Literal["stacked", "returned"] = "stacked"


@dataclass(slots=True)
class Note:
    """One note that somebody put in.

    Attributes:
        kind: its bill type.  where: it is now.  life: the power-on in which it came.
        held_no, end_no: numbers in that life of the events that told of it; None: none did.
        due_ms: when it arrives, or when the device's patience with it ends.
    """

    kind: int
    where: Where
    life: int
    held_no: int | None = None
    end_no: int | None = None
    due_ms: int = 0


class BillValidatorModel(CountingDevice):
    """The machine on the wall.

    Args:
        bills: bill type → note id.  serial: 0..16777215.  address: on the bus.
        crc: frames end in a CRC-16, else in the 8-bit checksum.
        poll_priority: what it answers to 249 (unit, value).
        scaling: its answer to 156 for yuan notes: factor and decimals; None: a NAK.
    """

    reads = cctalk.READ_BILL_EVENTS
    knobs: BillKnobs

    def __init__(
        self,
        bills: dict[int, str] | None = None,
        serial: int = 7_654_321,
        address: int = 40,
        *,
        crc: bool = True,
        poll_priority: tuple[int, int] = (2, 20),
        scaling: tuple[int, int] | None = (100, 2),
    ) -> None:
        self.bills = dict(VILLAGE_NOTES if bills is None else bills)
        self.scaling = scaling
        self.notes: list[Note] = []
        self.held: Note | None = None
        self.now_ms = 0
        super().__init__(BillKnobs(), serial, address, poll_priority, crc=crc)

    def _forget(self) -> None:
        super()._forget()
        self.mode = 0

    # ------------------------------------------------------------ what people do with it

    def insert(self, kind: int) -> Note:
        """Put a note of bill type `kind` in the slot; it may come straight back."""
        note = Note(kind, "returned", self.life)
        self.notes.append(note)
        if self.held is not None:
            return note  # the slot is shut while another is held
        if not self.is_open or not self.enabled(kind):
            if self.knobs.says_inhibited:
                self.error(_INHIBITED if self.is_open else _MASTER_INHIBITED)
            return note
        self.held = note
        if self.mode & _ESCROW_BIT:
            note.where, note.due_ms = "escrow", self.now_ms + self.knobs.patience_ms
            note.held_no = self._event((kind, HELD))
        else:
            self._move(note, "to stacker")
        return note

    @property
    def stacked(self) -> list[Note]:
        """The notes in the stacker."""
        return [note for note in self.notes if note.where == "stacked"]

    def clear(self, where: Literal["stacked", "returned"]) -> None:
        """Open it by hand and put a note that was stuck where a person puts it; no event tells."""
        self.knobs.jam = 0
        if self.held is not None:
            self.held.where, self.held = where, None

    def power_up(self, now_ms: int) -> None:
        """Lose and regain power: no event ever tells what became of a note in it."""
        self.now_ms = max(self.now_ms, now_ms)
        note, self.held = self.held, None
        if note is not None and note.where == "escrow":
            note.where = self.knobs.power_up_escrow
        elif note is not None:
            note.where = self.knobs.power_up_moving if note.where == "to stacker" else "returned"
        self._forget()

    def pass_time(self, now_ms: int) -> None:
        """Let time pass: notes arrive where they are going, patience ends."""
        self.now_ms = max(self.now_ms, now_ms)
        note = self.held
        if note is None or self.knobs.jam or self.now_ms < note.due_ms:
            return
        if note.where == "escrow":
            self._move(note, "to slot")
            return
        self.held = None
        if note.where == "to stacker":
            note.where, note.end_no = "stacked", self._event((note.kind, STACKED))
        else:
            note.where, note.end_no = "returned", self._event((0, RETURNED))

    def _move(self, note: Note, where: Literal["to stacker", "to slot"]) -> None:
        note.where, note.due_ms = where, self.now_ms + MOVES_MS

    # ------------------------------------------------------------ what it says

    def receive(self, data: bytes, now_ms: int) -> bytes:
        """Take bytes off the wire at monotonic `now_ms` and answer the requests among them."""
        self.pass_time(now_ms)
        return super().receive(data, now_ms)

    def route(self, way: int) -> bytes:
        """Do what 154 says with the held note; return the reply's data."""
        note = self.held
        if note is None or note.where != "escrow":
            return _EMPTY
        if way == EXTEND:
            note.due_ms = self.now_ms + self.knobs.patience_ms
        elif self.knobs.routes_fail > 0:
            self.knobs.routes_fail -= 1
            return _CANNOT
        elif not self.knobs.deaf_to_routes:
            self._move(note, "to stacker" if way == STACK else "to slot")
        return b""

    def _loses_answer(self, header: int) -> bool:
        if header != cctalk.ROUTE_BILL or self.knobs.routes_lost == 0:
            return False
        self.knobs.routes_lost -= 1
        return True

    def _say(self, header: int, data: bytes) -> bytes | None:
        if header == cctalk.BILL_ID and len(data) == 1 and 1 <= data[0] <= POSITIONS:
            return self.bills.get(data[0], UNUSED).encode("ascii")
        if header == cctalk.COUNTRY_SCALING:
            if data != b"CN" or self.scaling is None:
                return None
            factor, decimals = self.scaling
            return factor.to_bytes(2, "little") + bytes([decimals])
        if header == cctalk.SET_BILL_MODE and len(data) == 1:
            self.mode = data[0]
            return b""
        if header == cctalk.ROUTE_BILL and data in (b"\0", b"\1", bytes([EXTEND])):
            return self.route(data[0])
        own = {152: bytes([self.mode]), 245: b"Bill Validator"}
        return own[header] if header in own else super()._say(header, data)
