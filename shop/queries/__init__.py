"""The only read SQL: each function takes a connection and returns frozen values.

A balance is what was brought forward at the last CutClosed plus the movements since, so no
question gets slower with the age of the book.
"""

from shop.queries import balances, catalogue, cuts, devices, facts, journal, tasks, visits

__all__ = [
    "balances",
    "catalogue",
    "cuts",
    "devices",
    "facts",
    "journal",
    "tasks",
    "visits",
]
