"""What volunteers and coordinators say, turned into facts: one command, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from shop import commands as said
from shop.accounts import MONEY
from shop.catalogue import Item, unknown_item
from shop.counter import desk_cut, desk_people, desk_review, late, well_formed
from shop.counter.reply import Reply, command_hash
from shop.counter.well_formed import TEXT_CHARS_MAX
from shop.entries import Draft
from shop.errors import (
    AmountTooLarge,
    MalformedInput,
    OpeningAlreadyTaken,
    SameIdOtherCommand,
    ShopBusy,
    UnknownItem,
)
from shop.ledger import Transaction
from shop.money import format_yuan
from shop.queries import balances, catalogue, journal
from shop.queries.connection import Connection

if TYPE_CHECKING:
    from shop.counter.counter import Counter

#: Commands after which the till needs the catalogue anew.
CHANGES_CATALOGUE = (said.ListItem, said.MarkPrice, said.NameUnknown)

#: More pieces (or grams) than one delivery ever brings to a village shop.
QUANTITY_MAX = 1_000_000
#: Dearer than anything a village shop sells, in fen.
PRICE_FEN_MAX = 10_000_000

Fact = tuple[str, dict[str, Any]]


def repeated(connection: Connection, command: said.Command) -> Reply | None:
    """Return the first answer if this command is in the book already.

    Raises:
        SameIdOtherCommand: its id is, but of another command.
    """
    first = journal.by_id(connection, command.id)
    if first is None:
        return None
    if first.body.get("command") != command_hash(command):
        raise SameIdOtherCommand()
    entries = [first.seq]
    while (more := journal.by_id(connection, f"{command.id}/{len(entries)}")) is not None:
        entries.append(more.seq)
    return Reply(tuple(entries), repeated=True)


def handle(counter: Counter, command: said.Command) -> Reply:
    """Write what a command says, or return the first answer to it.

    Its entries are `id`, `id/1`, …, each with the command's digest in its body.

    Raises:
        InputRefused: one of its kinds, with what to do; nothing was written.
    """
    well_formed.check(command)
    at_ms = counter.clock.now().wall_ms
    with counter.ledger.transaction() as transaction:
        known = repeated(transaction.connection, command)
        if known is not None:
            return known
        made = _FACTS[type(command)](counter, transaction, command)
        digest = command_hash(command)
        entries = []
        for place, (kind, body) in enumerate(made):
            corrects = body.pop("_corrects", None)
            body = {key: value for key, value in body.items() if value is not None}
            body["command"] = digest
            entry_id = command.id if place == 0 else f"{command.id}/{place}"
            actor = command.by or "volunteer"
            draft = Draft(entry_id, kind, body, at_ms, actor, corrects)
            entries.append(transaction.append(draft).seq)
        return Reply(tuple(entries))


def _known_item(transaction: Transaction, item: str) -> Item:
    found = catalogue.one(transaction.connection, item)
    if found is None:
        raise UnknownItem(item=str(item)[:40])
    return found


def _whole(field: str, value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise MalformedInput(field=field, why=f"a whole number from {low} to {high}")
    return value


def _text(field: str, value: object, most: int = TEXT_CHARS_MAX) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        raise MalformedInput(field=field, why=f"a text of 1 to {most} characters")
    if not value.strip().isprintable():
        raise MalformedInput(field=field, why="it has characters that cannot be printed")
    return value.strip()


def _list_item(_: Counter, __: Transaction, command: said.ListItem) -> Sequence[Fact]:
    item = _text("item", command.item, 80)
    if command.unit not in ("each", "g"):
        raise MalformedInput(field="unit", why="each or g")
    cases = {}
    for code, pieces in command.case_codes.items():
        cases[_text("case_codes", code, 80)] = _whole("case_codes", pieces, 1, 10_000)
    return [
        (
            "ItemListed",
            {
                "item": item,
                "name": _text("name", command.name, 80),
                "name_en": command.name_en and _text("name_en", command.name_en, 80),
                "unit": command.unit,
                "codes": [_text("codes", code, 80) for code in command.codes],
                "case_codes": cases or None,
                "shelf_group": command.shelf_group,
                "picture": command.picture,
                "party": command.party,
            },
        )
    ]


def _mark_price(
    counter: Counter, transaction: Transaction, command: said.MarkPrice
) -> Sequence[Fact]:
    _known_item(transaction, command.item)
    now_ms = counter.clock.now().wall_ms
    from_ms = now_ms if command.from_ms is None else command.from_ms
    desk_review.check_price(transaction.connection, from_ms, now_ms)
    fen = _whole("fen", command.fen, 0, PRICE_FEN_MAX)
    return [("PriceMarked", {"item": command.item, "fen": fen, "from_ms": from_ms})]


def _take_opening(
    _: Counter, transaction: Transaction, command: said.TakeOpening
) -> Sequence[Fact]:
    if balances.any_movement(transaction.connection):
        raise OpeningAlreadyTaken()
    known = catalogue.load(transaction.connection).items
    goods = []
    for item, quantity in command.goods.items():
        if item not in known:
            raise UnknownItem(item=str(item)[:40])
        whole = _whole("goods", quantity, 0, QUANTITY_MAX)
        goods.append({"item": item, "unit": known[item].unit, "quantity": whole})
    money = {}
    for place, fen in command.money.items():
        if place not in MONEY or place == "opening":
            raise MalformedInput(field="money", why="a money place of the books")
        money[place] = _whole("money", fen, 0, PRICE_FEN_MAX * 10)
    return [("OpeningTaken", {"goods": goods, "money": money})]


def _goods(kind: str, sign: int, *more: str) -> Callable[..., Sequence[Fact]]:
    """Return how a goods command becomes its fact; `sign` is which way the shelf goes."""

    def make(_: Counter, transaction: Transaction, command: Any) -> Sequence[Fact]:
        item = _known_item(transaction, command.item)
        quantity = _whole("quantity", command.quantity, 1, QUANTITY_MAX)
        direction = getattr(command, "direction", None)
        if direction not in (None, "in", "out"):
            raise MalformedInput(field="direction", why="in or out")
        onto = quantity * (1 if direction == "in" else sign)
        body: dict[str, Any] = {"item": item.item, "unit": item.unit, "quantity": quantity}
        for field in more:
            value = getattr(command, field)
            if isinstance(value, str):
                value = _text(field, value)
            body[field] = value
        body |= late.goods(transaction.connection, command.for_cut, item.item, item.unit, onto)
        return [(kind, body)]

    return make


def _move_float(_: Counter, transaction: Transaction, command: said.MoveFloat) -> Sequence[Fact]:
    fen = _whole("fen", command.fen, -PRICE_FEN_MAX, PRICE_FEN_MAX)
    if fen == 0:
        raise MalformedInput(field="fen", why="an amount that is not 0")
    if fen < 0 and -fen > (held := balances.one(transaction.connection, "cashbox")):
        raise AmountTooLarge(amount=format_yuan(-fen), limit=format_yuan(held))
    kind = "FloatAdded" if fen > 0 else "FloatRemoved"
    body: dict[str, Any] = {"fen": abs(fen)}
    return [(kind, body | late.box(transaction.connection, command.for_cut, fen))]


def _forgive_iou(_: Counter, transaction: Transaction, command: said.ForgiveIou) -> Sequence[Fact]:
    fen = _whole("fen", command.fen, 1, PRICE_FEN_MAX)
    if command.iou is None:
        open_fen = balances.one(transaction.connection, "owed")
    else:
        open_fen = balances.of_iou(transaction.connection, command.iou)
    if fen > open_fen:
        raise AmountTooLarge(amount=format_yuan(fen), limit=format_yuan(open_fen))
    return [("IouForgiven", {"iou": command.iou, "fen": fen, "reason": command.reason})]


def _change_setting(_: Counter, __: Transaction, command: said.ChangeSetting) -> Sequence[Fact]:
    key = _text("key", command.key, 80)
    return [("SettingChanged", {"key": key, "value": command.value})]


def _name_unknown(
    counter: Counter, transaction: Transaction, command: said.NameUnknown
) -> Sequence[Fact]:
    item = _known_item(transaction, command.item)
    if item.unit != "each":
        raise MalformedInput(field="item", why="sold by weight: what was sold was a piece")
    visit = counter.till.visit
    unknown = unknown_item(command.code)
    if visit is not None and any(line.item == unknown for line in visit.lines):
        raise ShopBusy()  # the sale may yet be taken back, as it was declared
    return late.name_unknown(transaction.connection, command.code, item)


_FACTS: dict[type, Callable[[Counter, Transaction, Any], Sequence[Fact]]] = {
    said.ListItem: _list_item,
    said.MarkPrice: _mark_price,
    said.TakeOpening: _take_opening,
    said.ReceiveGoods: _goods(
        "GoodsReceived", 1, "lot", "party", "supplier", "unit_cost_fen", "expires_on"
    ),
    said.ReturnGoods: _goods("GoodsReturned", -1, "reason"),
    said.WriteOffGoods: _goods("GoodsWrittenOff", -1, "reason"),
    said.TransferGoods: _goods("GoodsTransferred", -1, "direction", "other_shop"),
    said.MoveFloat: _move_float,
    said.ForgiveIou: _forgive_iou,
    said.ChangeSetting: _change_setting,
    said.NameUnknown: _name_unknown,
    said.OpenCut: desk_cut.open_cut,
    said.CancelCut: desk_cut.cancel_cut,
    said.CountItem: desk_cut.count_item,
    said.CountBox: desk_cut.count_box,
    said.RecordQrStatement: desk_cut.record_qr,
    said.CollectCash: desk_cut.collect,
    said.CloseCut: desk_cut.close_cut,
    **desk_people.FACTS,
    **desk_review.FACTS,
}
