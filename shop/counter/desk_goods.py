"""The commands about goods on the shelf: received, returned, written off, transferred."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from shop.catalogue import Item
from shop.counter import late
from shop.counter.desk_fund import household_code
from shop.counter.well_formed import text, whole
from shop.errors import MalformedInput, UnknownItem
from shop.fund_errors import HouseholdUnknown, LotTaken, LotTerms
from shop.goods_commands import ReceiveGoods, ReturnGoods, TransferGoods, WriteOffGoods
from shop.ledger import Transaction
from shop.queries import catalogue, lots
from shop.queries.connection import Connection
from shop.queries.households import household
from shop.review.proceeds import BEARERS

if TYPE_CHECKING:
    from shop.counter.counter import Counter

#: More pieces (or grams) than one delivery ever brings to a village shop.
QUANTITY_MAX = 1_000_000
#: Dearer than anything a village shop sells, in fen.
PRICE_FEN_MAX = 10_000_000
#: Longest name of a lot.
LOT_CHARS_MAX = 40

Fact = tuple[str, dict[str, Any]]


def known_item(transaction: Transaction, item: str) -> Item:
    """Return a listed item.

    Raises:
        UnknownItem: there is none of this code.
    """
    found = catalogue.one(transaction.connection, item)
    if found is None:
        raise UnknownItem(item=str(item)[:40])
    return found


def _goods(kind: str, sign: int, *more: str) -> Callable[..., Sequence[Fact]]:
    """Return how a goods command becomes its fact; `sign` is which way the shelf goes."""

    def make(_: Counter, transaction: Transaction, command: Any) -> Sequence[Fact]:
        item = known_item(transaction, command.item)
        quantity = whole("quantity", command.quantity, 1, QUANTITY_MAX)
        direction = getattr(command, "direction", None)
        if direction not in (None, "in", "out"):
            raise MalformedInput(field="direction", why="in or out")
        onto = quantity * (1 if direction == "in" else sign)
        body: dict[str, Any] = {"item": item.item, "unit": item.unit, "quantity": quantity}
        for field in more:
            value = getattr(command, field)
            body[field] = text(field, value) if isinstance(value, str) else value
        if isinstance(command, ReceiveGoods):
            body |= _terms(transaction.connection, command)
        body |= late.goods(transaction.connection, command.for_cut, item.item, item.unit, onto)
        return [(kind, body)]

    return make


def _terms(connection: Connection, command: ReceiveGoods) -> dict[str, Any]:
    """Return on what terms goods came: bought, on consignment, or not said.

    Raises:
        LotTerms: both, or a payout to nobody.  HouseholdUnknown.  LotTaken.
    """
    party = None
    if command.party is not None:
        party = household_code(command.party)
        if household(connection, party) is None:
            raise HouseholdUnknown(party=party)
    cost, payout, bearer = command.unit_cost_fen, command.unit_payout_fen, command.shrink_bearer
    for field, fen in (("unit_cost_fen", cost), ("unit_payout_fen", payout)):
        if fen is not None:
            whole(field, fen, 0, PRICE_FEN_MAX)
    if payout is not None and (cost is not None or party is None):
        raise LotTerms()
    if bearer is not None and (payout is None or bearer not in BEARERS):
        raise LotTerms()
    if command.expires_on is not None:
        _day(command.expires_on)
    if command.lot is not None:
        name = text("lot", command.lot, LOT_CHARS_MAX)
        owner = lots.owner_of(connection, name)
        if owner is not None and owner != (party or command.supplier or ""):
            raise LotTaken(lot=name, party=owner or "-")
    # Nothing said is the default: the fund bears what a stranger did not pay.
    return {"party": party, "shrink_bearer": bearer or ("fund" if payout is not None else None)}


def _day(value: str) -> None:
    try:
        if date.fromisoformat(value).isoformat() == value:
            return
    except ValueError:
        pass
    raise MalformedInput(field="expires_on", why="a date such as 2026-11-30")


#: What the desk does with each of these commands.
FACTS: dict[type, Callable[[Counter, Transaction, Any], Sequence[Fact]]] = {
    ReceiveGoods: _goods(
        "GoodsReceived",
        1,
        *("lot", "party", "supplier", "unit_cost_fen", "unit_payout_fen", "expires_on"),
    ),
    ReturnGoods: _goods("GoodsReturned", -1, "reason", "lot"),
    WriteOffGoods: _goods("GoodsWrittenOff", -1, "reason"),
    TransferGoods: _goods("GoodsTransferred", -1, "direction", "other_shop"),
}
