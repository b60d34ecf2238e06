"""The messages of EBDS note validators (MEI, Pyramid, Apex): for `tongxin decode` alone.

    02 | length of all | kind and acknowledge bit | data | 03 | XOR

The XOR covers all between 02 and 03. The shop's messages are of kind 1, the validator's of kind
2; the lowest bit of that byte turns with each new message. Source: HARDWARE.md 2.6.
"""

from __future__ import annotations

from functools import reduce
from operator import xor
from typing import Any

from hardware.codecs.sized import cut

_START, _END = 0x02, 0x03
_HOST, _VALIDATOR = 1, 2
#: Bits of a validator's first byte of data, lowest first.
_STATES = ("idle", "accepting", "escrowed", "stacking", "stacked", "returning", "returned")
#: Bits of the shop's second byte of data.
_ESCROW_MODE, _STACK, _RETURN = 0x10, 0x20, 0x40


def check(body: bytes) -> int:
    """Return the byte that closes a message: all between 02 and 03, XORed."""
    return reduce(xor, body, 0)


def decode(data: bytes) -> list[dict[str, Any]]:
    """Return what the bytes say, one dictionary a message, ready for JSON.

    Raises:
        ValueError: no message, or its check byte does not fit.
    """
    return [_message(raw) for raw in cut(data, 1, 0, 5)]


def _message(raw: bytes) -> dict[str, Any]:
    kind, values = raw[2] >> 4, raw[3:-2]
    if raw[0] != _START or raw[-2] != _END or kind not in (_HOST, _VALIDATOR):
        raise ValueError("no EBDS message: it begins with 02, ends with 03, and is of kind 1 or 2")
    right = check(raw[1:-2])
    if raw[-1] != right:
        raise ValueError(f"the check byte is {raw[-1]:02x}, it should be {right:02x}")
    said: dict[str, Any] = {"ack": raw[2] & 1, "data": values.hex(" ")}
    if kind == _HOST:
        return {"from": "host", **said, **_asked(values)}
    return {"from": "validator", **said, **_told(values)}


def _asked(values: bytes) -> dict[str, Any]:
    if len(values) < 2:
        return {"meaning": "a poll without its bits"}
    wishes = [
        name
        for bit, name in ((_STACK, "stack"), (_RETURN, "return"), (_ESCROW_MODE, "escrow mode"))
        if values[1] & bit
    ]
    enabled = [n for n in range(1, 8) if values[0] >> (n - 1) & 1]
    return {"meaning": "poll: " + (", ".join(wishes) or "no wish"), "enabled": enabled}


def _told(values: bytes) -> dict[str, Any]:
    if len(values) < 3:
        return {"meaning": "a status without its bits"}
    states = [name for bit, name in enumerate(_STATES) if values[0] >> bit & 1]
    said: dict[str, Any] = {"meaning": ", ".join(states) or "nothing", "states": states}
    note = values[2] >> 3 & 7
    return said | ({"note": note} if note else {})
