"""Where a counting device was when the book last heard of it."""

from __future__ import annotations

import json

from shop.inputs import CreditReading
from shop.queries.connection import Connection

_CURSOR = (
    "SELECT j.body FROM device_reading d JOIN journal j USING (seq)"
    " WHERE d.serial = ? ORDER BY d.seq DESC LIMIT 1"
)
_CREDIT = "SELECT 1 FROM device_credit WHERE serial = ? AND epoch = ? AND credit_no = ?"
_READ_TO = (
    "SELECT credit_no FROM device_reading WHERE serial = ? AND epoch = ? ORDER BY seq DESC LIMIT 1"
)


def credits_in_book(connection: Connection, reading: CreditReading) -> frozenset[int]:
    """Return the numbers of a reading's credits that the book has already.

    A coin of unknown value is in no row of its own: it counts as had where an earlier reading
    of its epoch reached it.
    """
    key = (reading.serial, reading.epoch)
    row = connection.execute(_READ_TO, key).fetchone()
    read_to = row[0] if row else -1
    have = set()
    for coin in reading.credits:
        if coin.fen is None:
            known = coin.credit_no <= read_to
        else:
            known = connection.execute(_CREDIT, (*key, coin.credit_no)).fetchone() is not None
        if known:
            have.add(coin.credit_no)
    return frozenset(have)


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
