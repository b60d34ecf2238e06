"""Helpers of the tests that need a book as a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shop import book
from shop.clock import VirtualClock
from shop.entries import Draft
from shop.errors import LedgerFull
from shop.ledger import Ledger

AT_MS = 1_780_000_000_000


def made(folder: Path, *, demo: bool = False) -> Path:
    """A fresh book in a folder."""
    path = folder / "book.db"
    book.create_book(path, demo=demo)
    return path


def writer(connection: Any) -> Ledger:
    return Ledger(connection, "Xingsha", VirtualClock(AT_MS), "boot")


def setting(id_: str, value: object = 1) -> Draft:
    """The smallest fact there is."""
    return Draft(id_, "SettingChanged", {"key": "k", "value": value}, AT_MS)


def delivery(id_: str, quantity: int = 3) -> Draft:
    """A fact with a movement."""
    body = {"item": "rice", "unit": "each", "quantity": quantity}
    return Draft(id_, "GoodsReceived", body, AT_MS)


def coin(id_: str, number: int = 1, fen: int = 100) -> Draft:
    """A fact with a movement and an index row whose key is the device's."""
    body = {
        "visit": "V", "tender": "cash", "fen": fen, "evidence": "credited",
        "serial": "sn1", "epoch": 1, "credit_no": number,
    }  # fmt: skip
    return Draft(id_, "TenderReceived", body, AT_MS)


def tables(connection: sqlite3.Connection) -> list[str]:
    """All tables of the book, the tool's own apart."""
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        " AND name NOT LIKE '!_%' ESCAPE '!' ORDER BY name"
    )
    return [row[0] for row in rows]


def dump(connection: sqlite3.Connection) -> dict[str, list[Any]]:
    """Every row of every table."""
    return {
        table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
        for table in tables(connection)
    }


def until_full(do: Callable[[int], object]) -> int:
    """Do something with 0, 1, 2 … until the book is full; return how often it was done."""
    for number in range(100_000):
        try:
            do(number)
        except LedgerFull:
            return number
    raise AssertionError("the disk does not run full")
