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
_UNSURE = """
SELECT d.job, j.body ->> '$.device', j.at_ms, (
    SELECT h.body ->> '$.held.fen' FROM device_reading r JOIN journal h USING (seq)
    WHERE r.serial = d.serial AND r.epoch = j.body ->> '$.epoch'
      AND d.job = r.serial || ':' || r.epoch || ':' || (h.body ->> '$.held.credit_no')
    ORDER BY r.seq LIMIT 1)
FROM device_job d JOIN journal j USING (seq)
WHERE d.what = 'note_unsure' AND NOT EXISTS
    (SELECT 1 FROM device_job s WHERE s.job = d.job AND s.what = 'note_settled')
"""
#: Notes on a page: a machine that loses more is to be switched off.
UNSURE_MAX = 50
_ASIDE = """
SELECT j.seq, j.at_ms, j.body ->> '$.device', j.body ->> '$.fen', j.body ->> '$.why'
FROM device_job d JOIN journal j USING (seq) WHERE d.what = 'qr_aside'
ORDER BY d.seq DESC LIMIT 50
"""


@dataclass(frozen=True, slots=True)
class UnsureNote:
    """A note that was in escrow and of which no machine knows what became.

    Attributes:
        note: how the book calls it.  device: the machine.  at_ms: when that was found.
        fen: what it is worth, None where the machine did not say.
    """

    note: str
    device: str
    at_ms: int
    fen: int | None


@dataclass(frozen=True, slots=True)
class AsidePayment:
    """A payment that fits no order: its entry, when, from whom, how much, and what does not fit.

    Attributes:
        why: amount | currency | shop | unknown_order.
    """

    seq: int
    at_ms: int
    gateway: str
    fen: int
    why: str


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


def unsure_notes(connection: Connection) -> tuple[UnsureNote, ...]:
    """Return notes that somebody has to look for, the oldest first."""
    rows = connection.execute(f"{_UNSURE} ORDER BY d.seq LIMIT {UNSURE_MAX}")
    return tuple(UnsureNote(*row) for row in rows)


def unsure_note(connection: Connection, note: str) -> UnsureNote | None:
    """Return one note that nobody has found yet, or None."""
    row = connection.execute(f"{_UNSURE} AND d.job = ?", (note,)).fetchone()
    return UnsureNote(*row) if row else None


def aside_payments(connection: Connection) -> tuple[AsidePayment, ...]:
    """Return payments that a provider told of and that fit no order, the newest first."""
    return tuple(AsidePayment(*row) for row in connection.execute(_ASIDE))
