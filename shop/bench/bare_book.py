"""The floor of every sale: bare sqlite3, the same rows, keys and nothing else around them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shop.queries.connection import Connection

_LASTING = "PRAGMA synchronous = FULL"
_FLEETING = "PRAGMA synchronous = OFF"
_TABLES = (
    "CREATE TABLE journal (seq INTEGER PRIMARY KEY, shop, id, kind, at_ms, recorded_ms, boot,"
    " monotonic_ms, clock_ok, actor, corrects, body, digest)",
    "CREATE TABLE movement (seq, line, from_account, to_account, quantity, unit, item, each_fen,"
    " visit, sale, iou, party, PRIMARY KEY (seq, line))",
    "CREATE TABLE visit_end (seq INTEGER PRIMARY KEY, visit, what)",
    "CREATE TABLE device_credit (seq, serial, epoch, credit_no, fen,"
    " PRIMARY KEY (serial, epoch, credit_no))",
    "CREATE TABLE device_reading (seq, serial, epoch, credit_no, PRIMARY KEY (serial, seq))",
)
#: How to read the rows of one entry from the real book, and how to write one.
_COPIED = (
    (
        "SELECT * FROM journal WHERE seq = ?",
        "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    (
        "SELECT * FROM movement WHERE seq = ?",
        "INSERT INTO movement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    ("SELECT * FROM visit_end WHERE seq = ?", "INSERT INTO visit_end VALUES (?, ?, ?)"),
    (
        "SELECT * FROM device_credit WHERE seq = ?",
        "INSERT INTO device_credit VALUES (?, ?, ?, ?, ?)",
    ),
    (
        "SELECT * FROM device_reading WHERE seq = ?",
        "INSERT INTO device_reading VALUES (?, ?, ?, ?)",
    ),
)


@dataclass(frozen=True, slots=True)
class Insert:
    """One row to be written."""

    sql: str
    row: tuple[Any, ...]


def rows_of(book: Connection, entries: Sequence[int]) -> tuple[Insert, ...]:
    """Return every row that these entries have in the real book, in the order of writing."""
    return tuple(
        Insert(insert, tuple(row))
        for seq in entries
        for select, insert in _COPIED
        for row in book.execute(select, (seq,))
    )


class BareBook:
    """A database with the rows of a book and none of its rules.

    Args:
        path: where it is made.
        durable: synchronous=FULL; else OFF, as in simulations.
    """

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute(_LASTING if durable else _FLEETING)
        for table in _TABLES:
            self._connection.execute(table)

    def write(self, transactions: Sequence[Sequence[Insert]]) -> None:
        """Write rows, each group in a transaction of its own."""
        run = self._connection.execute
        for inserts in transactions:
            run("BEGIN IMMEDIATE")
            for insert in inserts:
                run(insert.sql, insert.row)
            run("COMMIT")

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()
