"""What devices say: codes that were read, money that was counted, and how they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: Faults that stop a device from serving until it says "ok"; others are noted and pass.
LASTING_FAULTS = frozenset(
    {"jam", "stuck", "busy", "misconfigured", "muted", "empty", "full", "open", "fraud"}
)
#: Longest text a scan may carry; longer ones are garbage (HARDWARE.md 1.1).
SCAN_CHARS_MAX = 512


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
        weight_g: grams that a long code (GS1) names, whose article number is then the text.
        price_fen: a price that it names; it is never charged, it can only tell a weight.
    """

    device: str
    text: str
    aim: str | None = None
    shape: Literal["wechat", "alipay", "shop_qr"] | None = None
    seen_ms: int = 0
    weight_g: int | None = None
    price_fen: int | None = None


@dataclass(frozen=True, slots=True)
class CoinAccepted:
    """A machine took one coin or note.

    Attributes:
        credit_no: the driver's own number of this event in its epoch; part of the unique key.
        fen: its value, or None where the device names no value ("unrecognised": to be checked).
        what: coin id as the device gives it, such as "CN100A", for the record.
        recovered: seen only after a gap (restart, replug), not live.
        held: number of the event by which this note was held in escrow; None for coins.
    """

    credit_no: int
    fen: int | None
    what: str = ""
    recovered: bool = False
    held: int | None = None


@dataclass(frozen=True, slots=True)
class HeldNote:
    """A note lies in escrow: it is neither the shop's nor given back.

    It is in the book before it is accepted. A start of the program that finds it in the last
    reading asks the device what became of it.

    Attributes:
        credit_no: number of the escrow event in its epoch.
        fen: its value, or None where the device names no value (such a note is returned).
        what: the note as the device names it, such as "CN1K0A" or "channel 3".
    """

    credit_no: int
    fen: int | None
    what: str = ""


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
        held: the note that lies in escrow after this reading, if one does.
        returned: numbers of escrow events whose notes went back to the resident.
        unsure: numbers of escrow events whose notes nobody can say anything of: for a person.
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
    held: HeldNote | None = None
    returned: tuple[int, ...] = ()
    unsure: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DispenseIntent:
    """A hopper is about to pay coins out: first the book, then the coins.

    Attributes:
        device: name in the configuration.  serial: the hopper's own, as "hopper:…".
        job: id of the wish (`effects.Dispense`), unique for ever.  visit: whose change it is.
        coins: how many are asked for, 1 or more.  coin_fen: what each is worth.
        counter: the hopper's event counter just before; a moved one says that it ran.
    """

    device: str
    serial: str
    job: str
    visit: str
    coins: int
    coin_fen: int
    counter: int


@dataclass(frozen=True, slots=True)
class DispenseDone:
    """What became of a wish for change: so many coins fell, so many did not.

    Attributes:
        device, serial, job, visit, coin_fen: as in its intent.
        paid, unpaid: coins; together what was asked for.
        why: what ended it: done | empty | jam | fraud | refused | lost | restart.
    """

    device: str
    serial: str
    job: str
    visit: str
    coin_fen: int
    paid: int
    unpaid: int
    why: Literal["done", "empty", "jam", "fraud", "refused", "lost", "restart"] = "done"


@dataclass(frozen=True, slots=True)
class PhotoTaken:
    """A photo of the shelf lies in the shop's folder.

    Attributes:
        device: the camera.  job: id of the wish.  file: its name, without a folder.
        sha256: hex digest of its bytes.  why: before | after | check.
    """

    device: str
    job: str
    file: str
    sha256: str
    why: str


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
        code: one of jam | busy | noise | stuck | muted | unrecognised | misconfigured | empty |
            low | full | open | fraud | ok.
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
    """The shop's door or the box's lid opened or closed, or the box itself was moved.

    Attributes:
        device: door | lid | tilt.
        open: it opened; of "tilt": the box was moved, and False once it stands again.
    """

    device: str
    open: bool
