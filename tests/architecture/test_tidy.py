"""The code stays tidy: a test that only ever tightens."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture import tidy

Check = Callable[[str, str], Iterator[str]]


@pytest.mark.parametrize("check", tidy.CODE_CHECKS, ids=lambda check: check.__name__)
def test_code_is_tidy(check: Check) -> None:
    faults = [
        fault
        for name in filter(tidy.is_code, tidy.tracked())
        for fault in check(name, (tidy.ROOT / name).read_text("utf-8"))
    ]
    assert not faults, "\n".join(faults)


def test_no_tracked_text_names_a_machine_or_a_registry() -> None:
    faults = [
        fault
        for name in tidy.tracked()
        if Path(name).suffix in tidy.TEXT_SUFFIXES
        for fault in tidy.foreign(name, (tidy.ROOT / name).read_text("utf-8", errors="replace"))
    ]
    assert not faults, "\n".join(faults)


def test_text_is_utf8() -> None:
    faults = [
        fault
        for name in tidy.tracked()
        if Path(name).suffix in tidy.TEXT_SUFFIXES
        for fault in tidy.not_utf8(name, (tidy.ROOT / name).read_bytes())
    ]
    assert not faults, "\n".join(faults)


def test_every_folder_with_code_is_a_package() -> None:
    assert not list(tidy.not_a_package(tidy.tracked()))


def test_the_list_of_long_files_only_shrinks() -> None:
    for name, limit in tidy.LONG_FILES.items():
        lines = (tidy.ROOT / name).read_text("utf-8").count("\n")
        assert limit <= tidy.FILE_LINES_EVER, f"{name}: 600 lines are the end"
        assert lines > tidy.FILE_LINES, f"{name} is short now: take it off the list"
        assert lines == limit, f"{name}: the list says {limit}, it has {lines}: lower the number"


BAD = [
    (tidy.file_too_long, "shop/a.py", "x = 1\n" * 251),
    (tidy.function_too_long, "shop/a.py", "def f():\n" + "    x = 1\n" * 60),
    (tidy.uses_float, "shop/a.py", "rate = 0.5\n"),
    (tidy.uses_float, "shop/reconcile/exact.py", "rate = float(text)\n"),
    (tidy.builds_sql, "shop/a.py", "db.execute(f'SELECT {x} FROM journal')\n"),
    (tidy.builds_sql, "web/a.py", "db.execute('SELECT ' + x)\n"),
    (tidy.builds_sql, "shop/a.py", "db.execute('SELECT ' + x + ' FROM journal')\n"),
    (tidy.builds_sql, "shop/a.py", "db.executemany('SELECT %s' % x, rows)\n"),
    (tidy.builds_sql, "shop/a.py", "db.execute('SELECT {}'.format(x))\n"),
    (tidy.builds_sql, "shop/a.py", "sql = f'SELECT {x}'\ndb.execute(sql)\n"),
    (tidy.naive_time, "shop/a.py", "datetime.now()\n"),
    (tidy.naive_time, "shop/a.py", "datetime.datetime.utcnow()\n"),
    (tidy.naive_time, "shop/a.py", "datetime.fromtimestamp(0)\n"),
    (tidy.naive_time, "shop/a.py", "date.today()\n"),
    (tidy.no_docstring, "shop/a.py", "x = 1\n"),
    (tidy.no_docstring, "web/a.py", '"""Doc."""\ndef f(): ...\n'),
    (tidy.no_docstring, "hardware/a.py", '"""Doc."""\nclass C: ...\n'),
    (tidy.leftover, "shop/a.py", "x = 1  # TO" + "DO later\n"),
    (tidy.foreign, "docs/a.md", "see /wo" + "rk/x\n"),
    (tidy.foreign, "requirements/run.lock", "--index-url https://py" + "pi.org/simple\n"),
]


@pytest.mark.parametrize(("check", "name", "text"), BAD)
def test_each_check_can_fail(check: Check, name: str, text: str) -> None:
    assert list(check(name, text))


GOOD = [
    (tidy.uses_float, "shop/reconcile/estimate/x.py", "rate = 0.5\n"),
    (tidy.uses_float, "shop/a.py", "half = 1 // 2\n"),
    (tidy.builds_sql, "shop/a.py", "db.execute('SELECT ?', (x,))\n"),
    (tidy.builds_sql, "shop/a.py", "db.execute(f'SELECT {COLUMNS} FROM journal')\n"),
    (tidy.naive_time, "shop/a.py", "datetime.now(UTC)\ndatetime.now(tz=UTC)\nclock.now()\n"),
]


@pytest.mark.parametrize(("check", "name", "text"), GOOD)
def test_no_check_refuses_what_is_right(check: Check, name: str, text: str) -> None:
    assert not list(check(name, text))


@pytest.mark.parametrize("content", [b"\xff", "\ufeffx".encode(), b"x\r\n"])
def test_bad_encodings_are_found(content: bytes) -> None:
    assert list(tidy.not_utf8("shop/a.json", content))


def test_a_folder_without_init_is_found() -> None:
    assert list(tidy.not_a_package(["shop/__init__.py", "shop/till/table.py"]))
