"""Which cut a late fact meets: the first from its own on that counted the item or the box."""

from __future__ import annotations

from shop.queries.connection import Connection

_FROM_ON = (
    "SELECT o.cut FROM cut o WHERE o.what = 'opened'"
    " AND o.seq >= (SELECT seq FROM cut WHERE cut = ? AND what = 'opened')"
    " AND NOT EXISTS (SELECT 1 FROM cut e WHERE e.cut = o.cut AND e.what = 'cancelled')"
    " AND EXISTS (SELECT 1 FROM count_line c WHERE c.cut = o.cut AND c.item = ?)"
    " ORDER BY o.seq LIMIT 1"
)
_BOX_FROM_ON = (
    "SELECT o.cut FROM cut o WHERE o.what = 'opened'"
    " AND o.seq >= (SELECT seq FROM cut WHERE cut = ? AND what = 'opened')"
    " AND NOT EXISTS (SELECT 1 FROM cut e WHERE e.cut = o.cut AND e.what = 'cancelled')"
    " AND EXISTS (SELECT 1 FROM box_count c WHERE c.cut = o.cut)"
    " ORDER BY o.seq LIMIT 1"
)
_KNOWN = (
    "SELECT 1 FROM cut o WHERE o.cut = ? AND o.what = 'opened'"
    " AND NOT EXISTS (SELECT 1 FROM cut e WHERE e.cut = o.cut AND e.what = 'cancelled')"
)
_CUT_OF = (
    "SELECT o.cut FROM cut o WHERE o.what = 'opened' AND o.seq > ?"
    " AND NOT EXISTS (SELECT 1 FROM cut e WHERE e.cut = o.cut AND e.what = 'cancelled')"
    " ORDER BY o.seq LIMIT 1"
)
_SALES_OF = (
    "SELECT DISTINCT m.seq FROM movement m JOIN journal j USING (seq)"
    " WHERE m.item = ?1 AND j.kind = 'SaleDeclared'"
    " AND NOT EXISTS (SELECT 1 FROM journal v WHERE v.id = j.id || '/void')"
    " ORDER BY m.seq"
)
_MIRRORED = (
    "SELECT m.item, m.unit, sum(CASE WHEN m.to_account IN ('missing', 'over_short')"
    " THEN m.quantity ELSE -m.quantity END) FROM named_cut n JOIN movement m USING (seq, line)"
    " WHERE n.cut = ? AND (m.from_account IN ('missing', 'over_short')"
    " OR m.to_account IN ('missing', 'over_short')) GROUP BY m.item, m.unit"
)


def mirrored_in(connection: Connection, cut: str) -> tuple[tuple[str | None, str, int], ...]:
    """Return (item or None for the box, unit, quantity) that late facts mirrored in an open cut."""
    rows = connection.execute(_MIRRORED, (cut,)).fetchall()
    return tuple((item, unit, int(quantity)) for item, unit, quantity in rows if quantity)


def counted_in(connection: Connection, for_cut: str, item: str) -> str | None:
    """Return the first cut from `for_cut` on (cancelled ones apart) that counted an item."""
    return _first(connection, _FROM_ON, (for_cut, item))


def box_counted_in(connection: Connection, for_cut: str) -> str | None:
    """Return the first cut from `for_cut` on that counted the box."""
    return _first(connection, _BOX_FROM_ON, (for_cut,))


def is_known(connection: Connection, cut: str) -> bool:
    """Say whether a cut was opened under this id and not cancelled."""
    return connection.execute(_KNOWN, (cut,)).fetchone() is not None


def cut_after(connection: Connection, seq: int) -> str | None:
    """Return the first cut opened after an entry: the one it belongs to, or None yet."""
    return _first(connection, _CUT_OF, (seq,))


def standing_sales_of(connection: Connection, item: str) -> tuple[int, ...]:
    """Return the seq of each sale that was declared of an item and not taken back."""
    return tuple(row[0] for row in connection.execute(_SALES_OF, (item,)).fetchall())


def _first(connection: Connection, sql: str, parameters: tuple[str | int, ...]) -> str | None:
    row = connection.execute(sql, parameters).fetchone()
    return row[0] if row else None
