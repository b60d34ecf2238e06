"""The book's shape: forward only; what the first version wrote stays openable for ever."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from shop import book
from shop.errors import LedgerError
from shop.ledger import Ledger
from shop.migrations import NAMES, migrations
from shop.verify import verify
from tests.unit.counter.a_shop import MONDAY_MS, Shop, empty_book
from tests.unit.ledger.book_file import delivery, made, setting, tables, writer
from tests.unit.ledger.lived import lived

#: What m001 made, table by table. It is released: this text never changes again.
M001 = {
    "journal": "seq shop id kind at_ms recorded_ms boot monotonic_ms clock_ok actor corrects body digest",
    "movement": "seq line from_account to_account quantity unit item each_fen visit sale iou party",
    "named_cut": "seq line cut",
    "item": "seq item",
    "price": "seq item from_ms fen",
    "cut": "seq cut what",
    "count_line": "seq cut item round counted expected",
    "box_count": "seq cut fen expected_fen",
    "qr_statement": "seq cut fen",
    "brought_forward": "seq cut account item quantity",
    "device_credit": "seq serial epoch credit_no fen",
    "device_reading": "seq serial epoch credit_no",
    "visit_end": "seq visit what",
    "iou": "seq iou visit fen",
}


def old_book(path: Path) -> None:
    """A book as the first version left it: only m001 applied, with a fact in it."""
    from sqlite_utils import Database

    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA application_id = {book.APPLICATION_ID}")
    connection.execute("PRAGMA journal_mode = WAL")
    later = NAMES[1] if len(NAMES) > 1 else None
    migrations().apply(Database(connection), stop_before=later)
    writer(connection).append([delivery("a")])
    connection.close()


def columns(connection: sqlite3.Connection, table: str) -> str:
    return " ".join(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))


def test_the_first_shape_is_what_it_was(tmp_path: Path) -> None:
    old_book(tmp_path / "book.db")
    connection = sqlite3.connect(tmp_path / "book.db")
    assert {table: columns(connection, table) for table in tables(connection)} == M001
    connection.close()


def test_a_book_of_the_first_version_opens_goes_on_and_holds(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    old_book(path)
    connection = book.open_book(path)
    ledger = writer(connection)
    assert ledger.head_seq == 1
    ledger.append([delivery("b"), setting("c")])
    assert verify(connection).entries == 3
    connection.close()
    for _ in range(2):  # opening again applies nothing again
        book.open_book(path).close()


def test_a_fresh_book_has_every_migration_once(tmp_path: Path) -> None:
    connection = book.open_book(made(tmp_path))
    rows = connection.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = 'tongxin' ORDER BY rowid"
    ).fetchall()
    assert tuple(row[0] for row in rows) == NAMES
    connection.close()


def test_every_table_that_a_migration_ever_makes_is_append_only() -> None:
    connection = empty_book()
    for table in tables(connection):
        guards = {
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", (table,)
            )
        }
        assert {f"{table}_no_update", f"{table}_no_delete", f"{table}_no_replace"} <= guards


def test_a_book_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    path = made(tmp_path)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('tongxin', 'm999_from_the_future', '2030-01-01')"
    )
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="newer version"):
        book.open_book(path)
    assert path.read_bytes() == before


def test_a_migration_that_fails_leaves_the_book_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Power or a bug half way: all of a migration or nothing."""
    path = tmp_path / "book.db"
    old_book(path)

    def half(db: object) -> None:
        db.conn.execute("CREATE TABLE half (a) STRICT")  # type: ignore[attr-defined]
        raise sqlite3.OperationalError("disk I/O error")

    from shop import migrations as module

    def with_a_bad_one() -> object:
        book_ = module_migrations()
        book_(name="m999_half")(half)
        return book_

    module_migrations = module.migrations
    with monkeypatch.context() as patch:
        patch.setattr(book, "migrations", with_a_bad_one)
        patch.setattr(book, "NAMES", (*NAMES, "m999_half"))
        with pytest.raises(LedgerError):
            book.open_book(path)
    connection = book.open_book(path)
    assert "half" not in tables(connection)
    assert verify(connection).entries == 1
    connection.close()


def test_a_book_in_which_everything_happened_opens_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    path.write_bytes(lived())
    connection = book.open_book(path)
    shop = Shop(connection, stocked=False, seed=77)
    assert shop.clock.now().wall_ms == MONDAY_MS
    assert isinstance(shop.ledger, Ledger)
    shop.cut()
    shop.verify()
    connection.close()
