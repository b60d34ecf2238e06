"""Households as the book knows them: a code, a village, what the fund owes them; never a name."""

from __future__ import annotations

import json
from dataclasses import dataclass

from shop.queries.connection import Connection

_ALL = "SELECT body, at_ms, seq FROM journal WHERE kind = 'HouseholdRegistered' ORDER BY seq"
_ONE = (
    "SELECT body, at_ms, seq FROM journal WHERE kind = 'HouseholdRegistered'"
    " AND json_extract(body, '$.household') = ? ORDER BY seq DESC LIMIT 1"
)
#: Set aside for a household, and paid to it: few entries, found by their kind.
_OWED = """
SELECT m.party,
       sum(CASE WHEN m.from_account = 'fund' AND m.to_account = 'payable' THEN m.quantity
                WHEN m.from_account = 'payable' AND m.to_account = 'fund' THEN -m.quantity
                ELSE 0 END),
       sum(CASE WHEN m.to_account = 'household' THEN m.quantity
                WHEN m.from_account = 'household' THEN -m.quantity ELSE 0 END)
FROM journal j JOIN movement m USING (seq)
WHERE j.kind IN ('ProceedsAllocated', 'PayoutMade', 'EntryCorrected') AND j.seq <= ?
  AND 'payable' IN (m.from_account, m.to_account) AND m.party IS NOT NULL
GROUP BY m.party ORDER BY m.party
"""


@dataclass(frozen=True, slots=True)
class Household:
    """One household: its code, its village ("" where none was said), when it was last changed."""

    code: str
    village: str
    at_ms: int
    seq: int


@dataclass(frozen=True, slots=True)
class Owed:
    """What was ever set aside for a household and what was paid to it, in fen."""

    set_aside_fen: int = 0
    paid_fen: int = 0

    @property
    def owed_fen(self) -> int:
        """What the fund still owes it."""
        return self.set_aside_fen - self.paid_fen


def households(connection: Connection) -> tuple[Household, ...]:
    """Return all households, by code; the newest word about each counts."""
    found = {}
    for row in connection.execute(_ALL):
        one = _household(row)
        found[one.code] = one
    return tuple(found[code] for code in sorted(found))


def household(connection: Connection, code: str) -> Household | None:
    """Return one household, or None if nobody registered this code."""
    row = connection.execute(_ONE, (code,)).fetchone()
    return _household(row) if row else None


def owed(connection: Connection, until_seq: int = 1 << 62) -> dict[str, Owed]:
    """Return what the fund owes, by household code: now, or after an entry."""
    rows = connection.execute(_OWED, (until_seq,)).fetchall()
    return {party: Owed(int(aside), int(paid)) for party, aside, paid in rows}


def _household(row: tuple[str, int, int]) -> Household:
    body = json.loads(row[0])
    return Household(body["household"], body.get("village") or "", row[1], row[2])
