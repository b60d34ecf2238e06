"""The blocks of MDB changers and note validators: for `tongxin decode` alone.

A block ends in the sum of its bytes, modulo 256. A serial port of a Raspberry Pi cannot speak it
(nine bits, answers within 5 ms), so it is met behind adapters. What a poll is answered with
differs: the same byte says another thing of a changer and of a validator. Source: HARDWARE.md
2.4; MDB/ICP 4.2, sections 5 (changer) and 6 (bill validator).
"""

from __future__ import annotations

from typing import Any

#: Longest block, checksum and all.
BLOCK_BYTES_MAX = 36
#: One status of a poll, as manuals print it, has no checksum.
_STATUS_BYTES_MAX = 2

_COMMANDS = {
    0x08: "changer: reset",
    0x09: "changer: setup",
    0x0A: "changer: tube status",
    0x0B: "changer: poll",
    0x0C: "changer: coin types enabled",
    0x0D: "changer: dispense",
    0x0F: "changer: expansion",
    0x30: "bills: reset",
    0x31: "bills: setup",
    0x32: "bills: security",
    0x33: "bills: poll",
    0x34: "bills: types enabled, and which are held in escrow",
    0x35: "bills: escrow (00 return, 01 stack)",
    0x36: "bills: stacker",
    0x37: "bills: expansion",
}
_PAYOUTS = {2: "changer: pay out this value", 3: "changer: what was paid, by coin type"}
_EXPANSION = 0x0F
_CHANGER = {
    0x01: "return lever",
    0x02: "payout busy",
    0x03: "no credit: a coin was not counted",
    0x04: "tube sensor defective",
    0x05: "two coins at once",
    0x06: "acceptor unplugged",
    0x07: "tube jam",
    0x08: "memory error",
    0x09: "coin routing error",
    0x0A: "busy",
    0x0B: "was reset: no credit, set it up anew",
    0x0C: "coin jam",
    0x0D: "a credited coin may have been taken out",
}
_ROUTES = ("cashbox", "tube", "not used", "rejected")
_BILLS = {
    0x01: "motor defective",
    0x02: "sensor trouble",
    0x03: "busy",
    0x04: "memory error",
    0x05: "jam",
    0x06: "was reset: set it up anew",
    0x07: "bill removed",
    0x08: "cashbox out of place",
    0x09: "disabled",
    0x0A: "no bill in escrow to rule on",
    0x0B: "bill rejected",
    0x0C: "a credited bill may have been taken out",
}
_BILL_ROUTES = (
    "stacked",
    "in escrow, not yet money",
    "returned",
    "to the recycler",
    "rejected, since disabled",
    "to the recycler by hand",
    "dispensed by hand",
    "moved from the recycler to the cashbox",
)


def checksum(body: bytes) -> int:
    """Return the byte that closes a block."""
    return sum(body) & 0xFF


def decode(data: bytes) -> list[dict[str, Any]]:
    """Return what one block says, or one status of a poll, ready for JSON.

    Of more than two bytes the last must be the checksum; one or two that are no block with its
    checksum are read as one status, of a changer and of a note validator.

    Raises:
        ValueError: too short or long, a wrong checksum, or a status neither of them has.
    """
    if not 1 <= len(data) <= BLOCK_BYTES_MAX:
        raise ValueError(f"a block has 1 to {BLOCK_BYTES_MAX} bytes, this has {len(data)}")
    body = data[:-1]
    if body and checksum(body) == data[-1]:
        return [_block(body)]
    if len(data) > _STATUS_BYTES_MAX:
        raise ValueError(f"the checksum is {data[-1]:02x}, it should be {checksum(body):02x}")
    as_changer, as_bills = changer_status(data), bill_status(data)
    if as_changer is None and as_bills is None:
        raise ValueError("no block with its checksum, and no status of a poll")
    return [{"data": data.hex(" "), "as_changer": as_changer, "as_bills": as_bills}]


def _block(body: bytes) -> dict[str, Any]:
    """An answer does not say what was asked, and begins with any byte: it may look so."""
    meaning = _COMMANDS.get(body[0], "an answer, whose meaning depends on what was asked")
    if body[0] == _EXPANSION and len(body) > 1:
        meaning = _PAYOUTS.get(body[1], meaning)
    return {"data": body.hex(" "), "meaning": meaning, "checksum": "right"}


def changer_status(data: bytes) -> list[str] | None:
    """Return what a changer's answer to a poll says, without its checksum; None: it cannot."""
    said, at = [], 0
    while at < len(data):
        byte, at = data[at], at + 1
        if byte < 0x40:
            known = f"{byte & 0x1F} slugs" if byte >= 0x20 else _CHANGER.get(byte)
            if known is None:
                return None
            said.append(known)
            continue
        if at == len(data):
            return None  # the coins left in its tube are missing
        left, at = data[at], at + 1
        if byte & 0x80:
            coins = byte >> 4 & 7
            said.append(f"{coins} of coin type {byte & 15} dispensed by hand, {left} in tube")
        else:
            route = _ROUTES[byte >> 4 & 3]
            said.append(f"coin type {byte & 15}: {route}, {left} in tube")
    return said


def bill_status(data: bytes) -> list[str] | None:
    """Return what a note validator's answer to a poll says, likewise."""
    said = []
    for byte in data:
        if byte & 0x80:
            said.append(f"bill type {byte & 15}: {_BILL_ROUTES[byte >> 4 & 7]}")
        elif 0x40 <= byte < 0x60:
            said.append(f"{byte & 0x1F} bills offered while disabled")
        elif byte in _BILLS:
            said.append(_BILLS[byte])
        else:
            return None
    return said
