"""The exported book before the real beancount: it accepts it, and its balances are ours."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shop.export.beancount import account, amount, beancount_lines, commodity, quoted
from shop.queries import balances, cuts, exports
from tests.unit.export import books

beancount = pytest.importorskip(
    "beancount",
    reason="NO BEANCOUNT: the exported book is not checked; install requirements/test.lock",
)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def text_of(connection: Any) -> str:
    return "\n".join(beancount_lines(connection, SHANGHAI, lambda text: text)) + "\n"


def load(text: str) -> tuple[list[Any], list[Any]]:
    from beancount import loader

    entries, errors, _ = loader.load_string(text)
    return entries, errors


def theirs(entries: list[Any]) -> dict[tuple[str, str], Decimal]:
    held: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        for posting in getattr(entry, "postings", ()):
            held[posting.account, posting.units.currency] += posting.units.number  # type: ignore[assignment]
    return {pair: number for pair, number in held.items() if number}  # type: ignore[misc]


def ours(connection: Any) -> dict[tuple[str, str], Decimal]:
    found = {}
    for (place, item), quantity in balances.all_of(connection).items():
        number = Decimal(quantity) if item else Decimal(quantity) / 100
        found[account(place, item or None), commodity(item) if item else "CNY"] = number
    return found


MAKERS = {
    "everything": books.everything,
    "sixty": books.sixty,
    "month": books.month,
    "wrong clocks": books.wrong_clocks,
    "empty": lambda: books.Shop(stocked=False).connection,
}


@pytest.mark.parametrize("name", MAKERS)
def test_bean_check_accepts_it_and_the_balances_are_ours(name: str) -> None:
    connection = MAKERS[name]()
    text = text_of(connection)
    entries, errors = load(text)
    assert not errors, errors[:3]
    assert theirs(entries) == ours(connection)
    transactions = [entry for entry in entries if hasattr(entry, "postings")]
    assert len(transactions) == len(list(exports.movements(connection)))
    assert all(len(entry.postings) == 2 for entry in transactions)
    closed = cuts.closed_cuts(connection, 1000)
    said = {entry.meta["cut"] for entry in entries if type(entry).__name__ == "Balance"}
    assert said == {one.number for one in closed}


def test_the_program_bean_check_itself_accepts_a_month(tmp_path: Path) -> None:
    file = tmp_path / "book.beancount"
    file.write_text(text_of(books.month()), "utf-8")
    program = Path(sys.executable).with_name("bean-check")
    done = subprocess.run([program, "--no-cache", file], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("change", ["fen", "piece", "left out", "twice"])
def test_it_refuses_a_book_that_is_off_by_the_least(change: str) -> None:
    """Else its consent would mean nothing."""
    text = text_of(books.everything())
    if change == "fen":
        wrong = re.sub(
            r"(Cashbox  \d+\.\d)(\d) ~", lambda m: f"{m[1]}{(int(m[2]) + 1) % 10} ~", text, count=1
        )
    elif change == "piece":
        wrong = re.sub(r"(Shelf  )(-?\d+) ~", lambda m: f"{m[1]}{int(m[2]) + 1} ~", text, count=1)
    elif change == "twice":
        first = text.index('kind: "TenderReceived"')
        begin = text.rindex("\n\n", 0, first)
        wrong = text[:begin] + text[begin : text.index("\n\n", first)] + text[begin:]
    else:
        first = text.index('kind: "SaleDeclared"')
        begin = text.rindex("\n\n", 0, first)
        wrong = text[:begin] + text[text.index("\n\n", first) :]
    assert wrong != text
    assert load(wrong)[1]


def test_it_says_nothing_about_a_person() -> None:
    text = text_of(books.sixty())
    assert "老李" not in text
    text = text_of(books.everything())
    assert "old Li" not in text
    assert "volunteer" not in text
    keys = set(re.findall(r"^  ([a-z]+): ", text, re.M))
    assert keys <= {"seq", "line", "kind", "visit", "party", "each", "name", "item", "unit", "cut"}


def test_no_two_items_are_one_commodity() -> None:
    codes = [
        "EGG",
        "egg",
        "Egg",
        "E-GG",
        "e-gg",
        "unknown:1",
        "蛋",
        "A" * 20,
        "A" * 21,
        "-",
        "A-",
        "1",
        "",
    ]
    named = [commodity(code) for code in codes]
    assert len(set(named)) == len(codes)
    assert all(re.fullmatch(r"[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]", name) for name in named)
    assert "CNY" not in named


def test_amounts_are_exact_and_strings_stay_on_their_line() -> None:
    assert [amount(n, None) for n in (0, 5, -5, 123_456, -100)] == [
        "0.00 CNY", "0.05 CNY", "-0.05 CNY", "1234.56 CNY", "-1.00 CNY",
    ]  # fmt: skip
    assert amount(-3, "EGG") == "-3 G-EGG"
    assert quoted('a"b\\c\n\x00d') == '"a\\"b\\\\c  d"'


def test_names_come_back_as_they_were() -> None:
    entries, errors = load(text_of(books.sixty()))
    assert not errors
    named = [entry.meta["name"] for entry in entries if "name" in (entry.meta or {})]
    assert set(books.SAID) <= set(named)
