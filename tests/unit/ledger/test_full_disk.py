"""A disk that takes no more: nothing is half written, nothing thanked for, and it goes on after."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from shop import book
from shop.clock import VirtualClock
from shop.effects import AcceptMoney, Lamp
from shop.errors import BrokenInvariant, ButtonNotHere, LedgerFull
from shop.inputs import Tick
from shop.ledger import Ledger
from shop.verify import verify
from tests.unit.counter.a_shop import Shop, empty_book
from tests.unit.ledger.book_file import AT_MS, dump, made, setting, until_full, writer


def full(connection: sqlite3.Connection) -> None:
    """Let the database grow no further, as a full disk does."""
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    writer_ = Ledger(connection, "Xingsha", VirtualClock(AT_MS), "boot")
    until_full(lambda number: writer_.append([setting(f"fill{number}", "x" * 300)]))


def free(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA max_page_count = 1000000")


def test_what_does_not_fit_is_not_there() -> None:
    connection = empty_book()
    full(connection)
    before = dump(connection)
    with pytest.raises(LedgerFull, match="free the disk"):
        writer(connection).append([setting("a", "x" * 3000), setting("b")])
    assert dump(connection) == before
    free(connection)
    writer(connection).append([setting("a", "x" * 3000)])
    verify(connection)


def test_the_till_closes_says_so_and_opens_again_by_itself() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.connection.execute("CREATE TABLE filler (t)")
    pages = shop.connection.execute("PRAGMA page_count").fetchone()[0]
    shop.connection.execute(f"PRAGMA max_page_count = {pages}")
    until_full(lambda _: shop.coin(1))
    head = shop.ledger.head_seq
    money = shop.counter.till.visit.money_fen
    assert shop.view.phase == "closed"
    assert shop.view.buttons == frozenset()
    assert "book" in shop.view.trouble
    assert AcceptMoney(False) in shop.heard
    assert Lamp("red", blink=True) in shop.heard
    assert (
        money
        == sum(shop.connection.execute("SELECT fen FROM device_credit").fetchall(), ())[0]
        * (shop.connection.execute("SELECT count(*) FROM device_credit").fetchone()[0])
    )
    # Nobody is thanked, whatever is pressed or waited for.
    for button in ("cash", "done", "paid", "iou"):
        with pytest.raises(ButtonNotHere):
            shop.press(button)
    shop.green()
    shop.heard.clear()
    shop.wait(300)
    assert shop.view.phase == "closed"
    assert shop.ledger.head_seq == head
    # Room again: within a few seconds it goes on where the resident was.
    shop.connection.execute("PRAGMA max_page_count = 1000000")
    shop.clock.advance(5_000)
    shop.counter.handle(Tick())
    assert AcceptMoney(True) in shop.heard
    assert shop.view.phase != "closed"
    shop.wait(10)
    assert shop.last("SaleDeclared").seq > head
    shop.verify()


def test_a_lost_book_is_tried_again_at_its_own_pace_only() -> None:
    """Deadlines that are due must not become a write a millisecond on a full disk."""

    class Full:
        """A connection whose disk is full while `on`; counts how often it was tried."""

        on, tries = False, 0

        def execute(self, sql: str, parameters: object = ()) -> object:
            if sql == "BEGIN IMMEDIATE" and self.on:
                self.tries += 1
                raise sqlite3.OperationalError("database or disk is full")
            return real.execute(sql, parameters)

    real = empty_book()
    disk = Full()
    shop = Shop(disk)
    shop.scan("rice")
    shop.coin(500)
    disk.on = True
    for _ in range(60_000 // 50):
        shop.clock.advance(50)
        try:
            shop.counter.handle(Tick())
        except LedgerFull:
            pass
    assert 10 <= disk.tries <= 15
    due = shop.counter.next_deadline_ms()
    assert due is not None
    assert due > shop.clock.now().monotonic_ms


@pytest.mark.parametrize(
    ("error", "becomes"),
    [
        (sqlite3.OperationalError("database or disk is full"), LedgerFull),
        (sqlite3.OperationalError("attempt to write a readonly database"), LedgerFull),
        (sqlite3.OperationalError("disk I/O error"), LedgerFull),
        (sqlite3.OperationalError("unable to open database file"), LedgerFull),
        (sqlite3.IntegrityError("UNIQUE constraint failed"), BrokenInvariant),
    ],
)
def test_what_a_database_says_becomes_what_the_shop_says(error: Exception, becomes: type) -> None:
    class Saying:
        def execute(self, sql: str, parameters: object = ()) -> object:
            if sql.startswith("INSERT"):
                raise error
            return real.execute(sql, parameters)

    real = empty_book()
    ledger = Ledger(Saying(), "x", VirtualClock(AT_MS), "boot")
    with pytest.raises(becomes):
        ledger.append([setting("a")])
    assert not any(dump(real).values())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB."""
    if os.geteuid() != 0:
        pytest.skip("NO SMALL DISK: mounting a 1 MiB tmpfs needs root")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"NO SMALL DISK: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_real_disk_runs_full_and_is_freed_again(small_disk: Path) -> None:
    ballast = small_disk / "reserve"
    ballast.write_bytes(bytes(200_000))
    connection = book.open_book(made(small_disk))
    ledger = writer(connection)
    number = until_full(lambda number: ledger.append([setting(f"a{number}", "x" * 500)]))
    assert ledger.head_seq == number
    ballast.unlink()
    ledger.append([setting(f"a{number}", "x" * 500)])
    number += 1
    assert verify(connection).entries == number
    connection.close()
    again = book.open_book(small_disk / "book.db")
    assert verify(again).entries == number
    again.close()
