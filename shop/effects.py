"""What may go out to devices: frozen wishes, each harmless if the device is not there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Sound = Literal["scanned", "unknown", "coin", "thanks", "refused", "removed", "help"]
LampColour = Literal["off", "green", "amber", "red"]


@dataclass(frozen=True, slots=True)
class Play:
    """Let the buzzer or the voice say that something happened."""

    sound: Sound


@dataclass(frozen=True, slots=True)
class Lamp:
    """Show the shop's state on the lamp: green ready, amber look, red do not pay."""

    colour: LampColour
    blink: bool = False


@dataclass(frozen=True, slots=True)
class AcceptMoney:
    """Let the money machines take coins and notes, or refuse them (book not writable, stop)."""

    on: bool


@dataclass(frozen=True, slots=True)
class Dispense:
    """Let one hopper pay out coins; it tells the book before it does.

    Attributes:
        device: the hopper.  job: id of this wish, unique for ever.  visit: whose change it is.
        coins: how many, 1 or more.
    """

    device: str
    job: str
    visit: str
    coins: int


@dataclass(frozen=True, slots=True)
class AskQr:
    """Place an order with a payment provider and let its code be shown.

    Attributes:
        gateway: which.  order: its number, unique for ever.  visit: whose.  fen: the amount.
    """

    gateway: str
    order: str
    visit: str
    fen: int


@dataclass(frozen=True, slots=True)
class ChargeCode:
    """Charge the payment code that a resident held under the scanner.

    Attributes:
        gateway, order, visit, fen: as in `AskQr`.
        code: the code itself, a bearer token: never logged, never stored, never shown.
    """

    gateway: str
    order: str
    visit: str
    fen: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DropQr:
    """The order is no longer wanted: close it, then ask once more, since money can still land."""

    gateway: str
    order: str


@dataclass(frozen=True, slots=True)
class PrintSlip:
    """Print a slip of paper.

    Attributes:
        kind: receipt | iou | owed | cut.
        title: its first line.  rows: what stands left and right.  foot: its last lines.
        qr: what its QR code says; "" for none.
    """

    kind: Literal["receipt", "iou", "owed", "cut"]
    title: str
    rows: tuple[tuple[str, str], ...] = ()
    foot: tuple[str, ...] = ()
    qr: str = ""


@dataclass(frozen=True, slots=True)
class TakePhoto:
    """Take one photo of the shelf, with the lamp lit.

    Attributes:
        job: id of this wish, unique for ever.  why: before | after | check.
    """

    job: str
    why: str


DeviceEffect = (
    Play | Lamp | AcceptMoney | Dispense | AskQr | ChargeCode | DropQr | PrintSlip | TakePhoto
)
