"""The places goods and money can be in: the chart of accounts (DESIGN.md section 4).

A movement goes from one place to another of the same sort, so every posting balances by
construction. A place may go negative: a shelf the book calls empty, an overpaid `due`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

GOODS: Final = MappingProxyType(
    {
        "opening": "where the first stock came from",
        "supplier": "those who bring goods",
        "shelf": "what the shop should hold",
        "taken": "what residents declared they took",
        "written_off": "spoiled, expired, damaged",
        "missing": "gone and not declared: counted differences",
        "other_shop": "lent to or borrowed from another shop",
    }
)

MONEY: Final = MappingProxyType(
    {
        "opening": "where the first money came from",
        "sales": "what declared goods cost",
        "due": "what visits still owe (positive) or gave too much (negative)",
        "owed": "IOUs that are open",
        "forgiven": "IOUs that were let go",
        "cashbox": "box, tray and hopper together",
        "qr_pending": "QR payments that residents say they made",
        "qr_wallet": "QR payments that are sure",
        "over_short": "box counted above or below the book",
        "float": "the volunteer's purse for change",
        "collected": "taken out of the box, on its way to the fund",
        "fund": "the poverty-alleviation fund",
        "donor": "those who give",
        "payable": "what the fund owes to households",
        "household": "paid out to households",
        "expenses": "what running the shop costs",
        "reserve": "kept back for later",
    }
)

#: Units a movement may be in: pieces, grams, fen.
UNITS: Final = ("each", "g", "fen")
