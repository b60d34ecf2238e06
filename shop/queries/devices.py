"""Where a counting device was when the book last heard of it."""

from __future__ import annotations

import json

from shop.inputs import CreditReading, DispenseIntent, HeldNote, QrOrdered
from shop.queries.connection import Connection

_CURSOR = (
    "SELECT j.body FROM device_reading d JOIN journal j USING (seq)"
    " WHERE d.serial = ? ORDER BY d.seq DESC LIMIT 1"
)
_OPEN_JOB = (
    "SELECT j.body FROM device_job d JOIN journal j USING (seq) WHERE d.serial = ? AND d.what = ?"
    " AND NOT EXISTS (SELECT 1 FROM device_job e WHERE e.job = d.job AND e.what = ?)"
    " ORDER BY d.seq"
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


def cursor(connection: Connection, serial: str) -> CreditReading | DispenseIntent | None:
    """Return where a device was by its serial, or None at first contact.

    That is its latest reading; of a hopper the oldest wish for change that has no end yet.
    """
    row = connection.execute(_CURSOR, (serial,)).fetchone()
    if row is None:
        return open_dispense(connection, serial)
    body = json.loads(row[0])
    held = body.get("held")
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
        held=HeldNote(held["credit_no"], held.get("fen"), held["what"]) if held else None,
    )


def open_dispense(connection: Connection, serial: str) -> DispenseIntent | None:
    """Return the oldest wish for change of a hopper of which nobody knows what became of it."""
    row = connection.execute(_OPEN_JOB, (serial, "dispense_asked", "dispensed")).fetchone()
    if row is None:
        return None
    body = json.loads(row[0])
    return DispenseIntent(
        device=body["device"],
        serial=body["serial"],
        job=body["job"],
        visit=body["visit"],
        coins=body["coins"],
        coin_fen=body["coin_fen"],
        counter=body["counter"],
    )


def open_orders(connection: Connection, gateway: str) -> tuple[QrOrdered, ...]:
    """Return the orders of a payment provider that have no end in the book, oldest first."""
    rows = connection.execute(_OPEN_JOB, (gateway, "qr_ordered", "qr_ended"))
    bodies = [json.loads(row[0]) for row in rows]
    return tuple(
        QrOrdered(gateway, body["job"], body["visit"], body["fen"], body["why"]) for body in bodies
    )
