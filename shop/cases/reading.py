"""A case file, read strictly and as a whole: one bad key, and nothing of it is worked out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from shop.cases.fields import NOTHING, Fields, only_once
from shop.cases.happened import ShopCase
from shop.cases.shop_case import read_shop_case
from shop.cases.sums_case import (
    AggregateCase,
    CashIdentityCase,
    ProceedsCase,
    VintageCase,
    read_aggregate,
    read_cash_identity,
    read_proceeds,
    read_vintage,
)
from shop.errors import ConfigError

#: Largest case file: a year of a busy shop is a tenth of it.
FILE_BYTES_MAX = 64 * 1024 * 1024

Given = ShopCase | AggregateCase | CashIdentityCase | VintageCase | ProceedsCase

#: How the input of each kind is read.
KINDS: dict[str, Callable[[str, str, object], Given]] = {
    "reconcile": read_shop_case,
    "aggregate": read_aggregate,
    "cash_identity": read_cash_identity,
    "vintage": read_vintage,
    "proceeds": read_proceeds,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One worked case.

    Attributes:
        id: its name.  given: what happened.
        expected: the figures that must come out (numbers with a point as Decimal), or
            `NOTHING` where the case only asks.
    """

    id: str
    given: Given
    expected: Any


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a file that holds one case or a list of them.

    Raises:
        ConfigError: names the file, the case, the key, and what is allowed there.
    """
    file = str(path)
    content = _parse(file, path)
    raw = content if isinstance(content, list) else [content]
    if not raw:
        raise ConfigError(file, "the file", "an empty list", "one case or a list of cases")
    tops = [
        Fields(file, f"case {i}", value, ("input", "expected", "truth"))
        for i, value in enumerate(raw, 1)
    ]
    cases = [_read_case(file, top) for top in tops]
    only_once(tops, "id", (case.id for case in cases))
    return cases


def _read_case(file: str, top: Fields) -> Case:
    given = top.value.get("input")
    if not isinstance(given, dict):
        top.refuse("input", "an object")
    # What a kind allows is known only after its kind: take id and kind past the other keys.
    head = Fields(
        file,
        f"{top.where}: input",
        {key: given[key] for key in ("id", "kind") if key in given},
        ("id", "kind"),
    )
    case_id = head.text("id")
    kind = head.choice("kind", tuple(KINDS))
    return Case(case_id, KINDS[kind](file, case_id, given), top.value.get("expected", NOTHING))


def _parse(file: str, path: Path) -> Any:
    """Return the file's JSON; a key that stands twice in an object is refused, as is NaN."""
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise ConfigError(file, "the file", "a longer one", f"at most {FILE_BYTES_MAX} bytes")
        text = path.read_text("utf-8")
    except OSError as error:
        raise ConfigError(file, "the file", error.strerror, "a file that can be read") from error
    except UnicodeDecodeError as error:
        raise ConfigError(file, "the file", error.reason, "JSON in UTF-8") from error

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise ConfigError(file, "the file", twice, "each key once in an object")
        return found

    def no_number(word: str) -> NoReturn:
        raise ConfigError(file, "the file", word, "JSON, which knows no such number")

    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=no_number, object_pairs_hook=once
        )
    except (ValueError, RecursionError) as error:
        raise ConfigError(file, "the file", str(error), "well-formed JSON") from error
