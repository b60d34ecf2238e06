"""Every row of every table, in the order of its entry: for `verify` alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shop.queries.connection import Connection

_MOVEMENTS = (
    "SELECT seq, line, from_account, to_account, quantity, unit, item, each_fen, visit, sale,"
    " iou, party FROM movement ORDER BY seq, line"
)
_NAMED_CUTS = "SELECT seq, line, cut FROM named_cut ORDER BY seq, line"
_ROWS = {
    "item": "SELECT seq, item FROM item ORDER BY seq",
    "price": "SELECT seq, item, from_ms, fen FROM price ORDER BY seq",
    "cut": "SELECT seq, cut, what FROM cut ORDER BY seq",
    "count_line": ("SELECT seq, cut, item, round, counted, expected FROM count_line ORDER BY seq"),
    "box_count": "SELECT seq, cut, fen, expected_fen FROM box_count ORDER BY seq",
    "qr_statement": "SELECT seq, cut, fen FROM qr_statement ORDER BY seq",
    "qr_line": (
        "SELECT seq, ref, cut, at_ms, fen, fee_fen, kind, how, tender_seq FROM qr_line ORDER BY seq"
    ),
    "brought_forward": (
        "SELECT seq, cut, account, item, quantity FROM brought_forward ORDER BY seq, account, item"
    ),
    "device_credit": "SELECT seq, serial, epoch, credit_no, fen FROM device_credit ORDER BY seq",
    "device_job": "SELECT seq, job, serial, what FROM device_job ORDER BY seq, job",
    "device_reading": "SELECT seq, serial, epoch, credit_no FROM device_reading ORDER BY seq",
    "visit_end": "SELECT seq, visit, what FROM visit_end ORDER BY seq",
    "iou": "SELECT seq, iou, visit, fen FROM iou ORDER BY seq",
}


def movements(connection: Connection) -> Iterator[Any]:
    """Go through all movements."""
    return iter(connection.execute(_MOVEMENTS))


def named_cuts(connection: Connection) -> Iterator[Any]:
    """Go through all movements that name their cut."""
    return iter(connection.execute(_NAMED_CUTS))


def rows(connection: Connection, table: str) -> Iterator[Any]:
    """Go through all rows of an index table."""
    return iter(connection.execute(_ROWS[table]))
