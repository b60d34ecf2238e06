"""A table on its way into a file: titles, widths, and cells that are text, whole or hundredths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hundredths:
    """A number with two decimals, exact: fen as yuan, or parts of a hundred of a percent."""

    value: int

    def __str__(self) -> str:
        sign = "-" if self.value < 0 else ""
        return f"{sign}{abs(self.value) // 100}.{abs(self.value) % 100:02d}"


Cell = str | int | Hundredths | None

#: What a spreadsheet would take for a formula or a command at the start of a text; the wide forms
#: because a Chinese Excel reads them as the narrow ones.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠'")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading and its width in Latin letters (a Chinese character takes two)."""

    head: str
    width: int = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, its columns, its rows as they come."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet might run a text, or hide its first sign."""
    return text.lstrip(" \u3000")[:1] in _FORMULA and text != ""


def guarded(text: str) -> str:
    """Return a text that every spreadsheet shows and none runs: an apostrophe before it.

    A text that begins with an apostrophe gets another, so that taking one off restores it.
    """
    return "'" + text if is_formula(text) else text
