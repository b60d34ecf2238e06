"""What is where: brought forward at the last CutClosed, plus the movements since."""

from __future__ import annotations

from shop.queries.connection import Connection

_LAST_CLOSED = "SELECT seq FROM cut WHERE what = 'closed' ORDER BY seq DESC LIMIT 1"
_ALL = """
SELECT account, item, sum(quantity) FROM (
    SELECT account, item, quantity FROM brought_forward WHERE seq = ?1
    UNION ALL
    SELECT to_account, coalesce(item, ''), quantity FROM movement WHERE seq > ?1
    UNION ALL
    SELECT from_account, coalesce(item, ''), -quantity FROM movement WHERE seq > ?1
) GROUP BY account, item ORDER BY account, item
"""
_ONE = """
SELECT coalesce((SELECT quantity FROM brought_forward
                 WHERE seq = ?1 AND account = ?2 AND item = ?3), 0)
     + coalesce((SELECT sum(CASE WHEN to_account = ?2 THEN quantity ELSE -quantity END)
                 FROM movement WHERE seq > ?1 AND (from_account = ?2 OR to_account = ?2)
                 AND coalesce(item, '') = ?3), 0)
"""
_IOU = """
SELECT coalesce(sum(CASE WHEN to_account = 'owed' THEN quantity
                         WHEN from_account = 'owed' THEN -quantity ELSE 0 END), 0)
FROM movement WHERE iou = ?
"""


def has_moved(connection: Connection, item: str) -> bool:
    """Say whether an item has ever been on a shelf of this book."""
    row = connection.execute("SELECT 1 FROM movement WHERE item = ? LIMIT 1", (item,)).fetchone()
    return row is not None


def any_movement(connection: Connection) -> bool:
    """Say whether anything has moved in this book yet."""
    return connection.execute("SELECT 1 FROM movement LIMIT 1").fetchone() is not None


def last_closed_seq(connection: Connection) -> int:
    """Return the seq of the newest CutClosed, 0 before the first."""
    row = connection.execute(_LAST_CLOSED).fetchone()
    return row[0] if row else 0


def all_of(connection: Connection) -> dict[tuple[str, str], int]:
    """Return every balance that is not 0: (account, item or "") → pieces, grams or fen."""
    rows = connection.execute(_ALL, (last_closed_seq(connection),))
    return {(account, item): quantity for account, item, quantity in rows if quantity}


def shelf(connection: Connection) -> dict[str, int]:
    """Return what the shelf should hold now: item → pieces or grams; may be negative."""
    balances = all_of(connection)
    return {item: quantity for (place, item), quantity in balances.items() if place == "shelf"}


def money(connection: Connection) -> dict[str, int]:
    """Return what is in each money place now: account → fen."""
    return {place: fen for (place, item), fen in all_of(connection).items() if not item}


def one(connection: Connection, account: str, item: str = "") -> int:
    """Return one balance now: of an item at a goods place, or of a money place."""
    row = connection.execute(_ONE, (last_closed_seq(connection), account, item)).fetchone()
    return int(row[0])


def of_iou(connection: Connection, iou: str) -> int:
    """Return what an IOU still owes, in fen."""
    return int(connection.execute(_IOU, (iou,)).fetchone()[0])
