"""Correcting an entry: the first fact stays, a further one reverses it and says the right one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shop.counter import desk_fund, late
from shop.counter.roles import check_role
from shop.errors import MalformedInput
from shop.ledger import Transaction
from shop.paper_commands import CorrectEntry
from shop.paper_errors import NotCorrectable, SameAsBefore
from shop.posting import post
from shop.queries import journal
from shop.queries import late as late_cuts
from shop.queries.connection import Connection

if TYPE_CHECKING:
    from shop.counter.counter import Counter

Fact = tuple[str, dict[str, Any]]

#: Kinds that are corrected by saying how much it really was, and the field that says it.
AMOUNT_OF = {
    "GoodsReceived": "quantity",
    "GoodsReturned": "quantity",
    "GoodsWrittenOff": "quantity",
    "GoodsTransferred": "quantity",
    "FloatAdded": "fen",
    "FloatRemoved": "fen",
    "FundBanked": "fen",
    "ExpensePaid": "fen",
    "PayoutMade": "fen",
}
#: Of these, what is the fund's: coordinators alone correct it, and no count has seen it.
OF_THE_FUND = frozenset({"FundBanked", "ExpensePaid", "PayoutMade"})
#: Largest amount: as of the entries themselves, in pieces, grams or fen.
AMOUNT_MAX = 10_000_000
REASON_CHARS_MAX = 80
#: What an earlier correction or command put beside the fact; it is not the fact itself.
_BESIDE = ("command",)


def standing(connection: Connection, seq: int) -> tuple[str, dict[str, Any]] | None:
    """Return kind and body that an entry stands for now; None where it was taken back."""
    entry = journal.by_seq(connection, seq)
    if entry is None:
        return None
    corrected = journal.correction_of(connection, seq)
    if corrected is None:
        return entry.kind, dict(entry.body)
    right = corrected.body.get("replacement")
    return (right["kind"], dict(right["body"])) if right else None


def belongs_to(connection: Connection, seq: int, body: dict[str, Any]) -> str | None:
    """Return the cut an entry belongs to that is opened already, or None: it is of the next."""
    named = body.get("for_cut")
    if named and late_cuts.is_known(connection, named):
        return str(named)
    return late_cuts.cut_after(connection, seq)


def correct_entry(_: Counter, transaction: Transaction, command: CorrectEntry) -> Sequence[Fact]:
    """EntryCorrected: for the cut the entry belongs to, with the mirror where a count saw it."""
    connection = transaction.connection
    reason = command.reason.strip()
    if not reason or len(reason) > REASON_CHARS_MAX:
        raise MalformedInput(field="reason", why="say in a few words why")
    now = standing(connection, command.seq)
    if now is None or now[0] not in AMOUNT_OF:
        raise NotCorrectable()
    kind, wrong = now
    most = desk_fund.FUND_FEN_MAX if kind in OF_THE_FUND else AMOUNT_MAX
    if not 0 <= command.amount <= most:
        raise MalformedInput(field="amount", why=f"a whole number from 0 to {most}")
    if kind in OF_THE_FUND:
        check_role(connection, command.by, "coordinator")
    field = AMOUNT_OF[kind]
    if wrong[field] == command.amount:
        raise SameAsBefore()
    wrong = {name: value for name, value in wrong.items() if name not in _BESIDE}
    right = {name: value for name, value in wrong.items() if name not in ("for_cut", "mirror")}
    body: dict[str, Any] = {
        "kind": kind,
        "body": wrong,
        "replacement": {"kind": kind, "body": {**right, field: command.amount}},
        "reason": reason,
        "_corrects": command.seq,
    }
    if not command.amount:
        body["replacement"] = None
    if kind in OF_THE_FUND:
        plain = {name: value for name, value in body.items() if value is not None}
        desk_fund.check_moves(connection, post("EntryCorrected", plain).movements)
        return [("EntryCorrected", body)]
    cut = belongs_to(connection, command.seq, wrong)
    body |= _late(connection, cut, body, wrong)
    return [("EntryCorrected", body)]


def _late(
    connection: Connection, cut: str | None, body: dict[str, Any], wrong: dict[str, Any]
) -> dict[str, Any]:
    """Return cut and mirror of a correction by what it does to shelf or box in all."""
    place = "shelf" if "item" in wrong else "cashbox"
    plain = {name: value for name, value in body.items() if value is not None}
    onto = 0
    for move in post("EntryCorrected", plain).movements:
        if place in (move.from_account, move.to_account):
            onto += move.quantity if move.to_account == place else -move.quantity
    if place == "cashbox":
        if cut is None:
            late.check_box(connection, onto)
        return late.box(connection, cut, onto)
    return late.goods(connection, cut, wrong["item"], wrong["unit"], onto)
