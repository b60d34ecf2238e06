"""Visits that are not over: money that came and has no standing sale."""

from __future__ import annotations

from dataclasses import dataclass

from shop.queries.connection import Connection

_LAST = "SELECT visit, what FROM visit_end ORDER BY seq DESC LIMIT 1"
#: How often it was given up, and how many of its sales stand: only rows since its first movement
#: are looked at, not all that ever ended.
_ENDS = (
    "SELECT coalesce(sum(what = 'abandoned'), 0), coalesce(sum("
    "CASE what WHEN 'declared' THEN 1 WHEN 'voided' THEN -1 ELSE 0 END), 0) FROM visit_end"
    " WHERE seq >= (SELECT min(seq) FROM movement WHERE visit = ?1) AND visit = ?1"
)
_MONEY = (
    "SELECT coalesce(sum(CASE WHEN from_account = 'due' THEN quantity ELSE -quantity END), 0)"
    " FROM movement WHERE visit = ? AND unit = 'fen'"
    " AND (from_account = 'due' OR to_account = 'due')"
)


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit with money and no standing sale: offered again after a restart."""

    visit: str
    fen: int


def left_open(connection: Connection) -> OpenVisit | None:
    """Return the visit whose money is still to be explained, or None.

    There is one till, so only the newest visit can be open; one that BasketAbandoned ended, or
    whose sale stands, is over.
    """
    row = connection.execute(_LAST).fetchone()
    if row is None or row[1] in ("abandoned", "declared"):
        return None
    visit = row[0]
    abandoned, standing = connection.execute(_ENDS, (visit,)).fetchone()
    if abandoned or standing > 0:
        return None
    fen = int(connection.execute(_MONEY, (visit,)).fetchone()[0])
    return OpenVisit(visit, fen) if fen > 0 else None
