"""Orders at payment providers, as the book has them."""

from __future__ import annotations

import json

from shop.inputs import QrOrdered
from shop.queries.connection import Connection

_ORDERED = (
    "SELECT j.body FROM device_job d JOIN journal j USING (seq)"
    " WHERE d.job = ? AND d.what = 'qr_ordered' AND d.serial = ?"
)


def ordered(connection: Connection, gateway: str, order: str) -> QrOrdered | None:
    """Return one order by its number, over or not; None where this provider never had it."""
    row = connection.execute(_ORDERED, (order, gateway)).fetchone()
    if row is None:
        return None
    body = json.loads(row[0])
    return QrOrdered(gateway, order, body["visit"], body["fen"], body["why"])
