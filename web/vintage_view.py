"""The vintage triangle: what each period's pay-later notes still owed, so many rounds later."""

from __future__ import annotations

from dataclasses import dataclass

from shop import queries
from shop.queries import vintages
from shop.queries.connection import Connection
from shop.review.states import Period

#: Periods in the triangle, and rounds after each.
PERIODS_MAX = 8
ROUNDS_MAX = 8

#: One period: its name, what it issued, what was open after each round (None: not yet), and now.
Row = tuple[str, int, tuple[int | None, ...], int]


@dataclass(frozen=True, slots=True)
class Triangle:
    """The table: rounds after the period, and a row for each that issued any note."""

    columns: tuple[int, ...]
    rows: tuple[Row, ...]


def triangle(book: Connection, now_ms: int) -> Triangle:
    """Return the newest closed periods that issued notes, newest first."""
    closed = [one for one in queries.review.all_periods(book) if one.closing is not None]
    newest = queries.cuts.closed_cuts(book, 1)
    latest = newest[0].number if newest else 0
    found = [row for one in closed[-PERIODS_MAX:] if (row := _row(book, one, latest, now_ms))]
    most = max((sum(cell is not None for cell in row[2]) for row in found), default=0)
    rows = tuple((name, fen, cells[:most], now) for name, fen, cells, now in found[::-1])
    return Triangle(tuple(range(1, most + 1)), rows)


def _row(book: Connection, period: Period, latest: int, now_ms: int) -> Row | None:
    figures = queries.review.figures_of(book, period)
    issued = figures["exact"]["iou_issued_fen"]
    if not issued:
        return None
    known = vintages.of_period(book, period, now_ms)
    last = figures["cuts"][-1]["number"]
    cells: list[int | None] = []
    for after in range(1, ROUNDS_MAX + 1):
        if last + after > latest:
            cells.append(None)
            continue
        then = [one for one in known if 0 <= one.number <= last + after]
        cells.append(then[-1].open_iou_fen)
    return period.name, issued, tuple(cells), known[-1].open_iou_fen
