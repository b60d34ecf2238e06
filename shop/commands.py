"""What volunteers and coordinators say to the shop: frozen commands with an id each.

`id` was made when the form was rendered (a ULID); a repeat changes nothing and gets the first
answer. `by` is the person's code, where pages know one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shop.device_commands import DeviceCommand
from shop.fund_commands import FundCommand
from shop.goods_commands import ReceiveGoods as ReceiveGoods
from shop.goods_commands import ReturnGoods as ReturnGoods
from shop.goods_commands import TransferGoods as TransferGoods
from shop.goods_commands import WriteOffGoods as WriteOffGoods
from shop.paper_commands import CorrectEntry, ImportQrStatement, PayOwed, RepayIou
from shop.people_commands import EnrolPerson, ResetSecret, SuspendPerson
from shop.review_commands import ReviewCommand


@dataclass(frozen=True, slots=True)
class ListItem:
    """Put an item into the catalogue, or change how it is listed."""

    id: str
    item: str
    name: str
    unit: str = "each"
    codes: tuple[str, ...] = ()
    name_en: str | None = None
    case_codes: Mapping[str, int] = field(default_factory=dict)
    shelf_group: str | None = None
    picture: str | None = None
    party: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class MarkPrice:
    """Mark an item's price, in fen per piece or per 500 g, from now (or from a later moment)."""

    id: str
    item: str
    fen: int
    from_ms: int | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class TakeOpening:
    """Enter the first stock (pieces or grams) and the first money (fen by place), once."""

    id: str
    goods: Mapping[str, int]
    money: Mapping[str, int]
    by: str | None = None


@dataclass(frozen=True, slots=True)
class MoveFloat:
    """Put change money into the box (fen above 0) or take it back out (below 0)."""

    id: str
    fen: int
    for_cut: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class OpenCut:
    """Begin a round; it opens by itself as soon as nobody is at the till."""

    id: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class CancelCut:
    """Give the open round up; nothing it said bounds anything."""

    id: str
    cut: str
    reason: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class CountItem:
    """Say what was counted on the shelf, blind; `round` 2 is a blind recount."""

    id: str
    cut: str
    item: str
    counted: int
    round: int = 1
    by: str | None = None


@dataclass(frozen=True, slots=True)
class CountBox:
    """Say how much money is in box, tray and hopper together, by denomination or in all.

    `by_denomination` maps fen of one piece to the number of pieces; the sum must be `fen`.
    """

    id: str
    cut: str
    fen: int
    by_denomination: Mapping[int, int] = field(default_factory=dict)
    round: int = 1
    by: str | None = None


@dataclass(frozen=True, slots=True)
class RecordQrStatement:
    """Enter the total of the provider's QR statement up to the cut."""

    id: str
    cut: str
    fen: int
    reference: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class CollectCash:
    """Take money out of the box within the open cut, leaving the float."""

    id: str
    cut: str
    fen: int
    bag: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class CloseCut:
    """End the round; `uncounted` gives the reason for each item that was not counted."""

    id: str
    cut: str
    uncounted: Mapping[str, str] = field(default_factory=dict)
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ForgiveIou:
    """Let an IOU go; without a name, the amount is taken off the open IOUs in all."""

    id: str
    fen: int
    iou: str | None = None
    reason: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class NameUnknown:
    """Say which item an unknown code was; its sales are corrected one by one."""

    id: str
    code: str
    item: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeSetting:
    """Change a setting that pages may change."""

    id: str
    key: str
    value: str | int | bool | None
    by: str | None = None


Command = (
    ListItem
    | MarkPrice
    | TakeOpening
    | ReceiveGoods
    | ReturnGoods
    | WriteOffGoods
    | TransferGoods
    | MoveFloat
    | OpenCut
    | CancelCut
    | CountItem
    | CountBox
    | RecordQrStatement
    | CollectCash
    | CloseCut
    | ForgiveIou
    | NameUnknown
    | ChangeSetting
    | ImportQrStatement
    | RepayIou
    | CorrectEntry
    | PayOwed
    | EnrolPerson
    | ResetSecret
    | SuspendPerson
    | ReviewCommand
    | FundCommand
    | DeviceCommand
)
