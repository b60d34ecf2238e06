"""The frames in which GM65-class scanner modules are set up: for `tongxin decode` alone.

    7E 00 | type | length | zone (2) | data | CRC (2)     to the module
    02 00 | 00 | length | data | CRC (2)                  its answer

The CRC-16 has the polynomial 1021, starts at 0 and covers all behind the first two bytes; AB CD in
its place means "do not check". A module stays silent to what it does not understand. The shop sets
none up over its line: volunteers scan set-up codes. Source: HARDWARE.md 1.2.
"""

from __future__ import annotations

import binascii
from typing import Any

from hardware.codecs.sized import cut

_COMMAND, _ANSWER = b"\x7e\x00", b"\x02\x00"
_ANY_CRC = b"\xab\xcd"
_READ = 0x07
_TYPES = {_READ: "read", 0x08: "write", 0x09: "save all settings for good"}
_ZONES = {0x0002: "trigger a scan", 0x002A: "baud rate", 0x00D9: "factory settings by number"}


def crc(body: bytes) -> bytes:
    """Return the two bytes that close a frame, high byte first.

    Args:
        body: from the type to the last of the data.
    """
    return binascii.crc_hqx(body, 0).to_bytes(2, "big")


def decode(data: bytes) -> list[dict[str, Any]]:
    """Return what the bytes say, one dictionary a frame, ready for JSON.

    Raises:
        ValueError: no frame, or its CRC does not fit.
    """
    if data[:2] == _COMMAND:
        return [_command(raw) for raw in cut(data, 3, 8, 9)]
    return [_answer(raw) for raw in cut(data, 3, 6, 7)]


def _command(raw: bytes) -> dict[str, Any]:
    kind, zone, values = raw[2], int.from_bytes(raw[4:6], "big"), raw[6:-2]
    if raw[:2] != _COMMAND or kind not in _TYPES:
        raise ValueError(f"{raw[:3].hex(' ')} begins no command to a GM65 module")
    said: dict[str, Any] = {"meaning": _TYPES[kind], "zone": f"{zone:04X}"}
    if zone in _ZONES and kind != 0x09:
        said["zone_is"] = _ZONES[zone]
    if kind == _READ:
        said["bytes"] = values[0] or 256
    else:
        said["data"] = values.hex(" ")
    return said | {"crc": "not checked" if not _checked(raw) else "right"}


def _answer(raw: bytes) -> dict[str, Any]:
    if raw[:3] != _ANSWER + b"\0":
        raise ValueError(f"{raw[:3].hex(' ')} begins neither a command nor a GM65 module's answer")
    _checked(raw)
    meaning = "done, if it answers a write" if raw[4:-2] == b"\0" else "what was read"
    return {"meaning": meaning, "data": raw[4:-2].hex(" ")}


def _checked(raw: bytes) -> bool:
    """Whether the CRC was one to check; only a command may leave it out."""
    right = crc(raw[2:-2])
    if raw[-2:] == right:
        return True
    if raw[-2:] == _ANY_CRC and raw[:2] == _COMMAND:
        return False
    raise ValueError(f"the CRC is {raw[-2:].hex(' ')}, it should be {right.hex(' ')}")
