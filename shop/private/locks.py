"""Wrong tries, kept so that no restart forgets them.

A try is written down as wrong before it is looked at and taken back if it was right: pulling
the plug in between, or trying from many phones at once, gains nothing.
"""

from __future__ import annotations

import sqlite3
from ipaddress import IPv6Address, ip_address, ip_network

from shop.people_errors import LockedOut
from shop.private.file import Private
from shop.private.lockout import (
    MINUTE_MS,
    PERSON_FREE,
    SOURCE_FREE,
    Tries,
    counted,
    left_ms,
    settled,
    taken_back,
)

#: Rows kept of codes that nobody has, and of addresses; people's own rows never make room.
ROWS_MAX = 500

_READ = "SELECT wrong, until_ms, last_ms FROM tries WHERE sort = ? AND who = ?"
_WRITE = (
    "INSERT INTO tries (sort, who, wrong, until_ms, last_ms) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (sort, who) DO UPDATE SET wrong = excluded.wrong,"
    " until_ms = excluded.until_ms, last_ms = excluded.last_ms"
)
_FORGET = "DELETE FROM tries WHERE sort = ? AND who = ?"
_MAKE_ROOM = (
    "DELETE FROM tries WHERE sort = ? AND who NOT IN"
    " (SELECT who FROM tries WHERE sort = ? ORDER BY last_ms DESC LIMIT ?)"
)
_FREE = {"person": PERSON_FREE, "stranger": PERSON_FREE, "source": SOURCE_FREE}


def source_of(address: str | None) -> str:
    """Return whose tries an address counts as: an IPv6 network is one, however many addresses."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        if not found.is_loopback:
            return str(ip_network((found, 64), strict=False))
    return str(found)


class Locks:
    """Who has to wait.

    Args:
        private: the file.
    """

    def __init__(self, private: Private) -> None:
        self._private = private

    def begin(self, code: str, known: bool, source: str, now_ms: int) -> None:
        """Count one try of a code from an address, as wrong until `right` says otherwise.

        Raises:
            LockedOut: it is too early; the try is not looked at and not counted.
        """
        keys = _keys(code, known, source)
        with self._private.transaction() as connection:
            found = {key: _read(connection, key, now_ms) for key in keys}
            wait = max(left_ms(tries, now_ms) for tries in found.values())
            if wait:
                # the wait may have been cut short by a clock that was set back: keep that
                for key, tries in found.items():
                    _write(connection, key, tries)
            else:
                for key, tries in found.items():
                    _write(connection, key, counted(tries, now_ms, _FREE[key[0]]))
                for sort in ("stranger", "source"):
                    connection.execute(_MAKE_ROOM, (sort, sort, ROWS_MAX))
        if wait:
            raise LockedOut(minutes=-(-wait // MINUTE_MS))

    def right(self, code: str, source: str, now_ms: int) -> None:
        """Take the try back that `begin` counted: it was right."""
        with self._private.transaction() as connection:
            connection.execute(_FORGET, ("person", code))
            key = ("source", source)
            _write(connection, key, taken_back(_read(connection, key, now_ms)))

    def forget(self, code: str) -> None:
        """Let somebody try again at once: a coordinator gave them a new secret."""
        with self._private.transaction() as connection:
            connection.execute(_FORGET, ("person", code))

    def wait_ms(self, code: str, now_ms: int) -> int:
        """Return how long somebody still has to wait."""
        rows = self._private.rows(_READ, ("person", code))
        return left_ms(settled(Tries(*rows[0]), now_ms, PERSON_FREE), now_ms) if rows else 0


def _keys(code: str, known: bool, source: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("person" if known else "stranger", code[:64]), ("source", source)


def _read(connection: sqlite3.Connection, key: tuple[str, str], now_ms: int) -> Tries:
    row = connection.execute(_READ, key).fetchone()
    return settled(Tries(*row), now_ms, _FREE[key[0]]) if row else Tries()


def _write(connection: sqlite3.Connection, key: tuple[str, str], tries: Tries) -> None:
    connection.execute(_WRITE, (*key, tries.wrong, tries.until_ms, tries.last_ms))
