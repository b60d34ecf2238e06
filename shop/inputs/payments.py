"""What payment providers say: a code to show, money that is there, an order that ended.

An order is one wish for one payment. Its number is made by the till and is in the book before a
provider hears of it, so that after any crash it can be asked about again (HARDWARE.md 3).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

#: Why an order ended without money.
Ended = Literal["closed", "refused", "reversed", "offline", "unclear"]


@dataclass(frozen=True, slots=True)
class QrOrdered:
    """An order is about to be placed with a provider: first the book, then the call.

    Attributes:
        gateway: its name in the settings.  order: the order's number, unique for ever.
        visit: the visit it is for.  fen: what is asked, 1 or more.
        how: native (the screen shows a code) or code (the resident's own code was read).
    """

    gateway: str
    order: str
    visit: str
    fen: int
    how: Literal["native", "code"] = "native"


@dataclass(frozen=True, slots=True)
class QrReady:
    """The code of an order can be shown.

    Attributes:
        order: which.  text: what the QR code says.
    """

    gateway: str
    order: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class QrWaits:
    """The provider waits for the resident: to type a password on the phone, or to pay."""

    gateway: str
    order: str


@dataclass(frozen=True, slots=True)
class QrPaid:
    """The provider confirms a payment whose order, amount, currency and shop are right.

    Attributes:
        gateway, order, visit: whose.  fen: what was paid.
        reference: the provider's own number of the payment; one credit for each, ever.
    """

    gateway: str
    order: str
    visit: str
    fen: int
    reference: str


@dataclass(frozen=True, slots=True)
class QrAside:
    """Money came that does not fit its order: set aside for a person to look at.

    Attributes:
        gateway, order, reference: as the provider says.  fen: what it says was paid.
        why: amount | currency | shop | unknown_order.
    """

    gateway: str
    order: str
    fen: int
    reference: str
    why: Literal["amount", "currency", "shop", "unknown_order"]


@dataclass(frozen=True, slots=True)
class QrEnded:
    """An order ended and no money of it came."""

    gateway: str
    order: str
    why: Ended


PaymentInput = QrOrdered | QrReady | QrWaits | QrPaid | QrAside | QrEnded
