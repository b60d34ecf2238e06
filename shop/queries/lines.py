"""Movements by the cut they belong to, and the opening balances of a cut.

A movement belongs to the cut its entry names, else to the first closed cut whose CutOpened
comes after it (DESIGN.md section 4). What names a round that was given up belongs to the next
one that was closed, since a cancelled round bounds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from shop.queries.connection import Connection
from shop.queries.cuts import Bounds
from shop.queries.journal import END_SEQ

_OF_CUT = """
SELECT m.seq, m.from_account, m.to_account, m.quantity, m.item, m.each_fen, m.visit, m.sale,
       j.kind, j.at_ms, CASE WHEN j.corrects IS NULL THEN NULL ELSE j.body END
FROM movement m JOIN journal j USING (seq)
WHERE m.seq > ?1 AND m.seq <= ?2
  AND NOT EXISTS (SELECT 1 FROM named_cut n WHERE n.seq = m.seq AND n.line = m.line)
UNION ALL
SELECT m.seq, m.from_account, m.to_account, m.quantity, m.item, m.each_fen, m.visit, m.sale,
       j.kind, j.at_ms, CASE WHEN j.corrects IS NULL THEN NULL ELSE j.body END
FROM named_cut n JOIN movement m USING (seq, line) JOIN journal j USING (seq)
WHERE n.cut IN (
  SELECT ?3 UNION ALL
  SELECT o.cut FROM cut o JOIN cut e ON e.cut = o.cut AND e.what = 'cancelled'
  WHERE o.what = 'opened' AND o.seq > ?1 AND o.seq <= ?2
)
ORDER BY 1
"""
_FORWARD = (
    "SELECT account, item, quantity FROM brought_forward"
    " WHERE seq = ? AND account IN ('shelf', 'cashbox', 'owed')"
)
_AFTER_BOUNDARY = """
SELECT m.from_account, m.to_account, coalesce(m.item, ''), m.quantity FROM movement m
WHERE m.seq > ?1 AND m.seq < ?2
  AND NOT EXISTS (SELECT 1 FROM named_cut n WHERE n.seq = m.seq AND n.line = m.line)
"""
_LATE = """
SELECT m.from_account, m.to_account, coalesce(m.item, ''), m.quantity
FROM named_cut n JOIN cut o ON o.cut = n.cut AND o.what = 'opened'
JOIN movement m ON m.seq = n.seq AND m.line = n.line
WHERE n.seq > ?1 AND o.seq <= ?2
"""
_BETWEEN = """
SELECT m.seq, m.from_account, m.to_account, coalesce(m.item, ''), m.quantity
FROM movement m
WHERE m.seq > ?1 AND m.seq < ?2
  AND (m.from_account IN ('shelf', 'cashbox') OR m.to_account IN ('shelf', 'cashbox'))
  AND NOT EXISTS (SELECT 1 FROM named_cut n WHERE n.seq = m.seq AND n.line = m.line)
ORDER BY m.seq
"""
_LATE_SALES = """
SELECT m.seq, m.item, m.quantity, json_extract(j.body, '$.opened_seq')
FROM movement m JOIN journal j USING (seq)
WHERE m.seq > ?1 AND m.seq < ?3 AND j.kind = 'SaleDeclared' AND m.from_account = 'shelf'
  AND json_extract(j.body, '$.opened_seq') < ?2
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One movement of a cut, with the kind of its entry and, of a correction, its body."""

    seq: int
    from_account: str
    to_account: str
    quantity: int
    item: str | None
    each_fen: int | None
    visit: str | None
    sale: str | None
    kind: str
    at_ms: int
    correction: str | None


@dataclass(frozen=True, slots=True)
class Flow:
    """What moved on a shelf or in the box while the round was going on."""

    seq: int
    place: str
    item: str
    quantity: int


def of_cut(connection: Connection, edge: Bounds) -> tuple[Line, ...]:
    """Return every movement that belongs to a cut, in the order of the book."""
    rows = connection.execute(_OF_CUT, (edge.after_seq, edge.opened_seq, edge.cut))
    return tuple(Line(*row) for row in rows)


def openings(connection: Connection, edge: Bounds) -> dict[tuple[str, str], int]:
    """Return O of shelf, cashbox and owed: the sum of the movements of earlier cuts.

    It is what the previous CutClosed brought forward, less what had by then moved after its
    boundary, plus facts that were recorded later and name an earlier cut.
    """
    if edge.previous is None:
        return {}
    found: dict[tuple[str, str], int] = {}
    for account, item, quantity in connection.execute(_FORWARD, (edge.previous_closed_seq,)):
        found[account, item] = quantity
    own = connection.execute(_AFTER_BOUNDARY, (edge.after_seq, edge.previous_closed_seq))
    for row in own:
        _move(found, row, -1)
    late = connection.execute(_LATE, (edge.previous_closed_seq, edge.after_seq))
    for row in late:
        _move(found, row, 1)
    return found


def _move(found: dict[tuple[str, str], int], row: tuple[str, str, str, int], sign: int) -> None:
    source, target, item, quantity = row
    found[source, item] = found.get((source, item), 0) - sign * quantity
    found[target, item] = found.get((target, item), 0) + sign * quantity


def flows_since(connection: Connection, edge: Bounds, before_seq: int) -> tuple[Flow, ...]:
    """Return what flowed onto (+) and off (−) shelf and box after the boundary of a cut.

    Facts that name a cut are left out: they are of before their boundary.
    """
    out = []
    for seq, source, target, item, quantity in connection.execute(
        _BETWEEN, (edge.opened_seq, before_seq)
    ):
        if source in ("shelf", "cashbox"):
            out.append(Flow(seq, source, item, -quantity))
        if target in ("shelf", "cashbox"):
            out.append(Flow(seq, target, item, quantity))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class LateSale:
    """Goods of a sale declared during the round, whose basket began at `opened_seq`."""

    seq: int
    item: str
    quantity: int
    opened_seq: int


def sales_around_counts(
    connection: Connection, edge: Bounds, newest_count_seq: int
) -> tuple[LateSale, ...]:
    """Return sales declared after the boundary whose basket began before the newest count.

    Goods of a basket that began before an item's count and was declared after it had left the
    shelf when the volunteer looked: they count as gone before that count. Such baskets end before
    the cut is closed, so nothing after its CutClosed is looked at.
    """
    end_seq = END_SEQ if edge.closed_seq is None else edge.closed_seq
    rows = connection.execute(_LATE_SALES, (edge.opened_seq, newest_count_seq, end_seq))
    return tuple(LateSale(*row) for row in rows)
