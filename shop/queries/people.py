"""Who may sign, as the book says: the newest word about each code counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shop.queries.connection import Connection

_ALL = (
    "SELECT seq, kind, at_ms, body FROM journal"
    " WHERE kind IN ('PersonEnrolled', 'PersonSuspended') ORDER BY seq"
)
_ONE = (
    "SELECT seq, kind, at_ms, body FROM journal"
    " WHERE kind IN ('PersonEnrolled', 'PersonSuspended')"
    " AND json_extract(body, '$.person') = ? ORDER BY seq DESC LIMIT 1"
)
_LAST_ROLES = (
    "SELECT body FROM journal WHERE kind = 'PersonEnrolled'"
    " AND json_extract(body, '$.person') = ? ORDER BY seq DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the book knows.

    Attributes:
        code: how the book calls them.  roles: in which they sign, or signed last.
        active: whether they may sign now.  seq: of the newest entry about them.
        at_ms: when that was.
    """

    code: str
    roles: tuple[str, ...]
    active: bool
    seq: int
    at_ms: int

    def may(self, *roles: str) -> bool:
        """Say whether they may sign now in one of these roles."""
        return self.active and not set(roles).isdisjoint(self.roles)


def everybody(connection: Connection) -> tuple[Person, ...]:
    """Return all people the book ever enrolled, in the order of their first entry."""
    found: dict[str, Person] = {}
    for row in connection.execute(_ALL):
        code = json.loads(row[3])["person"]
        before = found.get(code)
        found[code] = _person(row, before.roles if before else ())
    return tuple(found.values())


def person(connection: Connection, code: str) -> Person | None:
    """Return one person, or None if the book never heard of this code."""
    row = connection.execute(_ONE, (code,)).fetchone()
    if row is None:
        return None
    last = connection.execute(_LAST_ROLES, (code,)).fetchone()
    return _person(row, tuple(json.loads(last[0])["roles"]) if last else ())


def coordinators(connection: Connection) -> tuple[str, ...]:
    """Return the codes of all who may sign as coordinators now."""
    return tuple(one.code for one in everybody(connection) if one.may("coordinator"))


def _person(row: Sequence[Any], roles: tuple[str, ...]) -> Person:
    seq, kind, at_ms, text = row
    body = json.loads(text)
    enrolled = kind == "PersonEnrolled"
    return Person(body["person"], tuple(body["roles"]) if enrolled else roles, enrolled, seq, at_ms)
