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
        return [statement, Figure("balances_age", old_ns, young_ns, note)]
    finally:
        young.close()
        old.close()


def _statement(book: Connection) -> object:
    return draw(facts.of_cut(book))


def _in_turn(
    ask: Callable[[Connection], object], young: Connection, old: Connection, times: int
) -> tuple[int, int]:
    in_turn(lambda: ask(young), lambda: ask(old), WARMING, SECONDS)
    return in_turn(lambda: ask(young), lambda: ask(old), times, SECONDS)
