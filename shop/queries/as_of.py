"""The book as it stood after an entry: what every question answered then.

The tables are looked at through temporary views of the same names that end at that entry, so the
questions themselves need not know. Nothing of the book is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shop.book_rows import ROWS
from shop.queries.connection import Connection

#: Tables whose rows carry the seq of their entry.
TABLES = ("journal", "movement", "named_cut", *ROWS)
_END = "CREATE TEMP TABLE IF NOT EXISTS as_of (seq INTEGER NOT NULL)"
_SET = "INSERT INTO temp.as_of (seq) VALUES (?)"
#: The table itself stays: SQLite drops none while any question is half answered.
_FORGET = "DELETE FROM temp.as_of"
_VIEWS = tuple(
    (
        f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table}"
        " WHERE seq <= (SELECT seq FROM temp.as_of)",
        f"DROP VIEW temp.{table}",
    )
    for table in TABLES
)


@contextmanager
def as_of(connection: Connection, seq: int) -> Iterator[Connection]:
    """Let a connection see the book as it stood after entry `seq`, until the block ends."""
    read_only = connection.execute("PRAGMA query_only").fetchone()[0]
    if read_only:  # only the temporary tables are touched; the file itself was opened to read
        connection.execute("PRAGMA query_only = OFF")
    try:
        connection.execute(_END)
        connection.execute(_SET, (seq,))
        for make, _ in _VIEWS:
            connection.execute(make)
        try:
            yield connection
        finally:
            for _, drop in _VIEWS:
                connection.execute(drop)
            connection.execute(_FORGET)
    finally:
        if read_only:
            connection.execute("PRAGMA query_only = ON")
