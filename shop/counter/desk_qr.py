"""Bringing a QR statement in: one command, one transaction, Q equal to the statement after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shop import counting
from shop.counter import qr_total
from shop.errors import MalformedInput
from shop.ledger import Transaction
from shop.money import format_yuan
from shop.paper_commands import ImportQrStatement
from shop.paper_errors import StatementKnown, StatementLacksConfirmed, StatementTied
from shop.queries import facts, qr
from shop.queries.connection import Connection
from shop.review.matching import Matching, match
from shop.review.qr_plan import Plan, plan
from shop.statements import lines_of

if TYPE_CHECKING:
    from shop.counter.counter import Counter

Fact = tuple[str, dict[str, Any]]


def import_qr(_: Counter, transaction: Transaction, command: ImportQrStatement) -> Sequence[Fact]:
    """TenderMatched, TenderUnfound, TenderReceived, … and QrStatementRecorded at the end."""
    connection = transaction.connection
    try:
        lines = lines_of(command.lines)
    except ValueError as error:
        raise MalformedInput(field="lines", why=str(error)) from error
    if len({line.ref for line in lines}) != len(lines):
        raise MalformedInput(field="lines", why="a line stands in it twice")
    here = qr.situation(connection, command.cut)
    known = qr.used(connection, (line.ref for line in lines))
    fresh = [line for line in lines if line.ref not in known]
    matching = match(here.span, here.tenders, fresh, command.pairs)
    if matching.ties:
        raise StatementTied(count=sum(len(tie.lines) for tie in matching.ties))
    made = plan(command.cut, matching)
    total_fen = here.lines_fen + made.lines_fen
    back, back_fen = qr_total.taken_back(connection, command.cut)
    if not (made.facts or made.lines or back) and here.statement_fen == total_fen:
        raise StatementKnown()
    book_fen = _book_fen(connection, here) + back_fen + made.change_fen
    _check(matching, made, total_fen, book_fen)
    said = {
        "cut": command.cut,
        "fen": total_fen,
        "book_fen": book_fen,
        "layout": command.layout,
        "file": command.file,
        "lines": list(made.lines),
    }
    return [*back, *made.facts, ("QrStatementRecorded", said)]


def _check(matching: Matching, made: Plan, total_fen: int, book_fen: int) -> None:
    """Refuse what would leave the book and the statement apart."""
    if book_fen != total_fen and matching.lacking:
        lacking_fen = sum(-one.fen if one.back else one.fen for one in matching.lacking)
        raise StatementLacksConfirmed(count=len(matching.lacking), amount=format_yuan(lacking_fen))
    counting.check_qr(book_fen, total_fen)


def _book_fen(connection: Connection, here: qr.Situation) -> int:
    """Return Q of the cut as the book has it now."""
    if here.closed:
        return facts.of_cut(connection, here.cut).money.qr_fen
    drawn, _ = facts.of_open_cut(
        connection, here.cut, cash_evidence="claimed", max_basket=1, why_uncounted={}
    )
    return drawn.money.qr_fen
