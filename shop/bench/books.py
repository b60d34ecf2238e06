"""The statement of a month and every balance, in a book of one year and in one of ten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection

from shop.bench.figures import Figure
from shop.bench.old_book import LAST_MONTH, PER_WEEK, Age, make
from shop.bench.pace import in_turn
from shop.book import read_book
from shop.queries import balances, facts
from shop.reconcile.statement import draw

YEARS = (1, 10)
#: A full shop's shelf: more than a village shop has.
MONTH_ITEMS = 300
STATEMENTS, BALANCES, WARMING = 11, 150, 2
#: A busy machine asks less often in so many seconds.
SECONDS = 3


def measure(folder: Path) -> list[Figure]:
    """Ask both books in turn."""
    ages: list[Age] = []
    for years in YEARS:
        ages.append(make(folder / f"{years}.db", years))
    young, old = (read_book(age.path) for age in ages)
    try:
        young_ns, old_ns = _in_turn(_statement, young, old, STATEMENTS)
        note = (
            f"last month of {LAST_MONTH} visits after {ages[0].weeks} or {ages[1].weeks} weeks of"
            f" {PER_WEEK} visits; {ages[0].entries} or {ages[1].entries} entries"
        )
        statement = Figure("statement_age", old_ns, young_ns, note)
        young_ns, old_ns = _in_turn(balances.all_of, young, old, BALANCES)
        return [_month(folder), statement, Figure("balances_age", old_ns, young_ns, note)]
    finally:
        young.close()
        old.close()


def _month(folder: Path) -> Figure:
    """Draw the statement of a month with intervals; beside it, the same rows read and left."""
    age = make(folder / "month.db", 0, MONTH_ITEMS)
    book = read_book(age.path)
    try:
        bare_ns, month_ns = in_turn(
            lambda: _bare(book), lambda: _statement(book), STATEMENTS, SECONDS
        )
    finally:
        book.close()
    note = f"{LAST_MONTH} visits, {MONTH_ITEMS} items, both intervals; {age.entries} entries"
    return Figure("statement_month", month_ns, bare_ns, note)


def _bare(book: Connection) -> object:
    return (
        book.execute("SELECT * FROM movement").fetchall(),
        book.execute("SELECT * FROM journal").fetchall(),
    )


def _statement(book: Connection) -> object:
    return draw(facts.of_cut(book))


def _in_turn(
    ask: Callable[[Connection], object], young: Connection, old: Connection, times: int
) -> tuple[int, int]:
    in_turn(lambda: ask(young), lambda: ask(old), WARMING, SECONDS)
    return in_turn(lambda: ask(young), lambda: ask(old), times, SECONDS)
