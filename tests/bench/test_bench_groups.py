"""Each group measures what it says, small: every figure comes with a floor. No time is held."""

from __future__ import annotations

import sqlite3
from importlib import import_module
from pathlib import Path

import pytest

from shop.bench import books, old_book, pace, sale, serial, start, web, year
from shop.bench.bare_book import BareBook, rows_of
from shop.bench.goals import GOALS, GROUPS
from shop.bench.service import NoStart, running

SMALL = [
    (sale, {"SALES": 3, "WARMING": 1}),
    (web, {"VISITS": 2, "WARMING": 1}),
    (serial, {"SCANS": 7, "WARMING": 1}),
    (start, {"STARTS": 1, "VISITS": 1}),
    (books, {"STATEMENTS": 1, "BALANCES": 1, "WARMING": 1}),
    (year, {"DAYS": 2, "RUNS": 1}),
]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, sizes in SMALL:
        for name, size in sizes.items():
            assert hasattr(module, name)
            monkeypatch.setattr(module, name, size)
    monkeypatch.setattr(old_book, "WEEKS", 2)
    monkeypatch.setattr(books, "LAST_MONTH", 20)
    monkeypatch.setattr(old_book, "LAST_MONTH", 20)
    monkeypatch.setattr(old_book, "SINCE", 5)


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_gives_its_figures_each_with_a_floor(group: str, tmp_path: Path):
    figures = import_module(f"shop.bench.{group}").measure(tmp_path)
    wanted = [goal.name for goal in GOALS if goal.group == group]
    assert [figure.name for figure in figures] == wanted
    for figure in figures:
        assert figure.value > 0
        assert figure.floor > 0
        assert figure.note


def test_the_floor_of_a_sale_writes_the_same_rows(tmp_path: Path):
    with sale.resident(tmp_path, "machine") as buyer:
        replies = [reply for reply in buyer.buy() if reply.entries]
        book = buyer.counter.ledger.connection
        rows = [rows_of(book, reply.entries) for reply in replies]
        bare = BareBook(tmp_path / "bare.db")
        bare.write(rows)
        bare.close()
        first = replies[0].entries[0]
        kinds = [
            row[0] for row in book.execute("SELECT kind FROM journal WHERE seq >= ?", (first,))
        ]
        assert kinds == [
            "DeviceNoted",
            "TenderReceived",
            "DeviceNoted",
            "TenderReceived",
            "SaleDeclared",
            "ChangeGiven",
        ]
        copy = sqlite3.connect(tmp_path / "bare.db")
        tables = [
            name
            for (name,) in book.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not name.startswith(("_", "sqlite_"))
        ]
        copied = {row[0] for row in copy.execute("SELECT name FROM sqlite_schema")}
        for table in tables:
            written = list(book.execute(f"SELECT * FROM {table} WHERE seq >= ?", (first,)))
            if written:
                assert table in copied, f"the floor leaves out {table}"
                assert written == list(copy.execute(f"SELECT * FROM {table} ORDER BY 1, 2"))
        copy.close()


def test_an_open_box_sells_with_change_in_one_commit(tmp_path: Path):
    with sale.resident(tmp_path, "claimed") as buyer:
        [reply] = [reply for reply in buyer.buy() if reply.entries]
        book = buyer.counter.ledger.connection
        kinds = [
            book.execute("SELECT kind FROM journal WHERE seq = ?", (seq,)).fetchone()[0]
            for seq in reply.entries
        ]
        assert sorted(kinds) == ["ChangeGiven", "SaleDeclared", "TenderReceived"]


def test_an_old_book_is_a_right_book(tmp_path: Path):
    from shop.book import read_book
    from shop.verify import verify

    age = old_book.make(tmp_path / "old.db", 1)
    assert age.weeks == 2
    connection = read_book(age.path)
    verify(connection)
    assert len(list(connection.execute("SELECT 1 FROM cut WHERE what = 'closed'"))) == 3
    connection.close()


def test_a_shop_that_does_not_start_is_said(tmp_path: Path):
    settings = tmp_path / "tongxin.toml"
    settings.write_text("no settings at all", "utf-8")
    with pytest.raises(NoStart, match="ended"), running(settings):
        pass


def test_the_median_and_the_tail_are_values_that_were_seen():
    assert pace.median([5, 1, 9]) == 5
    assert pace.median([4, 1]) == 1
    assert pace.quantile(list(range(1, 101)), 99) == 99
    assert pace.quantile([7], 99) == 7


def test_turns_end_with_the_seconds():
    assert list(pace.turns(3, 60)) == [0, 1, 2]
    assert list(pace.turns(3, 0)) == [0]


def test_the_scratch_folder_stands_on_the_disk_asked_for_and_goes(tmp_path: Path):
    with pace.scratch(tmp_path / "not" / "there") as folder:
        assert folder.parent == tmp_path
        (folder / "x").write_text("x")
    assert not folder.exists()
