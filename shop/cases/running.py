"""Running cases, each with a fresh book in a folder of its own that goes away afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shop.cases.happened import ShopCase
from shop.cases.reading import Case
from shop.cases.working import work_out_case
from shop.errors import ConfigError, LedgerError


def run_cases(cases: Sequence[Case], file: str, keep: Path | None = None) -> list[Any]:
    """Return the figures of each case, in order.

    Args:
        file: the case file, for messages.
        keep: where the book of the one case is left, once everything came out.

    Raises:
        ConfigError: the book is wanted of several cases, or of one that makes none.
        LedgerError: there is a file at `keep` already.
    """
    if keep is not None:
        if len(cases) != 1 or not isinstance(cases[0].given, ShopCase):
            raise ConfigError(file, "--book", str(keep), "one case of kind reconcile in the file")
        _refuse_taken(keep)
    # Beside the wanted place, so that the book gets there by a rename.
    parent = None if keep is None else keep.resolve().parent
    if parent is not None and not parent.is_dir():
        raise LedgerError(f"there is no folder {parent}: make it first")
    results = []
    with tempfile.TemporaryDirectory(prefix=".tongxin-case-", dir=parent) as folder:
        for number, case in enumerate(cases):
            made = Path(folder, f"{number}.db")
            results.append(work_out_case(case.given, file, made))
            if keep is not None:
                _leave(made, keep)
    return results


def _refuse_taken(keep: Path) -> None:
    if keep.exists() or keep.is_symlink():
        raise LedgerError(f"{keep} exists already: name another file for the book")


def _leave(made: Path, keep: Path) -> None:
    """Move the whole book to its place, never over another file."""
    try:
        os.link(made, keep)
    except FileExistsError:
        _refuse_taken(keep)
    except OSError:
        # A file system without links, such as that of most USB sticks.
        _refuse_taken(keep)
        made.rename(keep)
