"""A quick look into the book for the doctor: its newest entries, and no file beside it changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from shop.book import read_book
from shop.doctor.storage import BookFacts
from shop.errors import ShopError
from shop.ledger import digest_of
from shop.queries import facts, journal
from shop.queries.connection import Connection

#: So many of the newest entries are held against the chain: a busy week, in a blink.
TAIL_ENTRIES = 500


def book_facts(path: Path) -> BookFacts:
    """Return how the book at `path` stands; the shop may be running."""
    if not path.exists():
        return BookFacts(str(path), exists=False)
    try:
        connection = _reader(path)
        try:
            return tail(connection, path)
        finally:
            connection.close()
    except (ShopError, sqlite3.Error, KeyError, ValueError) as error:
        return BookFacts(str(path), error=str(error))


def _reader(path: Path) -> sqlite3.Connection:
    """Open the book so that not even the database's own helper files come into being.

    While the shop runs they are there already; where it does not run, there is nothing in them.
    """
    log, index = (path.with_name(path.name + tail) for tail in ("-wal", "-shm"))
    if index.exists() or (log.exists() and log.stat().st_size):
        return read_book(path)
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def tail(connection: Connection, path: Path) -> BookFacts:
    """Return how a book stands, its newest entries held against their chain."""
    head, _ = journal.head(connection)
    previous: bytes | None = None
    newest_ms, checked = None, 0
    for row in journal.rows_after(connection, max(0, head - TAIL_ENTRIES - 1)):
        if previous is None and row[0] == 1:
            previous = bytes(32)
        if previous is not None:
            if digest_of(previous, row[:12]) != row[12]:
                error = f"entry {row[0]}: its digest does not fit what is stored"
                return BookFacts(str(path), error=error)
            checked += 1
        previous, newest_ms = row[12], journal.entry_of(row).recorded_ms
    return BookFacts(str(path), True, "", facts.is_demo(connection), head, newest_ms, checked)
