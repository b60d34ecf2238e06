"""SSP frames: what a note validator of Innovative Technology and the shop say to each other.

    7F | sequence bit + address | length | data | CRC low | CRC high

Every 7F after the first is written twice, so a single one always begins a frame. The CRC-16 has
the polynomial 8005 and starts at FFFF; it covers all between the first 7F and itself, before the
doubling. Source: HARDWARE.md 2.3.
"""

from __future__ import annotations

from dataclasses import dataclass

START = 0x7F
SEQUENCE_BIT = 0x80
#: Bytes of a frame beside its data.
FRAME_BYTES_MIN = 5
FRAME_BYTES_MAX = FRAME_BYTES_MIN + 255

# What the shop asks.
RESET = 0x01
SET_INHIBITS = 0x02
SETUP = 0x05
PROTOCOL_VERSION = 0x06
POLL = 0x07
REJECT = 0x08
DISABLE = 0x09
ENABLE = 0x0A
SERIAL_NUMBER = 0x0C
SYNC = 0x11
HOLD = 0x18
# How the device answers.
OK = 0xF0
UNKNOWN_COMMAND = 0xF2
WRONG_PARAMETERS = 0xF3
OUT_OF_RANGE = 0xF4
CANNOT_NOW = 0xF5
SOFTWARE_ERROR = 0xF6
FAIL = 0xF8
KEY_NOT_SET = 0xFA


class BadFrame(ValueError):
    """These bytes are no frame: a bad cable, or another protocol."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message on the wire.

    Attributes:
        address: of the device, 0..125, in both directions.
        sequence: turns with each new command; a repeated one keeps it, and so does its answer.
        data: command or answer with its arguments, 1..255 bytes.
    """

    address: int
    sequence: bool
    data: bytes


def crc(body: bytes) -> bytes:
    """Return the two bytes that close a frame, low byte first.

    Args:
        body: from the sequence byte to the last of the data, nothing doubled.
    """
    value = 0xFFFF
    for byte in body:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x8005 if value & 0x8000 else value << 1) & 0xFFFF
    return value.to_bytes(2, "little")


def encode(frame: Frame) -> bytes:
    """Return the bytes of `frame` as they go over the wire.

    Raises:
        ValueError: no data or more than 255 bytes, or an address above 125.
    """
    if not 1 <= len(frame.data) <= 255 or not 0 <= frame.address <= 0x7D:
        raise ValueError("a frame has 1 to 255 bytes of data and an address of 0 to 125")
    first = frame.address | (SEQUENCE_BIT if frame.sequence else 0)
    body = bytes([first, len(frame.data)]) + frame.data
    return b"\x7f" + (body + crc(body)).replace(b"\x7f", b"\x7f\x7f")


def parse(raw: bytes) -> Frame:
    """Return the frame that `raw` is.

    Args:
        raw: one frame with its 7F, nothing doubled any more, as `Reader` gives it.

    Raises:
        BadFrame: too short or too long, without data, or the CRC does not fit.
    """
    if len(raw) < FRAME_BYTES_MIN or raw[0] != START or len(raw) != raw[2] + FRAME_BYTES_MIN:
        raise BadFrame(f"{len(raw)} bytes that are no frame")
    if crc(raw[1:-2]) != raw[-2:]:
        raise BadFrame(f"the CRC is {raw[-2:].hex(' ')}, it should be {crc(raw[1:-2]).hex(' ')}")
    if not raw[2]:
        raise BadFrame("a frame without data says nothing")
    return Frame(raw[1] & ~SEQUENCE_BIT, bool(raw[1] & SEQUENCE_BIT), raw[3:-2])


@dataclass(frozen=True, slots=True)
class Reader:
    """The line between two arrivals of bytes; it holds one frame at most.

    Attributes:
        held: the frame that has begun, nothing doubled; empty between frames.
        doubt: the last byte was a 7F: a second one is data, anything else begins a frame.
        noise_bytes: bytes that belonged to no whole frame so far.
    """

    held: bytes = b""
    doubt: bool = False
    noise_bytes: int = 0

    def feed(self, data: bytes) -> tuple[Reader, list[bytes]]:
        """Take bytes as they came, cut up anyhow.

        Returns:
            The line as it is now, and the frames that ended in these bytes, nothing doubled;
            `parse` tells the good ones.
        """
        held, doubt, noise = bytearray(self.held), self.doubt, self.noise_bytes
        frames: list[bytes] = []
        for byte in data:
            if byte == START and held and not doubt:
                doubt = True
                continue
            if doubt and byte != START:
                noise += len(held)
                held = bytearray([START])
            doubt = False
            if not held and byte != START:
                noise += 1
                continue
            held.append(byte)
            if len(held) > 2 and len(held) == held[2] + FRAME_BYTES_MIN:
                frames.append(bytes(held))
                held.clear()
        return Reader(bytes(held), doubt, noise), frames

    def idle(self) -> Reader:
        """Take note of a pause of a second: what was half said is given up."""
        return Reader(noise_bytes=self.noise_bytes + len(self.held))
