"""A book in which everything has happened once: every kind of entry, every table."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any

from shop import commands
from shop.book_rows import ROWS
from shop.entries import Draft, canonical
from shop.entry_kinds import KINDS
from shop.inputs import QrEnded, QrOrdered
from shop.ledger import digest_of
from shop.paper_commands import ImportQrStatement
from shop.people_commands import EnrolPerson
from shop.posting import post
from shop.queries.period_read import flags_of, read
from shop.review.states import NAME_OF
from shop.review_commands import (
    AnswerObjection,
    ClosePeriod,
    PublishBulletin,
    RaiseObjection,
    ReviewPeriod,
)
from shop.statements import QrLine, digest, packed
from tests.unit.counter.a_shop import MONDAY_MS, Shop, empty_book
from tests.unit.posting.table import STILL, smallest

V = {"visit": "V"}


def _sales(shop: Shop) -> None:
    shop.scan("rice", "soap")
    shop.coin(500, 100)
    shop.wait(6)
    shop.press("fund")
    shop.wait(70)
    shop.scan("12345670")  # nobody listed it
    shop.press("price", 300)
    shop.press("qr")
    shop.press("paid")
    shop.wait(70)
    shop.scan("eggs")
    shop.press("iou")
    shop.press("iou", "old Li")
    shop.press("undo")
    shop.press("iou")
    shop.press("iou")
    shop.wait(70)
    shop.scan("soap")
    shop.wait(200)
    order = f"O{shop.ledger.head_seq}"
    shop.counter.handle(QrOrdered("wechat", order, "V", 500))
    shop.counter.handle(QrEnded("wechat", order, "closed"))


@cache
def lived() -> bytes:
    """The book, as bytes."""
    shop = Shop()
    _sales(shop)
    shop.say(commands.WriteOffGoods, "eggs", 2, "broken")
    shop.say(commands.ReturnGoods, "soap", 1)
    shop.say(commands.TransferGoods, "rice", 2, "in")
    shop.say(commands.MoveFloat, -300)
    given_up = shop.open_cut()
    shop.say(commands.CountItem, given_up, "rice", 3)
    shop.say(commands.ReceiveGoods, "rice", 2, for_cut=given_up)
    shop.say(commands.CancelCut, given_up)
    first = shop.cut({"rice": -1, "eggs": 2}, box_off=-700, take=1000)
    _sales(shop)
    shop.say(commands.ReceiveGoods, "rice", 4, for_cut=first)
    shop.say(commands.MoveFloat, 900, for_cut=first)
    shop.say(commands.NameUnknown, "12345670", "soap")
    _others(shop)
    second = shop.open_cut()
    shop.scan("rice")
    shop.count_all(second)
    shop.coin(500)
    shop.wait(70)
    shop.say(commands.CountBox, second, shop.place("cashbox") + 50)
    qr_fen = shop.connection.execute(
        "SELECT sum(CASE WHEN to_account LIKE 'qr%' THEN quantity ELSE -quantity END) FROM movement"
        " WHERE visit IS NOT NULL AND seq > (SELECT max(seq) FROM cut WHERE cut = ?)"
        " AND (from_account = 'due' OR to_account = 'due')"
        " AND (from_account LIKE 'qr%' OR to_account LIKE 'qr%')",
        (first,),
    ).fetchone()[0]
    shop.say(commands.RecordQrStatement, second, qr_fen)
    late = (QrLine(MONDAY_MS + 1000, 300, 1, "payment", digest("1")),)
    shop.say(ImportQrStatement, first, packed(late), "f" * 64, "plain")
    shop.say(commands.CloseCut, second)
    _signed(shop, (first, second))
    shop.verify()
    return shop.connection.serialize()


def _signed(shop: Shop, of: tuple[str, ...]) -> None:
    """The two rounds become a period: reviewed, closed, published, objected to, answered."""
    reasons = {flag.id: "stands" for flag in flags_of(shop.connection, read(shop.connection, of))}
    shop.say(EnrolPerson, "c1", ("coordinator", "reviewer"), by="setup")
    shop.say(EnrolPerson, "a1", ("approver",), by="setup")
    shop.say(ReviewPeriod, of, "accept", reasons, by="c1")
    shop.say(ClosePeriod, "1", by="a1")
    shop.say(PublishBulletin, "1", by="c1")
    shop.say(RaiseObjection, "1", "why?", id="O")
    shop.say(AnswerObjection, "O", "so", "explained", by="c1")


def _others(shop: Shop) -> None:
    """The kinds that no page of the till or the volunteers makes yet."""
    line = {"line": "1", "item": "rice", "unit": "each", "quantity": 1, "each_fen": 350, "fen": 350}
    away = {"v": 2, "visit": "W", "what": "box"}
    said: list[tuple[str, dict[str, Any]]] = [
        ("TenderReceived", {**V, "tender": "qr", "fen": 900, "evidence": "claimed"}),
        ("TenderMatched", {**V, "fen": 500}),
        ("TenderUnfound", {**V, "fen": 300}),
        ("TenderReturned", {**V, "tender": "qr", "fen": 50}),
        ("RefundGiven", {**V, "lines": [line], "fen": 350, "goods_to": "written_off"}),
        ("ChangeOwed", {**V, "fen": 20}),
        ("ChangeGiven", {**V, "fen": 20, "evidence": "claimed", "owed": "V/owed"}),
        ("DonationReceived", {**V, "fen": 30}),
        ("IouRepaid", {**V, "fen": 40}),
        ("IouForgiven", {"fen": 10}),
        ("FundBanked", {"fen": 700, "source": "collected"}),
        ("ProceedsAllocated", {"allocations": [{"party": "H", "fen": 400}], "reserve_fen": 100}),
        ("PayoutMade", {"party": "H", "fen": 300}),
        ("ExpensePaid", {"fen": 50, "source": "fund", "what": "ice"}),
        ("BasketAbandoned", {**V, "lines": [], "why": "left"}),
        ("TenderReceived", {**away, "tender": "cash", "fen": 60, "evidence": "claimed"}),
    ]
    there = {row[0] for row in shop.connection.execute("SELECT DISTINCT kind FROM journal")}
    skip = there | {kind for kind, _ in said} | {"QrStatementRecorded", "CutClosed"}
    skip |= NAME_OF.keys()
    said += [(kind, smallest(kind)) for kind in STILL if kind not in skip]
    shop.ledger.append(
        [Draft(f"other{n}", kind, body, MONDAY_MS) for n, (kind, body) in enumerate(said)]
    )


def copy() -> sqlite3.Connection:
    """A copy of the book that may be tampered with: its triggers are gone."""
    connection = empty_book()
    connection.deserialize(lived())
    connection.execute("PRAGMA foreign_keys = OFF")
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        connection.execute(f"DROP TRIGGER {name}")
    return connection


def seq_of(connection: sqlite3.Connection, kind: str, nth: int = 0) -> int:
    """The seq of the nth entry of a kind (-1: the last)."""
    rows = connection.execute(
        "SELECT seq FROM journal WHERE kind = ? ORDER BY seq", (kind,)
    ).fetchall()
    return int(rows[nth][0])


def forge(connection: sqlite3.Connection, seq: int, edit: Callable[[dict[str, Any]], Any]) -> None:
    """Change a body as a clever hand would: posted again, and the whole chain hashed again."""
    kind, text = connection.execute(
        "SELECT kind, body FROM journal WHERE seq = ?", (seq,)
    ).fetchone()
    body = json.loads(text)
    edit(body)
    assert canonical(body) != text, "the edit changes nothing"
    connection.execute("UPDATE journal SET body = ? WHERE seq = ?", (canonical(body), seq))
    for table in ("movement", "named_cut", *ROWS):
        connection.execute(f"DELETE FROM {table} WHERE seq = ?", (seq,))
    postings = post(kind, body)
    for line, move in enumerate(postings.movements):
        marks = ", ".join("?" * 12)
        connection.execute(f"INSERT INTO movement VALUES ({marks})", (seq, line, *move.columns()))
        if move.cut:
            connection.execute("INSERT INTO named_cut VALUES (?, ?, ?)", (seq, line, move.cut))
    for row in postings.rows:
        names, sql = ROWS[row.table]
        connection.execute(sql, (seq, *(row.values[name] for name in names)))
    rehash(connection)


def rehash(connection: sqlite3.Connection) -> None:
    """Make the chain fit what is stored."""
    previous = bytes(32)
    for row in connection.execute("SELECT * FROM journal ORDER BY seq").fetchall():
        previous = digest_of(previous, row[:12])
        connection.execute("UPDATE journal SET digest = ? WHERE seq = ?", (previous, row[0]))


ALL_KINDS = tuple(KINDS)
