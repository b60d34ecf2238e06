"""ICT's single bytes: what a note validator on RS-232 says, and what it is told.

9600 8E1; no frame, no checksum, no sequence number. A byte means something only after the one
before it, so money is the driver's business (`hardware.drivers.ict_bill`), not this file's.
Facts: HARDWARE.md 2.5. Bytes 20–2F come from a wrapper for the ICT104, not from a primary text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# What the validator says.
POWER_UP = 0x80
POWER_UP_2 = 0x8F
ESCROW = 0x81
FIRST_TYPE, LAST_TYPE = 0x40, 0x4F
STACKED = 0x10
FAILED = 0x11
ENABLED = 0x3E
INHIBITED = 0x5E
BUSY = 0x71
POWER_UP_106 = 0xA1
FIRST_FAULT, LAST_FAULT = 0x20, 0x2F
REJECTED = 0x29
FAULT_OVER = 0x2F

# What it is told; enable and inhibit are the same bytes in both directions.
ACCEPT = b"\x02"  # also the answer to its power-up
REJECT = b"\x0f"
HOLD = b"\x18"
ENABLE = b"\x3e"
INHIBIT = b"\x5e"
STATUS = b"\x0c"
RESET = b"\x30"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that the validator reports.

    Attributes:
        code: the shop's word for it, as in `shop.inputs.DeviceFault`.
        what: what it is and what to do, in one sentence.
    """

    code: str
    what: str


FAULTS = {
    0x20: Fault("jam", "its motor does not turn: switch it off, open it and look for a note"),
    0x21: Fault("misconfigured", "its memory is damaged: switch it off and on, else replace it"),
    0x22: Fault("jam", "a note is stuck in it: open it and take the note out"),
    0x23: Fault("open", "its head or its note box was taken off: put it back"),
    0x24: Fault("open", "its note box is open: close it"),
    0x25: Fault("jam", "a sensor sees nothing: clean its sensors with a dry cloth"),
    0x27: Fault("fraud", "a note was pulled back on a string: open it and look"),
    0x28: Fault("full", "its note box does not take notes: empty it, or look for a crooked note"),
}
_OTHER_FAULT = "it reports fault {:02x}: switch it off and on, else look into its manual"

_MEANINGS = {
    STACKED: "stacked: the note is in the box (some boards: accept, from the host)",
    FAILED: "failed or rejected: the note went back",
    ENABLED: "enable, enabled",
    INHIBITED: "inhibit, inhibited",
    BUSY: "busy",
    POWER_UP_106: "power up (ICT106)",
    REJECTED: "a note was refused",
    0x2A: "a byte was no command",
    FAULT_OVER: "the fault is over",
    ACCEPT[0]: "accept the note in escrow; answer to power up",
    REJECT[0]: "give the note in escrow back",
    HOLD[0]: "hold the note in escrow",
    STATUS[0]: "how are you",
    RESET[0]: "reset",
}


def note_type(byte: int) -> int | None:
    """Return the number of a note's type, from 1, or None where `byte` names none."""
    return byte - FIRST_TYPE + 1 if FIRST_TYPE <= byte <= LAST_TYPE else None


def is_fault(byte: int) -> bool:
    """Whether `byte` reports something that went wrong (20–2F)."""
    return FIRST_FAULT <= byte <= LAST_FAULT


def fault_of(byte: int) -> Fault | None:
    """Return what `byte` (20–2F) says is wrong; None where it needs nobody's hands."""
    if byte in (REJECTED, 0x2A, FAULT_OVER):
        return None
    return FAULTS.get(byte) or Fault("misconfigured", _OTHER_FAULT.format(byte))


def decode(data: bytes) -> list[dict[str, Any]]:
    """Say what bytes from an ICT line mean: for `tongxin decode`, not for the driver.

    Returns:
        One record a byte, or for the pairs 80 8F and 81 4x one record for both.

    Raises:
        ValueError: there is nothing, or a byte that means nothing where it stands.
    """
    if not data:
        raise ValueError("nothing to read")
    out: list[dict[str, Any]] = []
    at = 0
    while at < len(data):
        said = _pair(data[at : at + 2]) or _single(data[at])
        if said is None:
            raise ValueError(f"byte {at + 1} ({data[at]:02x}) means nothing here")
        out.append(said)
        at += len(bytes.fromhex(said["bytes"]))
    return out


def _pair(two: bytes) -> dict[str, Any] | None:
    if two == bytes((POWER_UP, POWER_UP_2)):
        return {"bytes": two.hex(" "), "meaning": "power up: wants 02 within 2 s"}
    number = note_type(two[1]) if len(two) == 2 and two[0] == ESCROW else None
    if number is None:
        return None
    return {"bytes": two.hex(" "), "meaning": "a note lies in escrow", "type": number}


def _single(byte: int) -> dict[str, Any] | None:
    fault = fault_of(byte) if is_fault(byte) else None
    if fault is not None:
        return {"bytes": f"{byte:02x}", "meaning": fault.what, "fault": fault.code}
    meaning = _MEANINGS.get(byte)
    return None if meaning is None else {"bytes": f"{byte:02x}", "meaning": meaning}
