"""Lots as the book tells them: what came, on what terms, and what moved off the shelf since."""

from __future__ import annotations

from shop.queries.connection import Connection

_OWNER = (
    "SELECT coalesce(json_extract(body, '$.party'), json_extract(body, '$.supplier'), '')"
    " FROM journal WHERE kind = 'GoodsReceived' AND json_extract(body, '$.lot') = ?"
    " ORDER BY seq LIMIT 1"
)


def owner_of(connection: Connection, lot: str) -> str | None:
    """Return whose goods a lot's name stands for; None where nobody used it yet."""
    row = connection.execute(_OWNER, (lot,)).fetchone()
    return str(row[0]) if row else None
