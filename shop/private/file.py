"""The file `private.db`: made whole, opened for one process, one statement after the other.

Losing it loses no fact: nobody can log in until somebody at the machine sets the shop up again.
So a file that is no database is put aside rather than stopping the till.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shop.errors import LedgerError, LedgerFull

_log = logging.getLogger(__name__)

NAME = "private.db"
#: "Txpr" (PRAGMA application_id).
APPLICATION_ID = 0x54787072

#: What each version added; the last statement of each writes its number.
_VERSIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE credential (person TEXT NOT NULL PRIMARY KEY,"
        " kind TEXT NOT NULL CHECK (kind IN ('pin', 'passphrase')), hash TEXT NOT NULL,"
        " version INTEGER NOT NULL CHECK (version > 0), entry TEXT NOT NULL,"
        " set_ms INTEGER NOT NULL) STRICT",
        "CREATE TABLE tries (sort TEXT NOT NULL CHECK (sort IN ('person', 'stranger', 'source')),"
        " who TEXT NOT NULL, wrong INTEGER NOT NULL CHECK (wrong >= 0),"
        " until_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, PRIMARY KEY (sort, who)) STRICT",
        "CREATE TABLE login (digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),"
        " person TEXT NOT NULL, person_seq INTEGER NOT NULL, version INTEGER NOT NULL,"
        " made_ms INTEGER NOT NULL) STRICT",
        "CREATE INDEX login_person ON login (person, made_ms)",
        "CREATE TABLE name (sort TEXT NOT NULL CHECK (sort IN ('person', 'household')),"
        " code TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (sort, code)) STRICT",
        "PRAGMA user_version = 1",
    ),
    (
        "CREATE TABLE phone (household TEXT NOT NULL PRIMARY KEY, phone TEXT NOT NULL) STRICT",
        "PRAGMA user_version = 2",
    ),
)

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",  # an old secret's hash does not stay in free pages
    "PRAGMA trusted_schema = OFF",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA cache_size = -256",
)


class Private:
    """A connection to `private.db` that threads take turns at.

    Args:
        connection: in autocommit mode, to a file of the newest version.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.RLock()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection to one thread; all it writes is kept, or nothing of it.

        Raises:
            LedgerFull: the disk takes nothing.  LedgerError: the file cannot be used.
        """
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                    self._connection.execute("COMMIT")
                except BaseException:
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise _translated(error) from error

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Return what a question finds.

        Raises:
            LedgerError: the file cannot be used.
        """
        with self._lock:
            try:
                return self._connection.execute(sql, parameters).fetchall()
            except sqlite3.Error as error:
                raise _translated(error) from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


def open_private(folder: Path) -> Private:
    """Open `private.db` in the shop's folder; make it if there is none.

    Raises:
        LedgerFull: it cannot be made here.  LedgerError: it is of a newer program.
    """
    path = folder / NAME
    try:
        if not path.exists():
            _create(path)
        try:
            return Private(_open(path))
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            _put_aside(path, error)
            _create(path)
            return Private(_open(path))
    except (OSError, sqlite3.Error) as error:
        raise LedgerFull(f"{path} cannot be used ({error}): mend the folder") from error


def _create(path: Path) -> None:
    """Make the file under a temporary name; only a whole, synced one gets the real name."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    connection = sqlite3.connect(fresh, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        _migrate(connection)
    finally:
        connection.close()
    _sync(fresh)
    os.rename(fresh, path)
    _sync(path.parent)


def _open(path: Path) -> sqlite3.Connection:
    os.chmod(path, 0o600)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        found = connection.execute("PRAGMA application_id").fetchone()[0]
        if found != APPLICATION_ID:
            raise LedgerError(f"{path} is no file of this shop: move it away, then start again")
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to the newest version, each step whole or not at all."""
    have = connection.execute("PRAGMA user_version").fetchone()[0]
    if have > len(_VERSIONS):
        raise LedgerError("private.db was written by a newer version: update the program")
    for number in range(have, len(_VERSIONS)):
        connection.execute("BEGIN IMMEDIATE")
        for statement in _VERSIONS[number]:
            connection.execute(statement)
        connection.execute("COMMIT")


def _put_aside(path: Path, error: Exception) -> None:
    """Keep a damaged file under another name, with its journal, and say so loudly."""
    aside = path.with_name(f"{path.name}.damaged")
    _log.critical(
        "%s is damaged (%s) and kept as %s: nobody can log in until the shop is set up again",
        path.name,
        error,
        aside.name,
    )
    for end in ("", "-wal", "-shm"):
        part = path.with_name(path.name + end)
        if part.exists():
            os.replace(part, aside.with_name(aside.name + end))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _translated(error: sqlite3.Error) -> LedgerError:
    text = str(error)
    if isinstance(error, sqlite3.OperationalError):
        return LedgerFull(f"private.db cannot be written ({text}): free the disk or replace it")
    return LedgerError(f"private.db cannot be used: {text}")
