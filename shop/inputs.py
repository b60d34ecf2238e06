"""What may come in from devices and people: frozen facts and commands, nothing else.

Everything reaches the counter as one of these, in one queue. Devices speak in the first half,
residents at the kiosk in the second. What volunteers and coordinators say is in `commands`.
A command carries the id that was made when its form was rendered: a repeat changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: Longest text a scan may carry; longer ones are garbage (HARDWARE.md 1.1).
SCAN_CHARS_MAX = 512


# ---------------------------------------------------------------- devices


@dataclass(frozen=True, slots=True)
class Scanned:
    """A barcode scanner read `text`.

    Attributes:
        device: name of the device in the configuration.
        text: what the scanner sent, without prefix, AIM id and suffix; 1..512 characters.
        aim: the AIM symbology id (such as "]E0") where the scanner sends one.
        shape: what the text looks like where it could be a payment code; the till's state
            decides whether it is one. Such a text is never logged or stored in clear.
        seen_ms: monotonic milliseconds at which its last byte came.
    """

    device: str
    text: str
    aim: str | None = None
    shape: Literal["wechat", "alipay", "shop_qr"] | None = None
    seen_ms: int = 0


@dataclass(frozen=True, slots=True)
class CoinAccepted:
    """A machine took one coin or note.

    Attributes:
        credit_no: the driver's own number of this event in its epoch; part of the unique key.
        fen: its value, or None where the device names no value ("unrecognised": to be checked).
        what: coin id as the device gives it, such as "CN100A", for the record.
        recovered: seen only after a gap (restart, replug), not live.
    """

    credit_no: int
    fen: int | None
    what: str = ""
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class CreditReading:
    """A changed reading of a counting device, with the credits it brings: one commit.

    The driver moves its `last` only after the counter answered that this is in the book.

    Attributes:
        device: name in the configuration.  serial: the device's own serial, or "nosn:…".
        epoch: one unbroken count of one device, 1 at first contact.
        credit_no: number of the newest event of this epoch after this reading (0: none yet).
        counter: the device's raw event counter as read, 0..255.
        events: the raw event pairs as read, newest first, exactly as many as the device gives.
        credits: coins to be credited, oldest first; empty when all new events are errors.
        lost: events that came and went unseen: to be checked by the box count, never fen.
        errors: error codes of new events, oldest first, by the device's own numbers.
        why: what this reading is: continues | baseline | recovered | reset.
        insertions: the device's life-long insertion counter (header 225) where it has one.
    """

    device: str
    serial: str
    epoch: int
    credit_no: int
    counter: int
    events: tuple[tuple[int, int], ...]
    credits: tuple[CoinAccepted, ...] = ()
    lost: int = 0
    errors: tuple[int, ...] = ()
    why: Literal["continues", "baseline", "recovered", "reset"] = "continues"
    insertions: int | None = None


@dataclass(frozen=True, slots=True)
class DeviceUp:
    """A device answers and is ready; `detail` names what it says it is."""

    device: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DeviceDown:
    """A device is lost or silent; `why` says what to look at."""

    device: str
    why: str


@dataclass(frozen=True, slots=True)
class DeviceFault:
    """A device answers but says something is wrong: jam, busy, noise, stuck, muted.

    Attributes:
        code: one of jam | busy | noise | stuck | muted | unrecognised | misconfigured | ok.
        detail: what was seen, without codes that could be payment codes.
    """

    device: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class GreenPressed:
    """The physical green button: 我已付款 without touching the screen."""

    device: str = "panel"


@dataclass(frozen=True, slots=True)
class DoorMoved:
    """The shop's door or the box's lid opened or closed."""

    device: str
    open: bool


# ---------------------------------------------------------------- residents at the kiosk


@dataclass(frozen=True, slots=True)
class Pressed:
    """A resident pressed a button of the kiosk's screen.

    Attributes:
        id: the press id the screen was rendered with: a repeat of it changes nothing.
        button: its name, one of `BUTTONS`.
        line: the id of the basket line it stands at, where it stands at one.
        value: what the button carries: a quantity, an amount in fen, an item code or an alias.
    """

    id: str
    button: str
    line: str | None = None
    value: int | str | None = None


#: Every button the kiosk may show, and what its `value` is.
BUTTONS: dict[str, str] = {
    "add": "item code of a picture tile: goods without a barcode",
    "quantity": "the new quantity of the line, 0 removes it",
    "remove": "",
    "price": "amount in fen on a price tile, for an unknown barcode",
    "cash": "",
    "qr": "",
    "iou": "a short code or nickname the resident chose, or nothing",
    "back": "",
    "paid": "amount in fen if the resident says another one than asked, or nothing",
    "done": "",
    "change": "amount in fen the resident took as change, or nothing for all of it",
    "fund": "",
    "undo": "",
    "leave": "",
    "repay": "",
    "note": "id of the pay-later note that is paid, or nothing for none of those shown",
    "give": "",
    "help": "",
}


@dataclass(frozen=True, slots=True)
class Tick:
    """Nothing happened but time; the till looks at its deadlines."""


DeviceInput = (
    Scanned | CreditReading | DeviceUp | DeviceDown | DeviceFault | GreenPressed | DoorMoved
)
