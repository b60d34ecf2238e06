"""The frames of JCM's ID-003 and of CCNET, which have one CRC: for `tongxin decode` alone.

    FC | length of all | code | data | CRC low | CRC high            ID-003, 9600 8E1
    02 | address | length of all | code | data | CRC low | CRC high  CCNET

The CRC-16 has the polynomial 1021 turned round (8408) and starts at 0. Source: HARDWARE.md 2.6.
"""

from __future__ import annotations

from typing import Any

from hardware.codecs.sized import cut

_START, _CCNET_START, _VALIDATOR = 0xFC, 0x02, 0x03
_FIRST_NOTE = 0x61
_CODES = {
    0x11: "how are you; idle",
    0x13: "a note lies in escrow",
    0x15: "vend valid: the note is the shop's, once an escrow; answer 50",
    0x40: "reset; power up",
    0x41: "stack; power up with a note in the acceptor",
    0x42: "power up with a note in the stacker: perhaps credited before",
    0x43: "return the note",
    0x50: "acknowledged",
    0xC0: "which notes are enabled",
    0xC3: "inhibit (0: takes notes)",
}
_CCNET_CODES = {0x30: "reset", 0x31: "status", 0x33: "poll", 0x34: "which notes are enabled"}
_ESCROW = 0x13


def crc(body: bytes) -> bytes:
    """Return the two bytes that close a frame, low byte first."""
    value = 0
    for byte in body:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0x8408 if value & 1 else value >> 1
    return value.to_bytes(2, "little")


def decode(data: bytes) -> list[dict[str, Any]]:
    """Return what bytes of ID-003 say, one dictionary a frame, ready for JSON.

    Raises:
        ValueError: no frame, or its CRC does not fit.
    """
    return [_frame(raw) for raw in cut(data, 1, 0, 5)]


def decode_ccnet(data: bytes) -> list[dict[str, Any]]:
    """Return what bytes of CCNET say, one dictionary a frame, ready for JSON.

    Raises:
        ValueError: no frame, or its CRC does not fit.
    """
    return [_ccnet_frame(raw) for raw in cut(data, 2, 0, 6)]


def _frame(raw: bytes) -> dict[str, Any]:
    _check(raw, _START)
    said: dict[str, Any] = {
        "code": f"{raw[2]:02X}",
        "meaning": _CODES.get(raw[2], "not known here"),
        "data": raw[3:-2].hex(" "),
    }
    if raw[2] == _ESCROW and len(raw) == 6:
        said["note"] = raw[3] - _FIRST_NOTE + 1
    return said


def _ccnet_frame(raw: bytes) -> dict[str, Any]:
    _check(raw, _CCNET_START)
    return {
        "device": "note validator" if raw[1] == _VALIDATOR else raw[1],
        "code": f"{raw[3]:02X}",
        "meaning": _CCNET_CODES.get(raw[3], "not known here"),
        "data": raw[4:-2].hex(" "),
    }


def _check(raw: bytes, start: int) -> None:
    if raw[0] != start:
        raise ValueError(f"it begins with {raw[0]:02X}, a frame begins with {start:02X}")
    right = crc(raw[:-2])
    if raw[-2:] != right:
        raise ValueError(f"the CRC is {raw[-2:].hex(' ')}, it should be {right.hex(' ')}")
