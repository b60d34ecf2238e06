"""Holding the figures that came out against those that were expected."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

#: How far a rate may be off, and a figure of `stats` (cases/README.md).
RATE_OFF = Fraction(1, 10**6)
STATS_OFF = Fraction(1, 10**4)
#: What stands for a figure that is not there.
_ABSENT = "nothing"


def differences(expected: Any, got: Any, skip: Collection[str] = ()) -> list[str]:
    """Return one sentence a differing figure, each beginning with its key.

    Whole numbers agree exactly, fractions to 1e-6, those of `stats` to 1e-4. A key that stands
    on one side only differs.

    Args:
        expected: from the case; fractions as Decimal.
        got: as it would be printed.
        skip: keys to leave out, with dots for deeper ones ("stats", "rates.capped_bounds").
    """
    printed = json.loads(json.dumps(got), parse_float=Decimal)
    return list(_differ("", expected, printed, frozenset(skip)))


def _differ(path: str, expected: Any, got: Any, skip: frozenset[str]) -> Iterator[str]:
    if path in skip:
        return
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in [*expected, *(key for key in got if key not in expected)]:
            inner = f"{path}.{key}" if path else key
            yield from _differ(inner, expected.get(key, _ABSENT), got.get(key, _ABSENT), skip)
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for i, (wanted, found) in enumerate(zip(expected, got, strict=True)):
            yield from _differ(f"{path}[{i}]", wanted, found, skip)
    elif not _agree(path, expected, got):
        yield f"{path or 'all of it'}: expected {_show(expected)}, got {_show(got)}"


def _agree(path: str, expected: Any, got: Any) -> bool:
    if not (_is_number(expected) and _is_number(got)):
        return type(expected) is type(got) and bool(expected == got)
    if isinstance(expected, int) and isinstance(got, int):
        return expected == got
    allowed = STATS_OFF if path.split(".")[0] == "stats" else RATE_OFF
    return abs(Fraction(expected) - Fraction(got)) <= allowed


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _show(value: Any) -> str:
    text = value if value is _ABSENT else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."
