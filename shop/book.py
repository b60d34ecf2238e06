"""Making, opening and checking the file of a book.

Creation is the weak moment of an SQLite file: it happens at commissioning, under a temporary
name, and only a whole, synced book gets the real one (RELIABILITY.md finding 5).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from shop.errors import BookMissing, DemoBook, LedgerError, LedgerFull
from shop.migrations import NAMES, migrations
from shop.queries import facts

#: "Txin" and "Txde": a demo's file never opens as a shop's (PRAGMA application_id).
APPLICATION_ID = 0x5478696E
DEMO_APPLICATION_ID = 0x54786465

_BEGIN_AS_SHOP = "PRAGMA application_id = 0x5478696E"
_BEGIN_AS_DEMO = "PRAGMA application_id = 0x54786465"
_LASTING = "PRAGMA synchronous = FULL"
_FLEETING = "PRAGMA synchronous = OFF"

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA cell_size_check = ON",
)


def create_book(path: Path, *, demo: bool = False) -> None:
    """Make an empty book at `path`: temporary name, sync, rename, sync of the folder.

    Raises:
        LedgerError: there is a file already, or the folder cannot be written.
    """
    if path.exists():
        raise LedgerError(f"{path} exists already: name another file, or open it as it is")
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear(fresh)
        _fill(fresh, demo)
        _sync(fresh)
        os.rename(fresh, path)
        _sync(path.parent)
    except (OSError, sqlite3.Error) as error:
        _clear(fresh)
        raise LedgerFull(f"no book can be made at {path} ({error}): mend the folder") from error


def _clear(fresh: Path) -> None:
    """Remove what a try left behind: an old log would be read into the new book."""
    for tail in ("", "-wal", "-shm", "-journal"):
        with contextlib.suppress(OSError):
            fresh.with_name(fresh.name + tail).unlink()


def _fill(fresh: Path, demo: bool) -> None:
    connection = sqlite3.connect(fresh, isolation_level=None)
    try:
        os.chmod(fresh, 0o600)
        # EXTRA before WAL: the folder is synced with the file while it is still a small one.
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(_BEGIN_AS_DEMO if demo else _BEGIN_AS_SHOP)
        _migrate(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring a book's tables to the newest shape; a current one costs one small read."""
    have = connection.execute(
        "SELECT count(*) FROM sqlite_schema WHERE name = '_sqlite_migrations'"
    ).fetchone()[0]
    if have:
        applied = connection.execute(
            "SELECT name FROM _sqlite_migrations WHERE migration_set = 'tongxin' ORDER BY rowid"
        ).fetchall()
        names = tuple(row[0] for row in applied)
        if names == NAMES:
            return
        if names[: len(NAMES)] == NAMES:
            raise LedgerError("this book was written by a newer version: update the program")
    from sqlite_utils import Database

    migrations().apply(Database(connection))


def open_book(path: Path, *, demo: bool = False, durable: bool = True) -> sqlite3.Connection:
    """Open a book for its one writer.

    Args:
        demo: whether a demo's book is expected; the other sort is refused.
        durable: synchronous=FULL; False (OFF) is for simulated shops alone.

    Raises:
        BookMissing: there is no such file.  DemoBook: it is of the other sort.
        LedgerError: it is no book of ours, or of a newer program.
    """
    if not path.is_file():
        raise BookMissing(f"there is no book at {path}: start the shop once, or name its file")
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        _check_sort(connection, path, demo)
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(_LASTING if durable else _FLEETING)
        _migrate(connection)
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error):
            raise LedgerError(f"{path} cannot be opened as a book: {error}") from error
        raise
    return connection


def _check_sort(connection: sqlite3.Connection, path: Path, demo: bool) -> None:
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    if found not in (APPLICATION_ID, DEMO_APPLICATION_ID):
        raise LedgerError(f"{path} is no book of this shop: name another file")
    begun_as_demo = bool(
        connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'journal'").fetchone()
    ) and facts.is_demo(connection)
    if (found == DEMO_APPLICATION_ID or begun_as_demo) != demo:
        raise DemoBook(
            f"{path} is a demo's book: it is never a real one"
            if not demo
            else f"{path} is a real shop's book: the demo does not touch it"
        )


def read_book(path: Path) -> sqlite3.Connection:
    """Open a book to read only: for pages, statements and `verify`; either sort.

    Raises:
        BookMissing: there is no such file.  LedgerError: it is no book.
    """
    if not path.is_file():
        raise BookMissing(f"there is no book at {path}: start the shop once, or name its file")
    try:
        uri = path.resolve().as_uri() + "?mode=ro"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise LedgerError(f"{path} cannot be read as a book: {error}") from error
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA trusted_schema = OFF")
        found = connection.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.Error as error:
        connection.close()
        raise LedgerError(f"{path} cannot be read as a book: {error}") from error
    if found not in (APPLICATION_ID, DEMO_APPLICATION_ID):
        connection.close()
        raise LedgerError(f"{path} is no book of this shop: name another file")
    return connection
