"""ccTalk frames: what the money machines and the shop say to each other on one wire.

`dest | n | src | header | data[n] | checksum`; the checksum makes the sum of all bytes a multiple
of 256. In CRC mode (bill validators) the source's place and the last byte hold a CRC-16 instead.
Protocol facts: ccTalk generic specification as summed up in HARDWARE.md 2.1.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass

#: The host's own address; every reply goes there.
HOST = 1
#: Bytes of a frame beside its data.
FRAME_BYTES_MIN = 5
FRAME_BYTES_MAX = FRAME_BYTES_MIN + 255

# Headers of replies.
REPLY, NAK, BUSY = 0, 5, 6
# Headers of requests, by what they ask.
SIMPLE_POLL = 254
ADDRESS_POLL = 253
POLL_PRIORITY = 249
SERIAL_NUMBER = 242
SELF_CHECK = 232
SET_INHIBIT_MASK = 231
READ_INHIBIT_MASK = 230
READ_CREDITS = 229
MASTER_SWITCH = 228
READ_INSERTIONS = 225
COIN_ID = 184
READ_BILL_EVENTS = 159
BILL_ID = 157
COUNTRY_SCALING = 156
ROUTE_BILL = 154
SET_BILL_MODE = 153
RESET = 1


class BadFrame(ValueError):
    """These bytes are no frame: a bad cable, another protocol, or another checksum mode."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message on the wire.

    Attributes:
        dest: address it goes to, 1 is the host.  header: what it asks, or 0, 5, 6 in a reply.
        data: up to 255 bytes.  src: who sent it; None in CRC mode, which does not carry it.
    """

    dest: int
    header: int
    data: bytes = b""
    src: int | None = HOST

    @property
    def is_reply(self) -> bool:
        """Whether a device says this in answer: reply or ACK, NAK, busy."""
        return self.header in (REPLY, NAK, BUSY)


def checksum(body: bytes) -> int:
    """Return the byte that makes the sum a multiple of 256; it is 0 where it is one already."""
    return -sum(body) & 0xFF


def encode(frame: Frame) -> bytes:
    """Return the bytes of `frame` with the 8-bit checksum, or with the CRC where src is None.

    Raises:
        ValueError: data of more than 255 bytes, or an address that is no byte.
    """
    n = len(frame.data)
    if frame.src is None:
        crc = _crc(bytes([frame.dest, n]), bytes([frame.header]) + frame.data)
        return bytes([frame.dest, n, crc & 0xFF, frame.header]) + frame.data + bytes([crc >> 8])
    body = bytes([frame.dest, n, frame.src, frame.header]) + frame.data
    return body + bytes([checksum(body)])


def parse(raw: bytes, *, crc: bool = False) -> Frame:
    """Return the one frame that `raw` is, no more and no less.

    Args:
        raw: the bytes.  crc: whether the frame carries a CRC-16 rather than the checksum.

    Raises:
        BadFrame: too short, too long, or the check fails.
    """
    if len(raw) < FRAME_BYTES_MIN:
        raise BadFrame(f"{len(raw)} bytes are no frame: the shortest has {FRAME_BYTES_MIN}")
    if len(raw) != raw[1] + FRAME_BYTES_MIN:
        raise BadFrame(f"{len(raw)} bytes where the frame says {raw[1] + FRAME_BYTES_MIN}")
    header, data = raw[3], raw[4:-1]
    if crc:
        if _crc(raw[:2], raw[3:-1]) != raw[2] | raw[-1] << 8:
            raise BadFrame("the CRC-16 does not fit")
        return Frame(raw[0], header, data, None)
    if sum(raw) & 0xFF:
        raise BadFrame("the 8-bit checksum does not fit")
    return Frame(raw[0], header, data, raw[2])


class FrameReader:
    """Takes bytes as they come and gives the frames in them, whatever the pieces.

    After a byte that begins no frame it drops that byte and tries from the next. It holds at
    most one frame's worth of bytes.

    Args:
        crc: whether the frames carry a CRC-16.
    """

    def __init__(self, *, crc: bool = False) -> None:
        self._crc = crc
        self._held = bytearray()
        #: Bytes that belonged to no frame so far.
        self.noise_bytes = 0

    def feed(self, data: bytes) -> list[Frame]:
        """Take `data` and return the frames that are whole now, in order."""
        frames: list[Frame] = []
        for byte in data:
            self._held.append(byte)
            frames += self._whole()
        return frames

    def idle(self) -> None:
        """The line has been quiet for 50 ms: what is held began no frame after all."""
        self.noise_bytes += len(self._held)
        self._held.clear()

    def _whole(self) -> list[Frame]:
        frames: list[Frame] = []
        held = self._held
        while len(held) >= 2 and len(held) >= held[1] + FRAME_BYTES_MIN:
            size = held[1] + FRAME_BYTES_MIN
            try:
                frames.append(parse(bytes(held[:size]), crc=self._crc))
            except BadFrame:
                size = 1
                self.noise_bytes += 1
            del held[:size]
        return frames


def number(data: bytes) -> int:
    """Return the number in `data`: serials and counters come lowest byte first."""
    return int.from_bytes(data, "little")


def poll_every_ms(data: bytes) -> int | None:
    """Return how often a device wishes to be polled (header 249), None where it does not say.

    Args:
        data: unit (1 ms, 2 ten ms, 3 s, 4 min, 5 h …) and value, as vector cctalk-07.
    """
    unit_ms = {1: 1, 2: 10, 3: 1_000, 4: 60_000, 5: 3_600_000}
    if len(data) != 2 or data[0] not in unit_ms or data[1] == 0:
        return None
    return unit_ms[data[0]] * data[1]


def event_pairs(data: bytes) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Return counter and event pairs, newest first, of a 229 or 159 reply (11 bytes of data).

    Raises:
        BadFrame: another length.
    """
    if len(data) != 11:
        raise BadFrame(f"a reading of credits has 11 bytes of data, not {len(data)}")
    return data[0], tuple((data[i], data[i + 1]) for i in range(1, 11, 2))


def _crc(head: bytes, rest: bytes) -> int:
    return binascii.crc_hqx(head + rest, 0)
