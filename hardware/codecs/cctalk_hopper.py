"""What a ccTalk hopper says about its coins: counters, faults, levels.

Protocol facts: HARDWARE.md 2.1 (headers 160 to 172, 217, 236), from the Flow-18 and SCH2 manuals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# Headers of requests, by what they ask.
OPTO_STATES = 236
LEVELS = 217
EMERGENCY_STOP = 172
PAY_OUT = 167
STATUS = 166
ENABLE = 164
TEST = 163
CIPHER_KEY = 160

#: The one value of 164 that enables; any other disables, as after a reset.
ENABLED, DISABLED = b"\xa5", b"\0"
#: A payout of hoppers without encryption carries any eight bytes in the security code's place.
NO_CODE = bytes(8)

_DISABLED = 0x80
_TIMED_OUT = 0x02
_JAMMED = 0x01 | 0x20  # over-current, exit blocked during a payout
_FRAUD = 0x08 | 0x10  # exit blocked or shorted while nothing was paid
_LOW, _LOW_FITTED = 0x01, 0x10


@dataclass(frozen=True, slots=True)
class Status:
    """The answer to 166.

    Attributes:
        event: counts payouts asked for, refused ones too; 1..255, then 1 again; 0 after a reset.
        remaining: coins still to fall in the payout that runs; 0: none runs.
        paid, unpaid: coins of the last payout. Some hoppers leave `unpaid` 0 after an emergency
            stop or a time-out, so what is owed is worked out from `paid`.
    """

    event: int
    remaining: int
    paid: int
    unpaid: int


def status(data: bytes) -> Status:
    """Return the four counters of a reply to 166.

    Args:
        data: its four bytes.
    """
    event, remaining, paid, unpaid = data
    return Status(event, remaining, paid, unpaid)


def trouble(data: bytes) -> Literal["", "jam", "fraud"]:
    """Return what a reply to 163 says is in the way of coins, "" where nothing is.

    Args:
        data: its bytes, the first of which holds the flags.
    """
    if data[0] & _JAMMED:
        return "jam"
    return "fraud" if data[0] & _FRAUD else ""


def timed_out(data: bytes) -> bool:
    """Return whether a reply to 163 says that the last payout waited in vain for a coin."""
    return bool(data[0] & _TIMED_OUT)


def is_disabled(data: bytes) -> bool:
    """Return whether a reply to 163 says that the hopper refuses payouts."""
    return bool(data[0] & _DISABLED)


def is_low(header: int, data: bytes) -> bool | None:
    """Return whether the coins are below the low mark; None where nothing looks at it.

    Args:
        header: what was asked, 217 or 236.  data: the one byte of the answer.
    """
    if header == LEVELS and not data[0] & _LOW_FITTED:
        return None
    return bool(data[0] & _LOW)


def moved_by_one(before: int, now: int) -> bool:
    """Return whether the event counter took exactly one step: it goes from 255 to 1, or to 0."""
    return now == before + 1 or (before == 255 and now in (0, 1))
