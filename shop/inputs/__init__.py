"""What may come in from devices and people: frozen facts and commands, nothing else.

Everything reaches the counter as one of these, in one queue. What volunteers and coordinators say
is in `shop.commands`. A command carries the id that was made when its form was rendered: a repeat
changes nothing.
"""

from __future__ import annotations

from shop.inputs.devices import (
    LASTING_FAULTS,
    SCAN_CHARS_MAX,
    CoinAccepted,
    CreditReading,
    DeviceDown,
    DeviceFault,
    DeviceUp,
    DispenseDone,
    DispenseIntent,
    DoorMoved,
    GreenPressed,
    HeldNote,
    PhotoTaken,
    Scanned,
)
from shop.inputs.payments import (
    PaymentInput,
    QrAside,
    QrEnded,
    QrOrdered,
    QrPaid,
    QrReady,
    QrWaits,
)
from shop.inputs.residents import BUTTONS, Pressed, Tick

#: What is answered: whoever says it goes on only when it is in the book.
Answered = (
    CreditReading
    | DispenseIntent
    | DispenseDone
    | PhotoTaken
    | QrOrdered
    | QrPaid
    | QrAside
    | QrEnded
)
#: What a driver may say.
DeviceInput = (
    Scanned
    | CreditReading
    | DispenseIntent
    | DispenseDone
    | PhotoTaken
    | DeviceUp
    | DeviceDown
    | DeviceFault
    | GreenPressed
    | DoorMoved
    | PaymentInput
)

__all__ = [
    "BUTTONS",
    "LASTING_FAULTS",
    "SCAN_CHARS_MAX",
    "Answered",
    "CoinAccepted",
    "CreditReading",
    "DeviceDown",
    "DeviceFault",
    "DeviceInput",
    "DeviceUp",
    "DispenseDone",
    "DispenseIntent",
    "DoorMoved",
    "GreenPressed",
    "HeldNote",
    "PaymentInput",
    "PhotoTaken",
    "Pressed",
    "QrAside",
    "QrEnded",
    "QrOrdered",
    "QrPaid",
    "QrReady",
    "QrWaits",
    "Scanned",
    "Tick",
]
