"""A money machine that counts, as it is on the wall: what ccTalk coin and note takers share.

It answers bytes with bytes and needs no port; `TwinPort` puts it on a pty, `SimulatedLine` in
virtual time. It keeps no record of money for the shop: `fallen` is what it counted, for tests
that compare. Protocol facts: HARDWARE.md 2.1 and 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hardware.codecs import cctalk
from hardware.codecs.cctalk import Frame, FrameReader

POSITIONS = 16
_GAP_MS = 50
_EVENTS = 5
#: Requests remembered for tests that ask what was asked.
_ASKED_MAX = 1_000


@dataclass(slots=True)
class Knobs:
    """What ails the device; each may be turned at any time.

    Attributes:
        silent: it answers nothing.  busy: it says so to everything.
        nak: headers that it refuses.  no_228: it has no master switch: silence there.
        jam: fault code of its self-check (232), 0 when clean.
        says_inhibited: money that it may not take is an event, not only money given back.
        keeps_mask: its mask survives a reset, as no real one's does.
        loses_mask: it says that it took a mask, and does not have it.
    """

    silent: bool = False
    busy: bool = False
    nak: set[int] = field(default_factory=set)
    no_228: bool = False
    jam: int = 0
    says_inhibited: bool = False
    keeps_mask: bool = False
    loses_mask: bool = False


@dataclass(frozen=True, slots=True)
class Fallen:
    """One event that the device counted.

    Attributes:
        life: which power-on it was in, from 0.  number: of the event in that life, from 1.
        pair: as it stands in the event buffer.
    """

    life: int
    number: int
    pair: tuple[int, int]


class CountingDevice:
    """The machine, but for what only coins or only notes have.

    Args:
        knobs: what ails it.  serial: 0..16777215.  address: on the bus.
        poll_priority: what it answers to 249 (unit, value).
        crc: its frames end in a CRC-16.
    """

    #: Header that reads its events.
    reads = cctalk.READ_CREDITS

    def __init__(
        self,
        knobs: Any,
        serial: int,
        address: int,
        poll_priority: tuple[int, int],
        *,
        crc: bool = False,
    ) -> None:
        self.knobs = knobs
        self.serial, self.address, self.poll_priority = serial, address, poll_priority
        self.crc = crc
        self.fallen: list[Fallen] = []
        self.life = -1
        #: Requests that it understood, for tests that ask what was asked.
        self.asked: list[int] = []
        self._heard_ms = 0
        self._forget()

    def _forget(self) -> None:
        self.life += 1
        self.counter, self.events = 0, [(0, 0)] * _EVENTS
        self._count = 0
        if self.life == 0 or not self.knobs.keeps_mask:
            self.mask = bytes(2)
        self.master = True
        self._reader = FrameReader(crc=self.crc)

    def enabled(self, position: int) -> bool:
        """Whether its mask lets in what is at `position`, 1..16."""
        return bool(self.mask[(position - 1) // 8] >> (position - 1) % 8 & 1)

    @property
    def is_open(self) -> bool:
        """Whether it takes money at all, apart from which."""
        return bool((self.master or self.knobs.no_228) and self.knobs.jam == 0)

    def error(self, code: int) -> None:
        """Let something go wrong that is worth an event: a code of its error table."""
        self._event((0, code))

    def power_up(self, now_ms: int) -> None:
        """Lose and regain power: count, events and mask are gone, what is in the box is not."""
        self._forget()

    def _event(self, pair: tuple[int, int]) -> int:
        """Count an event; return its number in this life."""
        self.counter = self.counter % 255 + 1
        self.events = [pair, *self.events[: _EVENTS - 1]]
        self._count += 1
        self.fallen.append(Fallen(self.life, self._count, pair))
        return self._count

    # ------------------------------------------------------------ what it says

    def receive(self, data: bytes, now_ms: int) -> bytes:
        """Take bytes off the wire at monotonic `now_ms` and answer the requests among them."""
        if now_ms - self._heard_ms >= _GAP_MS:
            self._reader.idle()
        self._heard_ms = now_ms
        frames = self._reader.feed(data)
        return b"".join(self._answer(f) for f in frames if f.dest in (0, self.address))

    def _answer(self, frame: Frame) -> bytes:
        if (frame.src is None) is not self.crc or frame.is_reply:
            return b""
        self.asked.append(frame.header)
        del self.asked[:-_ASKED_MAX]
        missing = self.knobs.no_228 and frame.header == cctalk.MASTER_SWITCH
        if self.knobs.silent or missing:
            return b""
        if frame.header == cctalk.ADDRESS_POLL:
            return bytes([self.address])  # one raw byte, not a frame
        reply, data = cctalk.REPLY, b""
        if self.knobs.busy:
            reply = cctalk.BUSY
        elif frame.header in self.knobs.nak:
            reply = cctalk.NAK
        else:
            said = self._say(frame.header, frame.data)
            reply, data = (cctalk.NAK, b"") if said is None else (cctalk.REPLY, said)
        if self._loses_answer(frame.header):
            return b""
        host = cctalk.HOST if frame.src is None else frame.src
        return cctalk.encode(Frame(host, reply, data, None if self.crc else self.address))

    def _loses_answer(self, header: int) -> bool:
        """Whether what it answers to this one does not arrive, though it did it."""
        return False

    def _say(self, header: int, data: bytes) -> bytes | None:
        """Return the data of its reply, None for a NAK."""
        if header == self.reads:
            return bytes([self.counter]) + bytes(b for pair in self.events for b in pair)
        if header == cctalk.SET_INHIBIT_MASK and len(data) == 2:
            self.mask = self.mask if self.knobs.loses_mask else data
            return b""
        if header == cctalk.MASTER_SWITCH and len(data) == 1:
            self.master = bool(data[0] & 1)
            return b""
        if header == cctalk.RESET:
            self.power_up(self._heard_ms)
            return b""
        fixed = {
            cctalk.SIMPLE_POLL: b"",
            cctalk.POLL_PRIORITY: bytes(self.poll_priority),
            cctalk.SERIAL_NUMBER: self.serial.to_bytes(3, "little"),
            cctalk.READ_INHIBIT_MASK: self.mask,
            cctalk.SELF_CHECK: bytes([self.knobs.jam]),
            246: b"TXN",
            227: bytes([self.master]),
        }
        return fixed.get(header)
