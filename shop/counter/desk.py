"""What volunteers and coordinators say, turned into facts: one command, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from shop import commands as said
from shop.accounts import MONEY
from shop.catalogue import UNKNOWN, safe_code, unknown_item
from shop.counter import (
    desk_cut,
    desk_devices,
    desk_fund,
    desk_goods,
    desk_papers,
    desk_people,
    desk_review,
    late,
    well_formed,
)
from shop.counter.desk_goods import PRICE_FEN_MAX, QUANTITY_MAX, known_item
from shop.counter.reply import Reply, command_hash
from shop.counter.well_formed import text, whole
from shop.entries import Draft
from shop.errors import (
    CodeTaken,
    MalformedInput,
    OpeningAlreadyTaken,
    SameIdOtherCommand,
    ShopBusy,
    UnitIsFixed,
    UnknownItem,
)
from shop.ledger import Transaction
from shop.queries import balances, catalogue, journal
from shop.queries.connection import Connection
from shop.till import events

if TYPE_CHECKING:
    from shop.counter.counter import Counter

#: Commands after which the till needs the catalogue anew.
CHANGES_CATALOGUE = (said.ListItem, said.MarkPrice, said.NameUnknown)

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


def after(counter: Counter, command: said.Command) -> None:
    """Let the till and the devices know of a command that is in the book now."""
    if isinstance(command, CHANGES_CATALOGUE):
        goods = catalogue.load(counter.ledger.connection)
        counter.step(events.CatalogueChanged(goods))
    for effect in desk_devices.wishes(counter, command):
        counter.devices(effect)


def _check_listing(connection: Connection, item: str, command: said.ListItem) -> None:
    """Refuse what would change the past or another item: its unit, its code, its name."""
    if item.startswith(UNKNOWN):
        raise MalformedInput(field="item", why="this name is kept for codes nobody has listed")
    known = catalogue.load(connection)
    before = known.items.get(item)
    if before and before.unit != command.unit and balances.has_moved(connection, item):
        raise UnitIsFixed(item=before.name)
    for code in (*command.codes, *command.case_codes):
        holder = known.find(code)
        if holder and holder[0].item != item:
            raise CodeTaken(code=safe_code(code), item=holder[0].name)


def _list_item(_: Counter, transaction: Transaction, command: said.ListItem) -> Sequence[Fact]:
    item = text("item", command.item, 80)
    if command.unit not in ("each", "g"):
        raise MalformedInput(field="unit", why="each or g")
    _check_listing(transaction.connection, item, command)
    cases = {}
    for code, pieces in command.case_codes.items():
        cases[text("case_codes", code, 80)] = whole("case_codes", pieces, 1, 10_000)
    return [
        (
            "ItemListed",
            {
                "item": item,
                "name": text("name", command.name, 80),
                "name_en": command.name_en and text("name_en", command.name_en, 80),
                "unit": command.unit,
                "codes": [text("codes", code, 80) for code in command.codes],
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
    known_item(transaction, command.item)
    now_ms = counter.clock.now().wall_ms
    from_ms = now_ms if command.from_ms is None else command.from_ms
    desk_review.check_price(transaction.connection, from_ms, now_ms)
    fen = whole("fen", command.fen, 0, PRICE_FEN_MAX)
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
        held = whole("goods", quantity, 0, QUANTITY_MAX)
        goods.append({"item": item, "unit": known[item].unit, "quantity": held})
    money = {}
    for place, fen in command.money.items():
        if place not in MONEY or place == "opening":
            raise MalformedInput(field="money", why="a money place of the books")
        money[place] = whole("money", fen, 0, PRICE_FEN_MAX * 10)
    return [("OpeningTaken", {"goods": goods, "money": money})]


def _move_float(_: Counter, transaction: Transaction, command: said.MoveFloat) -> Sequence[Fact]:
    fen = whole("fen", command.fen, -PRICE_FEN_MAX, PRICE_FEN_MAX)
    if fen == 0:
        raise MalformedInput(field="fen", why="an amount that is not 0")
    late.check_box(transaction.connection, fen)
    kind = "FloatAdded" if fen > 0 else "FloatRemoved"
    body: dict[str, Any] = {"fen": abs(fen)}
    return [(kind, body | late.box(transaction.connection, command.for_cut, fen))]


def _change_setting(_: Counter, __: Transaction, command: said.ChangeSetting) -> Sequence[Fact]:
    key = text("key", command.key, 80)
    return [("SettingChanged", {"key": key, "value": command.value})]


def _name_unknown(
    counter: Counter, transaction: Transaction, command: said.NameUnknown
) -> Sequence[Fact]:
    item = known_item(transaction, command.item)
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
    said.MoveFloat: _move_float,
    said.ChangeSetting: _change_setting,
    said.NameUnknown: _name_unknown,
    said.OpenCut: desk_cut.open_cut,
    said.CancelCut: desk_cut.cancel_cut,
    said.CountItem: desk_cut.count_item,
    said.CountBox: desk_cut.count_box,
    said.RecordQrStatement: desk_cut.record_qr,
    said.CollectCash: desk_cut.collect,
    said.CloseCut: desk_cut.close_cut,
    **desk_devices.FACTS,
    **desk_fund.FACTS,
    **desk_goods.FACTS,
    **desk_papers.FACTS,
    **desk_people.FACTS,
    **desk_review.FACTS,
}
