"""The tables themselves refuse what may not be: no change, no removal, no other kind of value."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from shop.inputs import QrOrdered
from shop.paper_commands import ImportQrStatement
from shop.statements import QrLine, digest, packed
from tests.unit.counter.a_shop import Shop, empty_book
from tests.unit.ledger.book_file import coin, delivery, dump, setting, tables, writer

TABLES = tables(empty_book())
OF_EVERY_TABLE = {
    "journal", "movement", "named_cut", "item", "price", "cut", "count_line", "box_count",
    "qr_statement", "qr_line", "brought_forward", "device_credit", "device_reading", "device_job", "visit_end", "iou",
}  # fmt: skip


@pytest.fixture(scope="module")
def lived() -> bytes:
    """A book with at least one row in every table."""
    from shop import commands

    shop = Shop()
    shop.scan("rice")
    shop.coin(500)
    shop.wait(70)
    shop.scan("soap")
    shop.press("iou")
    shop.press("iou", "old Li")
    shop.wait(70)
    shop.counter.handle(QrOrdered("wechat", "O1", "V1", 500))
    cut = shop.open_cut()
    shop.count_all(cut, {"rice": -1})
    shop.say(commands.CountBox, cut, shop.place("cashbox"))
    line = QrLine(shop.clock.now().wall_ms, 0, 0, "payment", digest("1"))
    shop.say(ImportQrStatement, cut, packed((line,)), "f" * 64, "plain")
    shop.say(commands.CloseCut, cut)
    return shop.connection.serialize()


@pytest.fixture
def book(lived: bytes) -> Iterator[sqlite3.Connection]:
    connection = empty_book()
    connection.deserialize(lived)
    connection.execute("PRAGMA recursive_triggers = ON")
    yield connection
    connection.close()


def test_these_are_all_the_tables_and_each_has_rows(book: sqlite3.Connection) -> None:
    assert OF_EVERY_TABLE <= set(TABLES)
    for table in OF_EVERY_TABLE:
        assert book.execute(f"SELECT count(*) FROM {table}").fetchone()[0], table


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_no_row_is_changed_removed_or_replaced(
    book: sqlite3.Connection, table: str, recursive: str
) -> None:
    book.execute(f"PRAGMA recursive_triggers = {recursive}")
    before = dump(book)
    columns = [row[1] for row in book.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(columns)
    for sql in (
        f"UPDATE {table} SET {columns[-1]} = {columns[-1]}",
        f"DELETE FROM {table}",
        f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM {table} LIMIT 1",
        f"REPLACE INTO {table} ({names}) SELECT {names} FROM {table} LIMIT 1",
        f"INSERT INTO {table} ({names}) SELECT {names} FROM {table} LIMIT 1",
    ):
        with pytest.raises(
            sqlite3.IntegrityError, match=r"append-only|in the journal already|no gaps"
        ):
            book.execute(sql)
    assert dump(book) == before


@pytest.mark.parametrize("table", TABLES)
def test_or_ignore_does_not_get_round_it_either(book: sqlite3.Connection, table: str) -> None:
    before = dump(book)
    names = ", ".join(row[1] for row in book.execute(f"PRAGMA table_info({table})"))
    try:
        book.execute(f"INSERT OR IGNORE INTO {table} ({names}) SELECT {names} FROM {table}")
    except sqlite3.IntegrityError:
        pass
    assert dump(book) == before


def test_an_entry_is_not_replaced_by_one_of_the_same_id(book: sqlite3.Connection) -> None:
    """The id is a second key: REPLACE with a new seq would remove the old row by it."""
    for recursive in ("ON", "OFF"):
        book.execute(f"PRAGMA recursive_triggers = {recursive}")
        before = dump(book)
        with pytest.raises(sqlite3.IntegrityError, match="in the journal already"):
            book.execute(
                "INSERT OR REPLACE INTO journal SELECT (SELECT max(seq) FROM journal) + 1, shop, id,"
                " kind, at_ms, recorded_ms, boot, monotonic_ms, clock_ok, actor, corrects, body,"
                " digest FROM journal WHERE seq = 1"
            )
        assert dump(book) == before


def test_seq_has_no_gaps(book: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="no gaps"):
        book.execute(
            "INSERT INTO journal SELECT (SELECT max(seq) FROM journal) + 2, shop, 'new',"
            " kind, at_ms, recorded_ms, boot, monotonic_ms, clock_ok, actor, corrects, body,"
            " digest FROM journal WHERE seq = 1"
        )


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_strict(book: sqlite3.Connection, table: str) -> None:
    assert book.execute("SELECT strict FROM pragma_table_list WHERE name = ?", (table,)).fetchone()[
        0
    ]


def test_a_credit_enters_once_whatever_its_id() -> None:
    ledger = writer(empty_book())
    ledger.append([coin("a", 1)])
    from shop.errors import BrokenInvariant

    with pytest.raises(BrokenInvariant):
        ledger.append([coin("b", 1)])
    ledger.append([coin("b", 2)])


def test_a_movement_needs_two_places_an_amount_and_a_unit_that_fits() -> None:
    connection = empty_book()
    writer(connection).append([delivery("a"), setting("b")])
    for values in (
        (2, 0, "shelf", "shelf", 1, "each", "rice"),
        (2, 0, "shelf", "taken", 0, "each", "rice"),
        (2, 0, "shelf", "taken", -1, "each", "rice"),
        (2, 0, "shelf", "taken", 1, "kilo", "rice"),
        (2, 0, "shelf", "taken", 1, "fen", "rice"),
        (2, 0, "shelf", "taken", 1, "each", None),
        (2, 0, "shelf", "taken", 1.5, "each", "rice"),
        (9, 0, "shelf", "taken", 1, "each", "rice"),
    ):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(
                "INSERT INTO movement (seq, line, from_account, to_account, quantity, unit, item)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
