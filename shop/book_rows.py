"""The typed index tables: which columns a row has, and the statement that adds it."""

from __future__ import annotations

#: table → (its columns after seq, the statement that adds a row).
ROWS: dict[str, tuple[tuple[str, ...], str]] = {
    "item": (("item",), "INSERT INTO item (seq, item) VALUES (?, ?)"),
    "price": (
        ("item", "from_ms", "fen"),
        "INSERT INTO price (seq, item, from_ms, fen) VALUES (?, ?, ?, ?)",
    ),
    "cut": (("cut", "what"), "INSERT INTO cut (seq, cut, what) VALUES (?, ?, ?)"),
    "count_line": (
        ("cut", "item", "round", "counted", "expected"),
        "INSERT INTO count_line (seq, cut, item, round, counted, expected)"
        " VALUES (?, ?, ?, ?, ?, ?)",
    ),
    "box_count": (
        ("cut", "fen", "expected_fen"),
        "INSERT INTO box_count (seq, cut, fen, expected_fen) VALUES (?, ?, ?, ?)",
    ),
    "qr_statement": (
        ("cut", "fen"),
        "INSERT INTO qr_statement (seq, cut, fen) VALUES (?, ?, ?)",
    ),
    "qr_line": (
        ("ref", "cut", "at_ms", "fen", "fee_fen", "kind", "how", "tender_seq"),
        "INSERT INTO qr_line (seq, ref, cut, at_ms, fen, fee_fen, kind, how, tender_seq)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    "brought_forward": (
        ("cut", "account", "item", "quantity"),
        "INSERT INTO brought_forward (seq, cut, account, item, quantity) VALUES (?, ?, ?, ?, ?)",
    ),
    "device_credit": (
        ("serial", "epoch", "credit_no", "fen"),
        "INSERT INTO device_credit (seq, serial, epoch, credit_no, fen) VALUES (?, ?, ?, ?, ?)",
    ),
    "device_reading": (
        ("serial", "epoch", "credit_no"),
        "INSERT INTO device_reading (seq, serial, epoch, credit_no) VALUES (?, ?, ?, ?)",
    ),
    "device_job": (
        ("job", "serial", "what"),
        "INSERT INTO device_job (seq, job, serial, what) VALUES (?, ?, ?, ?)",
    ),
    "visit_end": (
        ("visit", "what"),
        "INSERT INTO visit_end (seq, visit, what) VALUES (?, ?, ?)",
    ),
    "iou": (
        ("iou", "visit", "fen"),
        "INSERT INTO iou (seq, iou, visit, fen) VALUES (?, ?, ?, ?)",
    ),
}
