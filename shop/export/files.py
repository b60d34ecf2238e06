"""What can be exported, and how it becomes a file: whole, new, or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import IO

from shop.export.beancount import beancount_lines
from shop.export.copying import copy_book
from shop.export.csv_file import csv_bytes
from shop.export.sheet import Sheet
from shop.export.statement_tables import statement_sheets
from shop.export.tables import Tables
from shop.export.words import Translate
from shop.export.xlsx_file import write_xlsx
from shop.export_errors import NoCutClosedYet, NoSuchCuts, TooManyCuts
from shop.queries import cuts, exports, facts
from shop.queries.connection import Connection
from shop.queries.cuts import ClosedCut
from shop.queries.exports import Moved
from shop.reconcile.period import of_cuts
from shop.reconcile.statement import Statement, draw

FORMATS = ("csv", "xlsx", "beancount", "copy")
#: Tables that are a CSV of their own; those of a statement need a closed cut.
TABLES = ("journal", "movements", "stock", "ious", "statement", "items", "money")
OF_A_STATEMENT = frozenset({"statement", "items", "money"})
#: Ends of the file names.
SUFFIXES = {"csv": ".csv", "xlsx": ".xlsx", "beancount": ".beancount", "copy": ".db"}
#: A run of cuts that one statement sums up: two years of weeks.
CUTS_MAX = 104
#: Only the shop's own hands: an export may hold the names that residents chose.
_MODE, _READ_ONLY = 0o600, 0o400
_LINES = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported.

    Attributes:
        format: one of FORMATS.  table: one of TABLES, for csv.
        first, last: numbers of the first and last closed cut; None: the latest one for a
            statement, the whole book for movements.
    """

    format: str
    table: str = "journal"
    first: int | None = None
    last: int | None = None

    @property
    def by_cut(self) -> bool:
        """Say whether it is about closed cuts."""
        return self.format == "xlsx" or (
            self.format == "csv"
            and (self.table in OF_A_STATEMENT or (self.table == "movements" and bool(self.first)))
        )


@dataclass(frozen=True, slots=True)
class Source:
    """A book to export from.

    Attributes:
        connection: all that one export reads is of one moment where it is in a transaction.
        zone: of the shop.  say: into the reader's language.  now_ms: for marked prices.
    """

    connection: Connection
    zone: tzinfo
    say: Translate
    now_ms: int


def chosen_cuts(connection: Connection, wanted: Wanted) -> tuple[ClosedCut, ...]:
    """Return the closed cuts an export is about, oldest first.

    Raises:
        NoCutClosedYet, NoSuchCuts, TooManyCuts: there is nothing to draw it from.
    """
    newest = cuts.closed_cuts(connection, 1)
    if not newest:
        raise NoCutClosedYet()
    last = wanted.last or wanted.first or newest[0].number
    first = wanted.first or last
    if not 1 <= first <= last <= newest[0].number:
        raise NoSuchCuts(first=first, last=last, newest=newest[0].number)
    if last - first >= CUTS_MAX:
        raise TooManyCuts(most=CUTS_MAX)
    every = cuts.closed_cuts(connection, newest[0].number - first + 1)
    return tuple(one for one in reversed(every) if first <= one.number <= last)


def write_export(source: Source, wanted: Wanted, target: Path) -> None:
    """Write an export into a file that is not there yet, or empty."""
    if wanted.format == "copy":
        copy_book(source.connection, target)
        return
    with target.open("wb") as file:
        if wanted.format == "beancount":
            _write_text(file, beancount_lines(source.connection, source.zone, source.say))
        elif wanted.format == "xlsx":
            write_xlsx(file, _workbook(source, wanted))
        else:
            for part in csv_bytes(_table(source, wanted)):
                file.write(part)
        file.flush()
        os.fsync(file.fileno())


def write_new(path: Path, write: Callable[[Path], None], *, read_only: bool = False) -> None:
    """Make a new file whole or not at all: another name, sync, then its own.

    Raises:
        FileExistsError: there is a file of that name.  OSError: the folder takes none.
    """
    if path.exists():
        raise FileExistsError(path)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE))
        write(fresh)
        if read_only:
            fresh.chmod(_READ_ONLY)
        try:
            os.link(fresh, path)  # never over a file that came meanwhile
        except FileExistsError:
            raise
        except OSError:  # a USB stick knows no second name
            if path.exists():
                raise FileExistsError(path) from None
            fresh.rename(path)
    finally:
        for tail in ("", "-journal", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                fresh.with_name(fresh.name + tail).unlink()


def _write_text(file: IO[bytes], lines: Iterator[str]) -> None:
    waiting: list[str] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) >= _LINES:
            file.write(("\n".join(waiting) + "\n").encode())
            waiting.clear()
    file.write(("\n".join(waiting) + "\n").encode())


def _workbook(source: Source, wanted: Wanted) -> Iterator[Sheet]:
    found = chosen_cuts(source.connection, wanted)
    yield from statement_sheets(_statement(source, found), source.zone, source.say)
    yield _movements(source, found)


def _table(source: Source, wanted: Wanted) -> Sheet:
    tables = Tables(source.connection, source.zone, source.say)
    if wanted.by_cut:
        found = chosen_cuts(source.connection, wanted)
        if wanted.table == "movements":
            return _movements(source, found)
        sheets = statement_sheets(_statement(source, found), source.zone, source.say)
        return sheets[("statement", "items", "money").index(wanted.table)]
    if wanted.table == "stock":
        return tables.stock(source.now_ms)
    if wanted.table == "ious":
        return tables.ious()
    return tables.movements() if wanted.table == "movements" else tables.journal()


def _statement(source: Source, found: Sequence[ClosedCut]) -> Statement:
    return of_cuts([draw(facts.of_cut(source.connection, one.cut)) for one in found])


def _movements(source: Source, found: Sequence[ClosedCut]) -> Sheet:
    def rows() -> Iterator[Moved]:
        for one in found:
            yield from exports.movements_of_cut(source.connection, one.cut)

    return Tables(source.connection, source.zone, source.say).movements(rows)
