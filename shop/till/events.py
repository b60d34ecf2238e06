"""What the till is told and what it answers, as frozen values.

The counter turns raw inputs into these: it looks codes up, stamps the moment and hands in
fresh ids, so that `step` needs neither clock nor chance nor catalogue queries.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from shop.catalogue import Catalogue, Item
from shop.effects import DeviceEffect
from shop.entries import Draft
from shop.inputs import CoinAccepted, Pressed, QrEnded, QrReady, QrWaits
from shop.till.state import Note


@dataclass(frozen=True, slots=True)
class ItemScanned:
    """A listed item was scanned or picked from a tile; `pieces` is 1, or a case's content.

    Of goods by weight it is grams: of one 500 g, of a pack what its code says.
    """

    item: Item
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class CodeUnknown:
    """A barcode nobody listed was scanned; `code` is safe to store."""

    code: str


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """A code that is no goods: a payment code or the shop's own QR; `notice` says what to do."""

    notice: str


@dataclass(frozen=True, slots=True)
class Credited:
    """A machine counted coins or notes; `serial` and `epoch` key them with their numbers."""

    credits: tuple[CoinAccepted, ...]
    device: str
    serial: str
    epoch: int


@dataclass(frozen=True, slots=True)
class CodePresented:
    """A resident's payment code was read while they pay; never logged, shown or stored."""

    gateway: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A payment provider says that money of an order is there.

    Attributes:
        id: of the fact, made of the provider's own number: one credit for each.
        number: digest of that number.  order, visit, fen: of the order.
        claim_seq: the claimed tender that this money is; None where there is none.
    """

    id: str
    gateway: str
    order: str
    visit: str
    fen: int
    number: str
    claim_seq: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeFell:
    """A hopper is done with a wish for change: `fen` fell; that is in the book already."""

    job: str
    fen: int


@dataclass(frozen=True, slots=True)
class RepayAsked:
    """Somebody wants to pay an earlier debt; the notes that may be shown, by alias."""

    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Resumed:
    """After a restart: this visit has `fen` of money and no standing sale."""

    visit: str
    fen: int


@dataclass(frozen=True, slots=True)
class VisitEnds:
    """The counter needs the till between two visits (a cut waits); only after thanks."""


@dataclass(frozen=True, slots=True)
class CatalogueChanged:
    """The goods or their prices changed."""

    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class TroubleChanged:
    """What does not work now."""

    trouble: frozenset[str]


@dataclass(frozen=True, slots=True)
class Green:
    """The green button: 我已付款."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """Time has passed."""


What = (
    ItemScanned
    | CodeUnknown
    | CodeRefused
    | Credited
    | CodePresented
    | QrReady
    | QrWaits
    | QrEnded
    | Confirmed
    | ChangeFell
    | RepayAsked
    | Resumed
    | VisitEnds
    | CatalogueChanged
    | TroubleChanged
    | Green
    | Ticked
    | Pressed
)


@dataclass(frozen=True, slots=True)
class Event:
    """One input with its moment.

    Attributes:
        at_ms: UTC milliseconds, for the entries.  now_ms: monotonic milliseconds, for deadlines.
        head_seq: seq of the newest entry of the book.
        ids: three fresh ULIDs.
    """

    what: What
    at_ms: int
    now_ms: int
    head_seq: int
    ids: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """These facts go into the book, in one transaction, before anything else happens."""

    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class Refuse:
    """The press is answered with this error key."""

    key: str


Effect = Record | Refuse | DeviceEffect
