"""Commands around papers: IOUs repaid and let go, entries corrected, QR statements brought in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from shop.commands import ForgiveIou
from shop.counter.desk_correct import correct_entry
from shop.counter.desk_qr import import_qr
from shop.errors import AmountTooLarge, MalformedInput, NoCutOpen
from shop.ledger import Transaction
from shop.money import format_yuan
from shop.paper_commands import CorrectEntry, ImportQrStatement, PayOwed, RepayIou
from shop.paper_errors import IouOwesLess, IouUnknown, NothingOwed, OnlyApprovers
from shop.queries import balances, cuts, ious, owed, people
from shop.queries.connection import Connection

if TYPE_CHECKING:
    from shop.counter.counter import Counter

Fact = tuple[str, dict[str, Any]]

#: How money for an IOU came: what the tender is, and how the book calls where it was given.
_HOW = {"box": ("cash", "box"), "hand": ("cash", "hand"), "qr": ("qr", "qr")}


def repay_iou(_: Counter, transaction: Transaction, command: RepayIou) -> Sequence[Fact]:
    """TenderReceived away from the till, and IouRepaid out of it: never a credit twice."""
    connection = transaction.connection
    if command.how not in _HOW:
        raise MalformedInput(field="how", why="box, hand or qr")
    if command.how == "hand" and cuts.open_cut_id(connection) is None:
        raise NoCutOpen(cut="")
    _owes(connection, command.iou, command.fen)
    tender, what = _HOW[command.how]
    visit = f"iou-{command.id}"
    money = {
        "v": 2,
        "visit": visit,
        "tender": tender,
        "fen": command.fen,
        "evidence": "claimed",
        "what": what,
    }
    paid = {"visit": visit, "iou": command.iou, "fen": command.fen}
    return [("TenderReceived", money), ("IouRepaid", paid)]


def forgive_iou(_: Counter, transaction: Transaction, command: ForgiveIou) -> Sequence[Fact]:
    """IouForgiven: by an approver, for a reason."""
    connection = transaction.connection
    if command.by is not None:
        who = people.person(connection, command.by)
        if who is None or not who.may("approver"):
            raise OnlyApprovers()
        if not (command.reason or "").strip():
            raise MalformedInput(field="reason", why="say why it is let go")
    if command.iou is not None:
        _owes(connection, command.iou, command.fen)
    else:
        open_fen = balances.one(connection, "owed")
        if not 1 <= command.fen <= open_fen:
            raise AmountTooLarge(amount=format_yuan(command.fen), limit=format_yuan(open_fen))
    body = {"iou": command.iou, "fen": command.fen, "reason": command.reason}
    return [("IouForgiven", body)]


def _owes(connection: Connection, iou: str, fen: int) -> None:
    """Refuse an amount that an IOU does not owe."""
    found = ious.one(connection, iou)
    if found is None or found.owed_fen <= 0:
        raise IouUnknown()
    if fen < 1:
        raise MalformedInput(field="fen", why="an amount above 0")
    if fen > found.owed_fen:
        raise IouOwesLess(amount=format_yuan(fen), limit=format_yuan(found.owed_fen))


def pay_owed(_: Counter, transaction: Transaction, command: PayOwed) -> Sequence[Fact]:
    """ChangeGiven of the visit that was owed it: what is still owed, and never twice."""
    found = owed.one(transaction.connection, command.owed)
    if found is None or found.fen <= 0:
        raise NothingOwed()
    body = {"visit": found.visit, "fen": found.fen, "evidence": "claimed", "owed": command.owed}
    return [("ChangeGiven", body)]


FACTS: dict[type, Callable[[Counter, Transaction, Any], Sequence[Fact]]] = {
    ImportQrStatement: import_qr,
    RepayIou: repay_iou,
    ForgiveIou: forgive_iou,
    CorrectEntry: correct_entry,
    PayOwed: pay_owed,
}
