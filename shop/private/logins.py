"""Who is logged in: a token in the browser, its digest here; a log-out ends it for good."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from shop.private.file import Private

#: Nobody stays logged in longer, however busy.
ABSOLUTE_MS = 12 * 3600 * 1000
#: A clock set back by more than this ends every log-in made after that moment.
SET_BACK_MS = 5 * 60 * 1000
#: Phones of one person; the oldest log-in makes room.
LOGINS_MAX = 8

_ADD = "INSERT INTO login (digest, person, person_seq, version, made_ms) VALUES (?, ?, ?, ?, ?)"
_FIND = "SELECT person, person_seq, version, made_ms FROM login WHERE digest = ?"
_END = "DELETE FROM login WHERE digest = ?"
_END_ALL = "DELETE FROM login WHERE person = ?"
_END_OLD = "DELETE FROM login WHERE made_ms < ? OR made_ms > ?"
_MAKE_ROOM = (
    "DELETE FROM login WHERE person = ? AND digest NOT IN"
    " (SELECT digest FROM login WHERE person = ? ORDER BY made_ms DESC, rowid DESC LIMIT ?)"
)


@dataclass(frozen=True, slots=True)
class Login:
    """One log-in: whose, and how person and secret stood when it was made."""

    person: str
    person_seq: int
    version: int
    made_ms: int


class Logins:
    """All log-ins.

    Args:
        private: the file.
    """

    def __init__(self, private: Private) -> None:
        self._private = private

    def begin(self, login: Login) -> str:
        """Return a fresh token for a log-in."""
        token = secrets.token_urlsafe(32)
        now_ms = login.made_ms
        with self._private.transaction() as connection:
            connection.execute(_END_OLD, (now_ms - ABSOLUTE_MS, now_ms + SET_BACK_MS))
            connection.execute(
                _ADD,
                (_digest(token), login.person, login.person_seq, login.version, login.made_ms),
            )
            connection.execute(_MAKE_ROOM, (login.person, login.person, LOGINS_MAX))
        return token

    def find(self, token: str, now_ms: int) -> Login | None:
        """Return the log-in of a token, unless it has ended."""
        rows = self._private.rows(_FIND, (_digest(token),))
        if not rows:
            return None
        login = Login(*rows[0])
        return login if -SET_BACK_MS <= now_ms - login.made_ms < ABSOLUTE_MS else None

    def end(self, token: str) -> None:
        """Log one browser out."""
        with self._private.transaction() as connection:
            connection.execute(_END, (_digest(token),))

    def end_all(self, person: str) -> None:
        """Log somebody out everywhere."""
        with self._private.transaction() as connection:
            connection.execute(_END_ALL, (person,))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
