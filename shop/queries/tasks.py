"""What volunteers are asked to look at."""

from __future__ import annotations

from dataclasses import dataclass

from shop.catalogue import UNKNOWN
from shop.queries.balances import last_closed_seq
from shop.queries.connection import Connection

_UNKNOWN = """
SELECT m.item, count(DISTINCT m.sale),
       sum(CASE WHEN m.from_account = 'shelf' THEN m.quantity ELSE -m.quantity END),
       sum(CASE WHEN m.from_account = 'shelf' THEN m.quantity * m.each_fen
                ELSE -m.quantity * m.each_fen END),
       max(j.at_ms)
FROM movement m JOIN journal j USING (seq)
WHERE m.seq > ? AND m.item >= ? AND m.item < ?
  AND ('taken' IN (m.from_account, m.to_account))
GROUP BY m.item HAVING sum(CASE WHEN m.from_account = 'shelf' THEN 1 ELSE -1 END) > 0
ORDER BY 2 DESC, m.item
"""
_BACK = """
SELECT coalesce(min(seq), 0) FROM
    (SELECT seq FROM cut WHERE what = 'closed' ORDER BY seq DESC LIMIT 4)
"""

_MOVED = """
SELECT max(at_ms) FROM journal
WHERE kind = 'DeviceNoted' AND body ->> '$.device' = 'tilt' AND body ->> '$.what' = 'moved'
  AND seq > (SELECT coalesce(max(seq), 0) FROM journal WHERE kind = 'CashCounted')
"""


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A code residents bought that nobody has listed yet."""

    item: str
    code: str
    sales: int
    units: int
    fen: int
    last_ms: int


def unknown_codes(connection: Connection) -> tuple[UnknownCode, ...]:
    """Return unlisted codes of the last few cuts, the most scanned first."""
    since = int(connection.execute(_BACK).fetchone()[0]) if last_closed_seq(connection) else 0
    rows = connection.execute(_UNKNOWN, (since, UNKNOWN, UNKNOWN + "\uffff")).fetchall()
    return tuple(UnknownCode(row[0], row[0][len(UNKNOWN) :], *row[1:]) for row in rows)


def box_moved(connection: Connection) -> int | None:
    """Return when the box was last moved (UTC ms), or None: who counts it has looked at it."""
    at_ms: int | None = connection.execute(_MOVED).fetchone()[0]
    return at_ms
