"""Where a counting device was when the book last heard of it."""

from __future__ import annotations

import json

from shop.inputs import CreditReading
from shop.queries.connection import Connection

_CURSOR = (
    "SELECT j.body FROM device_reading d JOIN journal j USING (seq)"
    " WHERE d.serial = ? ORDER BY d.seq DESC LIMIT 1"
)


def cursor(connection: Connection, serial: str) -> CreditReading | None:
    """Return the latest reading of a device by its serial, or None at first contact."""
    row = connection.execute(_CURSOR, (serial,)).fetchone()
    if row is None:
        return None
    body = json.loads(row[0])
    return CreditReading(
        device=body["device"],
        serial=body["serial"],
        epoch=body["epoch"],
        credit_no=body["credit_no"],
        counter=body["counter"],
        events=tuple((pair[0], pair[1]) for pair in body["events"]),
        lost=body.get("lost") or 0,
        errors=tuple(body.get("errors") or ()),
        why=body["why"],
        insertions=body.get("insertions"),
    )
