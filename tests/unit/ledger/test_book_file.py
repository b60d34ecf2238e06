"""A book's file: made whole or not at all, opened only as what it is."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shop import book
from shop.errors import BookMissing, DemoBook, LedgerError, LedgerFull
from tests.unit.ledger.book_file import delivery, made, setting, writer


def test_a_book_is_synced_under_another_name_before_it_gets_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    names: dict[int, str] = {}
    opened, synced, renamed = os.open, os.fsync, os.rename

    def watch_open(path, flags, *more):
        handle = opened(path, flags, *more)
        names[handle] = str(path)
        return handle

    def watch_sync(handle):
        done.append(f"sync {Path(names[handle]).name}")
        synced(handle)

    def watch_rename(old, new):
        whole = sqlite3.connect(f"file:{old}?immutable=1", uri=True)
        assert whole.execute("SELECT count(*) FROM journal").fetchone() == (0,)
        whole.close()
        done.append(f"rename to {Path(new).name}")
        renamed(old, new)

    monkeypatch.setattr(os, "open", watch_open)
    monkeypatch.setattr(os, "fsync", watch_sync)
    monkeypatch.setattr(os, "rename", watch_rename)
    path = made(tmp_path / "shop")
    fresh = f".book.db.{os.getpid()}.new"
    assert done == [f"sync {fresh}", "rename to book.db", "sync shop"]
    assert [entry.name for entry in path.parent.iterdir()] == ["book.db"]


def test_extra_is_set_before_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    connect = sqlite3.connect

    def traced(*args, **named):
        connection = connect(*args, **named)
        connection.set_trace_callback(said.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", traced)
    made(tmp_path)
    order = [word for word in said if "synchronous" in word or "journal_mode" in word]
    assert order[:2] == ["PRAGMA synchronous = EXTRA", "PRAGMA journal_mode = WAL"]


@pytest.mark.parametrize("stop", ["_fill", "_sync", "os.rename"])
def test_a_failure_on_the_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    def fail(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os if stop == "os.rename" else book, stop.removeprefix("os."), fail)
        with pytest.raises(LedgerFull):
            made(tmp_path)
    assert list(tmp_path.iterdir()) == []
    book.open_book(made(tmp_path)).close()


def test_killed_while_it_is_made_there_is_no_half_book(tmp_path: Path) -> None:
    """Killed at any moment: there is a whole book or none, and the next try makes one."""
    code = (
        "import sys; from pathlib import Path; from shop import book\n"
        "for n in range(10**6):\n"
        "    book.create_book(Path(sys.argv[1]) / f'{n}.db')\n"
        "    print(n, flush=True)\n"
    )
    whole = 0
    for turn in range(4):
        folder = tmp_path / str(turn)
        folder.mkdir()
        child = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, cwd=Path.cwd()
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.007 * turn)
        child.send_signal(signal.SIGKILL)
        child.communicate()
        for path in folder.glob("*.db"):
            if path.name.startswith("."):
                continue  # what was under way: it never got its name
            connection = book.open_book(path)
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            writer(connection).append([setting("a")])
            connection.close()
            whole += 1
    assert whole


def test_what_a_killed_try_left_behind_does_not_get_into_the_next_one(tmp_path: Path) -> None:
    """The same process number may come again after a restart."""
    other = sqlite3.connect(tmp_path / "other.db", isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE journal (left_over)")
    fresh = tmp_path / f".book.db.{os.getpid()}.new"
    for tail in ("", "-wal", "-shm"):
        shutil.copy(f"{tmp_path / 'other.db'}{tail}", f"{fresh}{tail}")
    other.close()
    connection = book.open_book(made(tmp_path))
    writer(connection).append([delivery("a")])
    connection.close()
    assert not list(tmp_path.glob(".book.db*"))


def test_no_book_is_made_over_another(tmp_path: Path) -> None:
    path = made(tmp_path)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="exists already"):
        made(tmp_path)
    assert path.read_bytes() == before


def test_the_writer_opens_with_what_durability_asks_for(tmp_path: Path) -> None:
    connection = book.open_book(made(tmp_path))
    wanted = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1,
        "trusted_schema": 0, "busy_timeout": 5000,
    }  # fmt: skip
    found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    assert found == wanted
    connection.close()


def test_demo_and_real_books_never_mix(tmp_path: Path) -> None:
    real, play = made(tmp_path / "real"), made(tmp_path / "demo", demo=True)
    with pytest.raises(DemoBook):
        book.open_book(real, demo=True)
    with pytest.raises(DemoBook):
        book.open_book(play)
    book.open_book(play, demo=True).close()


def test_a_demo_book_that_lost_its_mark_is_known_by_its_first_entry(tmp_path: Path) -> None:
    path = made(tmp_path, demo=True)
    connection = book.open_book(path, demo=True)
    mark = setting("a", True)
    writer(connection).append([type(mark)("a", mark.kind, {"key": "book.demo", "value": True}, 0)])
    connection.execute(f"PRAGMA application_id = {book.APPLICATION_ID}")
    connection.close()
    with pytest.raises(DemoBook):
        book.open_book(path)


def test_what_is_no_book_is_refused_in_words(tmp_path: Path) -> None:
    text, other = tmp_path / "a.txt", tmp_path / "other.db"
    text.write_text("not a database at all, but long enough to look at" * 40)
    sqlite3.connect(other).execute("CREATE TABLE t (a)").connection.close()
    for opens in (book.open_book, book.read_book):
        with pytest.raises(BookMissing):
            opens(tmp_path / "none.db")
        for path in (text, other):
            with pytest.raises(LedgerError):
                opens(path)


def test_a_reader_only_reads(tmp_path: Path) -> None:
    path = made(tmp_path)
    connection = book.open_book(path)
    writer(connection).append([delivery("a")])
    reader = book.read_book(path)
    assert reader.execute("SELECT count(*) FROM movement").fetchone() == (1,)
    for sql in ("DELETE FROM movement", "CREATE TABLE t (a)", "DROP TRIGGER journal_no_delete"):
        with pytest.raises(sqlite3.OperationalError):
            reader.execute(sql)
    reader.close()
    connection.close()


def test_a_reader_sees_whole_transactions_while_the_writer_writes(tmp_path: Path) -> None:
    path = made(tmp_path)
    connection = book.open_book(path)
    ledger, reader = writer(connection), book.read_book(path)
    with ledger.transaction() as transaction:
        transaction.append(delivery("a"))
        assert reader.execute("SELECT count(*) FROM journal").fetchone() == (0,)
    assert reader.execute("SELECT count(*) FROM journal").fetchone() == (1,)
    reader.close()
    connection.close()
