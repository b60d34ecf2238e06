"""IOUs that are open, and what was paid of debts that nobody named."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from shop.ious import DAY_MS, DAYS, Iou
from shop.queries import balances
from shop.queries.connection import Connection

_OWED = (
    "SELECT iou, sum(CASE WHEN to_account = 'owed' THEN quantity"
    " WHEN from_account = 'owed' THEN -quantity ELSE 0 END) AS owed"
    " FROM movement WHERE iou IS NOT NULL GROUP BY iou HAVING owed > 0"
)
_NOTED = (
    "SELECT i.iou, j.body, j.at_ms, i.seq FROM iou i JOIN journal j USING (seq)"
    " WHERE i.iou IN (SELECT value FROM json_each(?)) ORDER BY i.seq"
)


def open_ious(connection: Connection) -> tuple[Iou, ...]:
    """Return the IOUs that still owe something, the oldest first."""
    owed = {iou: int(fen) for iou, fen in connection.execute(_OWED)}
    rows = connection.execute(_NOTED, (json.dumps(list(owed)),))
    found = {row[0]: _iou(row, owed[row[0]]) for row in rows}
    return tuple(found.values())


def one(connection: Connection, iou: str) -> Iou | None:
    """Return an IOU, or None where there is none of this id."""
    row = connection.execute(_NOTED, (json.dumps([iou]),)).fetchone()
    return _iou(row, balances.of_iou(connection, iou)) if row else None


def unnamed_fen(connection: Connection) -> int:
    """Return what was paid or let go of debts that nobody named, in fen: no IOU is less for it."""
    named = sum(int(fen) for _, fen in connection.execute(_OWED))
    return named - balances.one(connection, "owed")


def _iou(row: Sequence[Any], owed_fen: int) -> Iou:
    iou, text, at_ms, seq = row
    body = json.loads(text)
    due_ms = int(at_ms) + DAYS * DAY_MS
    if body.get("due_on"):
        day = date.fromisoformat(body["due_on"])
        due_ms = (day - date(1970, 1, 1)).days * DAY_MS + DAY_MS
    return Iou(iou, body.get("alias") or "", int(body["fen"]), owed_fen, int(at_ms), seq, due_ms)
