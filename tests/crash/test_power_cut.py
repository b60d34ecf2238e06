"""The power goes at any write: shop.ledger on a disk that loses what was not synced.

Beside it stand the controls that must fail: without syncs, and on a card that lies about them.
"""

from __future__ import annotations

import contextlib
import random
import sqlite3
import sys
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from shop import book
from shop.clock import VirtualClock
from shop.entries import Draft
from shop.errors import ChainBroken, LedgerError
from shop.ledger import Ledger
from shop.verify import verify

apsw = pytest.importorskip("apsw", reason="NO POWER-CUT RIG: apsw is not installed")
from tests.crash.power import Disk, Machine  # noqa: E402

AT_MS = 1_780_000_000_000
_boots = count()


@cache
def image() -> bytes:
    """A fresh book as it is commissioned, whole on the disk."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "book.db")
        book.create_book(path)
        return path.read_bytes()


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite closes files of a dead machine: what that raises is nobody's business."""
    monkeypatch.setattr(sys, "unraisablehook", lambda *_: None)


def plugged_in(disk: Disk, synchronous: str) -> tuple[Any, Any]:
    """Boot a machine and open the book as `open_book` does, through the other driver."""
    machine = Machine(disk, f"machine{next(_boots)}")
    connection = apsw.Connection("book.db", vfs=machine.plug)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # no shared memory on this disk
    for pragma in book._PRAGMAS:
        connection.execute(pragma)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = " + synchronous)
    connection.execute("PRAGMA wal_autocheckpoint = 20")
    return machine, connection


def visit(number: int) -> list[list[Draft]]:
    """A coin, then the sale: two transactions, as at the till."""
    coin = {
        "visit": f"V{number}", "tender": "cash", "fen": 350, "evidence": "credited",
        "serial": "sn1", "epoch": 1, "credit_no": number,
    }  # fmt: skip
    line = {"line": "1", "item": "rice", "unit": "each", "quantity": 1, "each_fen": 350, "fen": 350}
    sale = {
        "visit": f"V{number}", "sale": f"S{number}", "opened_seq": 0, "how": "quiet",
        "lines": [line], "due_fen": 350,
    }  # fmt: skip
    return [
        [Draft(f"sn1:1:{number}", "TenderReceived", coin, AT_MS)],
        [Draft(f"S{number}", "SaleDeclared", sale, AT_MS)],
    ]


@dataclass
class Outcome:
    """What went wrong over all cuts of some seeds."""

    cuts: int = 0
    promised: int = 0
    lost: int = 0
    broken: int = 0
    seeds: list[int] = field(default_factory=list)


def live(disk: Disk, synchronous: str, first: int, promised: list[str]) -> None:
    """Serve residents until the power goes; `promised` is what the screen has said."""
    machine = connection = None
    try:
        machine, connection = plugged_in(disk, synchronous)
        ledger = Ledger(connection, "Xingsha", VirtualClock(AT_MS), "boot")
        for number in count(first):
            for drafts in visit(number):
                ledger.append(drafts)
                promised.append(drafts[0].id)
    except (apsw.Error, LedgerError):
        pass
    disk.left = 0  # nothing more reaches the medium
    if connection is not None:
        try:
            connection.close(True)
        except apsw.Error:
            pass
    del machine


def audit(disk: Disk, synchronous: str, promised: list[str]) -> tuple[int, int]:
    """Boot again and hold the book against the promises: (lost, next number)."""
    machine, connection = plugged_in(disk, synchronous)
    try:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise ChainBroken(0, "the file is damaged")
        Ledger(connection, "Xingsha", VirtualClock(AT_MS), "boot")
        verify(connection)
        there = {row[0] for row in connection.execute("SELECT id FROM journal")}
        newest = connection.execute("SELECT coalesce(max(credit_no), 0) FROM device_credit")
        return len(set(promised) - there), newest.fetchone()[0] + 1
    finally:
        connection.close()
        del machine


def cuts(seeds: range, synchronous: str = "FULL", honest: bool = True, lives: int = 3) -> Outcome:
    """Cut the power of several lives for each seed."""
    out = Outcome()
    for seed in seeds:
        rng = random.Random(seed)
        disk = Disk(rng, image(), honest)
        promised: list[str] = []
        number = 1
        for _ in range(lives):
            disk.left = rng.randrange(1, 260)
            live(disk, synchronous, number, promised)
            disk.cut()
            out.cuts += 1
            try:
                lost, number = audit(disk, synchronous, promised)
            except (apsw.Error, LedgerError, sqlite3.Error):
                out.broken += 1
                out.seeds.append(seed)
                break
            if lost:
                out.lost += lost
                out.seeds.append(seed)
                break
        out.promised += len(promised)
    return out


def test_300_power_cuts_lose_nothing_that_was_promised() -> None:
    out = cuts(range(100))
    assert out.cuts == 300
    assert out.promised > 1000
    assert (out.lost, out.broken) == (0, 0), f"seeds {out.seeds[:5]}"


@pytest.mark.slow
def test_30_000_power_cuts_lose_nothing_that_was_promised() -> None:
    out = cuts(range(1000, 11_000))
    assert out.cuts == 30_000
    assert (out.lost, out.broken) == (0, 0), f"seeds {out.seeds[:5]}"


def test_without_syncs_the_same_rig_loses() -> None:
    """The control: a rig that finds nothing here would find nothing at all."""
    out = cuts(range(20), "OFF")
    assert out.lost + out.broken > 5


def test_on_a_card_that_lies_about_syncs_it_loses() -> None:
    """Why commissioning tests the card: no setting helps against this one."""
    out = cuts(range(20), honest=False)
    assert out.lost + out.broken > 5


def test_an_io_error_that_passes_costs_nothing_and_doubles_nothing() -> None:
    """A failed write is said, tried again with the same id, and in the book once."""
    failed = 0
    for seed in range(60):
        rng = random.Random(seed)
        disk = Disk(rng, image())
        _machine, connection = plugged_in(disk, "FULL")
        ledger = Ledger(connection, "Xingsha", VirtualClock(AT_MS), "boot")
        said = [drafts for number in range(1, 16) for drafts in visit(number)]
        for place, drafts in enumerate(said):
            if place % 3 == 2:
                disk.passing = rng.randrange(12)
            for _ in range(3):
                try:
                    ledger.append(drafts)
                    break
                except LedgerError:
                    failed += 1
        disk.passing = None
        promised = [drafts[0].id for drafts in said]
        assert verify(connection).entries == len(said)
        disk.left = 0
        with contextlib.suppress(apsw.Error):
            connection.close(True)
        disk.cut()
        assert audit(disk, "FULL", promised) == (0, 16)
    assert failed > 100


def test_the_same_seed_is_the_same_cut() -> None:
    first, again = cuts(range(3), "OFF"), cuts(range(3), "OFF")
    assert first == again
