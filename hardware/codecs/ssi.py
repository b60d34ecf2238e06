"""The packets of Symbol and Zebra scanners in SSI mode: for `tongxin decode` alone.

    length | opcode | source (0 scanner, 4 host) | status | data | checksum (2)

The length leaves the checksum out; that is the two's complement of the sum of all before it. The
shop reads such scanners in their plain text mode. Source: HARDWARE.md 1.3.
"""

from __future__ import annotations

from typing import Any

from hardware.codecs.sized import cut

_HOST = 4
_SOURCES = {0: "scanner", _HOST: "host"}
_REPEATED = 0x01
_OPCODES = {
    0xC6: "settings to the scanner",
    0xD0: "acknowledged",
    0xD1: "not acknowledged",
    0xE4: "start a scan",
    0xE5: "stop scanning",
    0xE6: "beep",
    0xE9: "scanning allowed",
    0xEA: "scanning forbidden",
    0xF3: "a code was read",
}
_READ = 0xF3


def checksum(body: bytes) -> bytes:
    """Return the two bytes that close a packet, high byte first."""
    return (-sum(body) & 0xFFFF).to_bytes(2, "big")


def decode(data: bytes) -> list[dict[str, Any]]:
    """Return what the bytes say, one dictionary a packet, ready for JSON.

    What a code says is not shown: it could be a payment code.

    Raises:
        ValueError: no packet, an unknown source, or its checksum does not fit.
    """
    return [_packet(raw) for raw in cut(data, 0, 2, 6)]


def _packet(raw: bytes) -> dict[str, Any]:
    opcode, source, status = raw[1:4]
    if checksum(raw[:-2]) != raw[-2:]:
        right = checksum(raw[:-2]).hex(" ")
        raise ValueError(f"the checksum is {raw[-2:].hex(' ')}, it should be {right}")
    if source not in _SOURCES:
        raise ValueError(f"source {source} is neither the scanner (0) nor the host (4)")
    said: dict[str, Any] = {
        "from": _SOURCES[source],
        "opcode": f"{opcode:02X}",
        "meaning": _OPCODES.get(opcode, "not known here"),
        "repeated": bool(status & _REPEATED),
    }
    if opcode == _READ:
        return said | {"bytes": len(raw) - 6}
    return said | {"data": raw[4:-2].hex(" ")}
