"""A copy of the book that opens anywhere, to read only: made by SQLite itself while the shop sells.

Never by copying the file: what is still in the log beside it would be missing.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from shop.queries.connection import Connection

#: Pages of the book that are copied at once.
_PAGES = 1024
_ALONE = "PRAGMA journal_mode = DELETE"


def copy_book(connection: Connection, target: Path) -> None:
    """Copy the book as this connection sees it into a new file, without a log beside it.

    Args:
        connection: a book, as `shop.book.read_book` opens it.
        target: a file that is not there yet, or empty.
    """
    assert isinstance(connection, sqlite3.Connection)
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        connection.backup(copy, pages=_PAGES)
        copy.execute(_ALONE)
    finally:
        copy.close()
