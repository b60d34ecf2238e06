"""The commands of a cut: open, count, collect, close."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shop import commands as said
from shop import counting
from shop.counter import late, qr_total
from shop.errors import (
    AmountTooLarge,
    BoxNotCounted,
    CutAlreadyOpen,
    MalformedInput,
    NoCutOpen,
    ShopBusy,
    UnknownItem,
)
from shop.ledger import Transaction
from shop.money import format_yuan
from shop.paper_errors import StatementByLines
from shop.posting import post
from shop.queries import balances, catalogue, cuts, facts, qr
from shop.queries.connection import Connection
from shop.reconcile.decisions import decide
from shop.reconcile.estimate import closing_doubts
from shop.reconcile.exact import work_out
from shop.reconcile.facts import CutFacts
from shop.till import Phase, Till

if TYPE_CHECKING:
    from shop.counter.counter import Counter

Fact = tuple[str, dict[str, Any]]

#: More than any village box ever held, in fen.
BOX_FEN_MAX = 100_000_000


def open_cut(_: Counter, transaction: Transaction, command: said.OpenCut) -> Sequence[Fact]:
    """CutOpened: its seq is the boundary."""
    if cuts.open_cut_id(transaction.connection):
        raise CutAlreadyOpen()
    return [("CutOpened", {"cut": command.id, "by": command.by})]


def cancel_cut(_: Counter, transaction: Transaction, command: said.CancelCut) -> Sequence[Fact]:
    """CutCancelled: the round bounds nothing. Not once money was collected in it."""
    cut = _open(transaction.connection, command.cut)
    if cut.collected_fen:
        raise AmountTooLarge(amount=format_yuan(cut.collected_fen), limit=format_yuan(0))
    mirror = late.undone(transaction.connection, command.cut)
    body = {"cut": command.cut, "reason": command.reason, "mirror": mirror or None}
    return [("CutCancelled", body)]


def count_item(_: Counter, transaction: Transaction, command: said.CountItem) -> Sequence[Fact]:
    """StockCounted: what was counted, and what the book held at that very moment."""
    connection = transaction.connection
    _open(connection, command.cut)
    item = catalogue.one(connection, command.item)
    if item is None:
        raise UnknownItem(item=str(command.item)[:40])
    counted = _amount("counted", command.counted)
    if command.round not in (1, 2):
        raise MalformedInput(field="round", why="1, or 2 for a recount")
    expected = balances.one(connection, "shelf", item.item)
    counting.check_count(item.name, item.unit, counted, expected)
    return [
        (
            "StockCounted",
            {
                "cut": command.cut,
                "item": item.item,
                "unit": item.unit,
                "counted": counted,
                "expected": expected,
                "round": command.round,
                "blind": True,
                "by": command.by,
            },
        )
    ]


def count_box(_: Counter, transaction: Transaction, command: said.CountBox) -> Sequence[Fact]:
    """CashCounted: box, tray and hopper together, whole, before any collection."""
    connection = transaction.connection
    _open(connection, command.cut)
    fen = _amount("fen", command.fen)
    pieces: dict[str, int] = {}
    for each_fen, count in command.by_denomination.items():
        pieces[str(_amount("by_denomination", each_fen))] = _amount("by_denomination", count)
    if pieces and sum(int(each) * count for each, count in pieces.items()) != fen:
        raise MalformedInput(field="fen", why="it is not the sum of the notes and coins")
    return [
        (
            "CashCounted",
            {
                "cut": command.cut,
                "fen": fen,
                "expected_fen": balances.one(connection, "cashbox"),
                "round": command.round,
                "by_denomination": pieces or None,
                "by": command.by,
            },
        )
    ]


def record_qr(
    counter: Counter, transaction: Transaction, command: said.RecordQrStatement
) -> Sequence[Fact]:
    """QrStatementRecorded: the provider's total up to the cut, beside the book's.

    Lines say more than a total: where they were brought in, none takes their place.
    """
    _open(transaction.connection, command.cut)
    if qr.situation(transaction.connection, command.cut).lines:
        raise StatementByLines()
    fen = _amount("fen", command.fen)
    drawn, _ = _facts(counter, transaction.connection, command.cut, {})
    body = {
        "cut": command.cut,
        "fen": fen,
        "book_fen": drawn.money.qr_fen,
        "reference": command.reference,
    }
    return [("QrStatementRecorded", body)]


def collect(_: Counter, transaction: Transaction, command: said.CollectCash) -> Sequence[Fact]:
    """CashCollected: out of the counted box, in a bag; the rest stays as float."""
    connection = transaction.connection
    cut = _open(connection, command.cut)
    if cut.box_fen is None:
        raise BoxNotCounted()
    fen = _amount("fen", command.fen)
    left = cut.box_fen - cut.collected_fen
    if fen == 0:
        raise MalformedInput(field="fen", why="an amount that is not 0")
    if fen > left:
        raise AmountTooLarge(amount=format_yuan(fen), limit=format_yuan(left))
    return [("CashCollected", {"fen": fen, "bag": command.bag, "for_cut": command.cut})]


def close_cut(counter: Counter, transaction: Transaction, command: said.CloseCut) -> Sequence[Fact]:
    """CutClosed, after what a typed QR total differs by; balances are brought forward."""
    connection = transaction.connection
    cut = _open(connection, command.cut)
    if _basket_from_before(counter.till, cut):
        raise ShopBusy()
    if cut.box_fen is None:
        raise BoxNotCounted()
    reasons = {str(item): str(why) for item, why in command.uncounted.items()}
    plain, _ = _facts(counter, connection, command.cut, {})
    why = counting.why_uncounted(plain.items, reasons)
    drawn, gone_before = _facts(counter, connection, command.cut, why)
    before = qr_total.differences(connection, command.cut, drawn.money)
    counts = cuts.accepted_counts(connection, command.cut)
    box = cuts.box_count(connection, command.cut)
    assert box is not None
    closing = counting.closing(
        drawn,
        decide(drawn),
        {item: count.expected for item, count in counts.items()},
        {item: count.counted for item, count in counts.items()},
        gone_before,
        box.fen - box.expected_fen,
        closing_doubts(drawn, work_out(drawn)),
    )
    edge = cuts.bounds(connection, command.cut)
    body: dict[str, Any] = {
        "cut": command.cut,
        "opened_seq": edge.opened_seq,
        "previous": edge.previous,
        "start_ms": drawn.start_ms,
        "end_ms": drawn.end_ms,
        "cash_evidence": drawn.cash_evidence,
        "qr_evidence": qr_total.evidence(drawn.money, before),
        "max_basket": drawn.max_basket,
        "items": list(closing.items),
        "over_short_fen": closing.over_short_fen,
        "box_loss_fen": closing.box_loss_fen,
        "recount_n": drawn.recounts.n,
        "recount_squares": drawn.recounts.squares,
        "by": command.by,
    }
    body["brought_forward"] = brought_forward(connection, body, before)
    return [*before, ("CutClosed", body)]


def _basket_from_before(till: Till, cut: cuts.OpenCut) -> bool:
    """Say whether goods at the till were off the shelf before something was counted."""
    visit = till.visit
    if visit is None or visit.declared or not (visit.lines or till.phase is Phase.UNKNOWN):
        return False
    return any(visit.opened_seq < count.seq for count in cut.counts)


def brought_forward(
    connection: Connection, body: dict[str, Any], before: Sequence[Fact] = ()
) -> list[list[str | int]]:
    """Return all balances up to and including this CutClosed's own movements.

    Args:
        before: facts that the same command writes first.
    """
    after = balances.all_of(connection)
    facts = [*before, ("CutClosed", body | {"brought_forward": []})]
    for movement in (move for kind, fact in facts for move in post(kind, fact).movements):
        key_from = (movement.from_account, movement.item or "")
        key_to = (movement.to_account, movement.item or "")
        after[key_from] = after.get(key_from, 0) - movement.quantity
        after[key_to] = after.get(key_to, 0) + movement.quantity
    return [
        [place, item, quantity] for (place, item), quantity in sorted(after.items()) if quantity
    ]


def _facts(
    counter: Counter, connection: Connection, cut: str, why: dict[str, str]
) -> tuple[CutFacts, dict[str, int]]:
    rules = counter.cut_rules
    drawn, gone_before = facts.of_open_cut(
        connection,
        cut,
        cash_evidence=rules.cash_evidence,
        max_basket=rules.max_basket,
        why_uncounted=why,
    )
    return drawn, gone_before


def _open(connection: Connection, cut: str) -> cuts.OpenCut:
    found = cuts.open_cut(connection)
    if found is None or found.cut != cut:
        raise NoCutOpen(cut=str(cut)[:40])
    return found


def _amount(field: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= BOX_FEN_MAX:
        raise MalformedInput(field=field, why="a whole number from 0")
    return value
