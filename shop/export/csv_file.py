"""A table as CSV that a Chinese Excel opens: UTF-8 with its mark, Windows line ends."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from shop.export.sheet import Cell, Sheet, guarded

#: Rows that are written at once.
_ROWS = 500


def csv_bytes(sheet: Sheet) -> Iterator[bytes]:
    """Yield a table as CSV, a few hundred rows at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([guarded(column.head) for column in sheet.columns])
    for number, row in enumerate(sheet.rows, 1):
        writer.writerow([_text(cell) for cell in row])
        if number % _ROWS == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return guarded(cell) if isinstance(cell, str) else str(cell)
