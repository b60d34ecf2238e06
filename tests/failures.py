"""What can fail, what the shop does then, and which tests prove it of which device.

A test says `@proves("device_reset", "cctalk-coin")`; the table of
`docs/reference/failures.md` is generated from these marks by `python -m tests.docs.failures`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: what happens, and what the shop does about it."""

    failure: str
    behaviour: str


ROWS: dict[str, Row] = {
    "bad_frames": Row(
        "Frames are damaged on the wire",
        "Only a whole, right answer counts; it is asked again; three misses and the device is down",
    ),
    "busy_nak": Row(
        "The device says busy or no",
        "Busy: asked again after 100 ms, a fault after 5 s; no: not asked again",
    ),
    "retry": Row(
        "An answer is lost",
        "Reads and settings are asked again; what acts (pay out, accept, reset) never is: the"
        " device's state is read instead",
    ),
    "echo": Row(
        "The host hears itself",
        "Found out at every opening, taken off exactly once; another echo than was sent is noise",
    ),
    "restart_replug": Row(
        "The program starts again, or the cable was out, or more than five events came",
        "It goes on from the last reading in the book: what is visible is credited, the rest is"
        " counted as to be checked; a first contact credits nothing",
    ),
    "device_reset": Row(
        "The device loses its power",
        "A new count begins; what is visible is credited; the slot opens only when it is set up",
    ),
    "lost_credits": Row(
        "Events passed unseen", "Counted as to be checked, never as money; the box count finds it"
    ),
    "double_credit": Row(
        "The same credit comes twice", "One row a serial, epoch and number: it is in the book once"
    ),
    "power_loss": Row(
        "Power goes in the middle of a credit",
        "Coins: as at a restart. A note in escrow: the device is asked, else a person looks",
    ),
    "silent": Row(
        "The device is silent",
        "It is down: lamp, kiosk and office say so, sales go on, it is tried again ever more rarely",
    ),
    "jam": Row(
        "Something is stuck in it",
        "That device refuses money, lamp and task; it is tested every 30 s; the others go on",
    ),
    "hopper_short": Row(
        "A hopper is empty or pays too little",
        "What fell is change; the rest is owed on a slip, given, or taken from the tray",
    ),
    "dispense_lost": Row(
        "The answer to a payout is lost",
        "It is never sent again: a moved event counter says that it ran",
    ),
    "over_under": Row("Too much or too little is paid", "Taken as it is, shown and recorded"),
    "pulses": Row(
        "Pulses stop half way, run on or never end",
        "A group counts when its pause has passed; an open one is to be checked; a line that"
        " hangs is a fault",
    ),
    "parity_garbage": Row(
        "Bytes without a checksum are damaged",
        "A note counts only after its whole sequence; everything else is counted as noise",
    ),
    "clock": Row("The clock is wrong", "Order comes from the book; the time is marked"),
    "scanner_stuck": Row(
        "A scanner repeats itself", "Five codes a second at most; mute after twenty the same"
    ),
    "stop": Row(
        "The program stops or dies",
        "The slot closes, what was counted is settled; without power the relay refuses coins",
    ),
    "payment_late": Row(
        "A payment notice is late, twice, forged or wrong",
        "One credit for one payment; what does not fit is set aside for a person",
    ),
    "payment_closing": Row(
        "Money lands while its order is being closed",
        "The provider is asked once more after closing: it is credited",
    ),
    "provider_away": Row(
        "The payment provider cannot be reached",
        "The code on the wall and the resident's word; a statement matches it later",
    ),
    "printer": Row(
        "The printer is away or without paper", "The sale stands; the kiosk and the office say so"
    ),
    "camera": Row("The camera is away", "No photo; the count goes on without it"),
}


def proves(failure: str, *devices: str) -> Callable[[T], T]:
    """Mark a test as a proof that `devices` do what the row says.

    Args:
        failure: a key of `ROWS`.  devices: names of drivers, gateways or "panel".
    """
    import pytest

    if failure not in ROWS or not devices:
        raise ValueError(f"no such row, or no device: {failure} {devices}")
    mark: Callable[[T], T] = pytest.mark.proves(failure=failure, devices=devices)
    return mark
