"""Tables as one XLSX workbook: numbers are numbers, headings stay in view, texts never run."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import IO, Any

from shop.export.sheet import Cell, Hundredths, Sheet, is_formula

#: Excel's own limits.
ROWS_MAX = 1_048_575
TEXT_CHARS_MAX = 32_767
_SHEET_NAME_CHARS = 31


def write_xlsx(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write a workbook with one sheet a table, row by row: a long one needs no memory.

    Raises:
        ValueError: a table has more rows than a sheet can hold.
    """
    from xlsxwriter import Workbook

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = Workbook(file, options)
    try:
        for sheet in sheets:
            _Writer(workbook, sheet).write()
    finally:
        workbook.close()


class _Writer:
    """Writes one table into a new sheet of a workbook."""

    def __init__(self, workbook: Any, sheet: Sheet) -> None:
        self.sheet = sheet
        self.page = workbook.add_worksheet(sheet.name[:_SHEET_NAME_CHARS])
        self.head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.two = workbook.add_format({"num_format": "#,##0.00"})
        self.whole = workbook.add_format({"num_format": "#,##0"})
        self.text = workbook.add_format({"quote_prefix": True})

    def write(self) -> None:
        """Write headings and rows."""
        for at, column in enumerate(self.sheet.columns):
            self.page.set_column(at, at, column.width)
        self.page.freeze_panes(1, 0)
        self.page.set_landscape()
        self.page.set_paper(9)  # A4
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(0)
        for at, column in enumerate(self.sheet.columns):
            self.page.write_string(0, at, column.head, self.head)
        for number, row in enumerate(self.sheet.rows, 1):
            if number > ROWS_MAX:
                raise ValueError(f"{self.sheet.name} has more rows than a sheet holds: use CSV")
            for at, cell in enumerate(row):
                self._cell(number, at, cell)

    def _cell(self, row: int, at: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, Hundredths):
            self.page.write_number(row, at, Decimal(cell.value).scaleb(-2), self.two)
        elif isinstance(cell, int):
            self.page.write_number(row, at, cell, self.whole)
        else:
            style = (self.text,) if is_formula(cell) else ()
            self.page.write_string(row, at, cell[:TEXT_CHARS_MAX], *style)
