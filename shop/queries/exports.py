"""What exports read: every movement with its entry's moment, and each IOU with what became of it.

Rows come one by one, so that a book of ten years needs no more memory than one of a week.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shop.queries.connection import Connection
from shop.queries.cuts import bounds

_COLUMNS = (
    "m.seq, m.line, j.at_ms, j.kind, m.from_account, m.to_account, m.quantity, m.unit, m.item,"
    " m.each_fen, m.visit, m.party"
)
_ALL = f"SELECT {_COLUMNS} FROM movement m JOIN journal j USING (seq) ORDER BY m.seq, m.line"
_OF_CUT = f"""
SELECT {_COLUMNS} FROM movement m JOIN journal j USING (seq)
WHERE m.seq > ?1 AND m.seq <= ?2
  AND NOT EXISTS (SELECT 1 FROM named_cut n WHERE n.seq = m.seq AND n.line = m.line)
UNION ALL
SELECT {_COLUMNS} FROM named_cut n JOIN movement m USING (seq, line) JOIN journal j USING (seq)
WHERE n.cut IN (
  SELECT ?3 UNION ALL
  SELECT o.cut FROM cut o JOIN cut e ON e.cut = o.cut AND e.what = 'cancelled'
  WHERE o.what = 'opened' AND o.seq > ?1 AND o.seq <= ?2
)
ORDER BY 1, 2
"""
_FORWARD = "SELECT account, item, quantity FROM brought_forward WHERE seq = ?"
_IOUS = """
SELECT j.at_ms, json_extract(j.body, '$.alias'), json_extract(j.body, '$.due_on'), i.fen,
  coalesce((SELECT sum(CASE WHEN m.from_account = 'owed' THEN m.quantity ELSE -m.quantity END)
            FROM movement m JOIN journal k USING (seq)
            WHERE m.iou = i.iou AND k.kind <> 'IouNoted' AND 'due' IN (m.from_account, m.to_account)
              AND k.kind = 'IouRepaid'), 0),
  coalesce((SELECT sum(CASE WHEN m.to_account = 'forgiven' THEN m.quantity ELSE -m.quantity END)
            FROM movement m
            WHERE m.iou = i.iou AND 'forgiven' IN (m.from_account, m.to_account)), 0),
  coalesce((SELECT sum(CASE WHEN m.to_account = 'owed' THEN m.quantity ELSE -m.quantity END)
            FROM movement m
            WHERE m.iou = i.iou AND 'owed' IN (m.from_account, m.to_account)), 0)
FROM iou i JOIN journal j USING (seq) ORDER BY i.seq
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """One movement with the kind and moment of its entry."""

    seq: int
    line: int
    at_ms: int
    kind: str
    from_account: str
    to_account: str
    quantity: int
    unit: str
    item: str | None
    each_fen: int | None
    visit: str | None
    party: str | None


@dataclass(frozen=True, slots=True)
class IouState:
    """One IOU and what became of it, in fen; of the resident only the name they chose.

    Attributes:
        open_fen: what is still owed; less than noted − repaid − forgiven where its sale was
            taken back.
    """

    at_ms: int
    alias: str | None
    due_on: str | None
    fen: int
    repaid_fen: int
    forgiven_fen: int
    open_fen: int


def movements(connection: Connection) -> Iterator[Moved]:
    """Go through every movement of the book, in order."""
    return (Moved(*row) for row in connection.execute(_ALL))


def movements_of_cut(connection: Connection, cut: str) -> Iterator[Moved]:
    """Go through the movements that belong to a cut, in the order of the book.

    Raises:
        NoCutOpen: there is no such cut.
    """
    edge = bounds(connection, cut)
    rows = connection.execute(_OF_CUT, (edge.after_seq, edge.opened_seq, cut))
    return (Moved(*row) for row in rows)


def brought_forward(connection: Connection, closed_seq: int) -> dict[tuple[str, str], int]:
    """Return what a CutClosed brought forward: (account, item or "") → pieces, grams or fen."""
    rows = connection.execute(_FORWARD, (closed_seq,))
    return {(account, item): quantity for account, item, quantity in rows}


def ious(connection: Connection) -> tuple[IouState, ...]:
    """Return every IOU in the order in which they were noted."""
    return tuple(IouState(*row) for row in connection.execute(_IOUS))
