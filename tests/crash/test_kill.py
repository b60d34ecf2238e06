"""kill -9 at any moment: nothing the screen has said is lost, nothing is doubled, the book holds.

A kill proves nothing about power (the kernel still has the pages): that is what
`test_power_cut` is for. It proves that no promise is made before its commit.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from shop import book, commands
from shop.clock import VirtualClock
from shop.counter import Counter
from shop.ids import Ids
from shop.ledger import Ledger
from shop.verify import verify
from tests.crash.till_process import AT_MS, PRICE_FEN

CHILD = Path(__file__).with_name("till_process.py")
ROOT = CHILD.parents[2]


@dataclass
class Promised:
    """What the screen has said over all lives."""

    credits: list[int] = field(default_factory=list)
    sales: dict[str, int] = field(default_factory=dict)

    def hear(self, said: str) -> None:
        # A line that was cut off by the kill was still written after its commit.
        for line in said.splitlines():
            words = line.split()
            if len(words) == 2 and words[0] == "credit":
                self.credits.append(int(words[1]))
            elif len(words) == 3 and words[0] == "thanks":
                self.sales[words[1]] = int(words[2])


def stocked(path: Path) -> None:
    book.create_book(path)
    connection = book.open_book(path)
    clock, ids = VirtualClock(AT_MS), Ids(random.Random(0))
    counter = Counter(Ledger(connection, "Xingsha", clock, "boot0"), clock, ids)
    counter.handle(commands.ListItem("a", "rice", "大米", "each", ("6901028075831",)))
    counter.handle(commands.MarkPrice("b", "rice", PRICE_FEN))
    counter.handle(commands.TakeOpening("c", {"rice": 100_000}, {"cashbox": 0}))
    connection.close()


def live_and_die(path: Path, seed: int, lasts_s: float, *, starting: bool) -> str:
    """One life of the process: killed after so long, or while it still starts; what it said."""
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(path), str(seed)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )
    assert child.stdout is not None
    if not starting:
        first = child.stdout.readline()
        assert first == "ready\n", f"it did not start again: {first!r}"
    time.sleep(lasts_s)
    child.send_signal(signal.SIGKILL)
    said, _ = child.communicate()
    return said


def audit(path: Path, promised: Promised) -> int:
    """Hold the book against every promise; return how many sales it has."""
    connection = book.open_book(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    verify(connection)
    credits = [
        row[0] for row in connection.execute("SELECT credit_no FROM device_credit ORDER BY 1")
    ]
    assert set(promised.credits) <= set(credits), "a coin that was acknowledged is lost"
    assert credits == list(range(1, len(credits) + 1)), "a coin is missing or doubled"
    rows = connection.execute(
        "SELECT json_extract(body, '$.sale'), json_extract(body, '$.due_fen') FROM journal"
        " WHERE kind = 'SaleDeclared'"
    ).fetchall()
    sales = dict(rows)
    assert len(sales) == len(rows), "a sale is doubled"
    for sale, fen in promised.sales.items():
        assert sales.get(sale) == fen, "a sale that was thanked for is lost"
    boxed, shelf = connection.execute(
        "SELECT (SELECT coalesce(sum(quantity), 0) FROM movement WHERE to_account = 'cashbox'),"
        " (SELECT sum(CASE WHEN to_account = 'shelf' THEN quantity ELSE -quantity END)"
        "  FROM movement WHERE item = 'rice' AND 'shelf' IN (from_account, to_account))"
    ).fetchone()
    assert boxed == 100 * len(credits)
    assert shelf == 100_000 - len(sales)
    connection.close()
    return len(sales)


def storm(path: Path, kills: int, seed: int) -> tuple[Promised, int]:
    chance = random.Random(seed)
    stocked(path)
    promised = Promised()
    sales = 0
    for life in range(1, kills + 1):
        starting = life % 5 == 0
        lasts_s = chance.random() * (0.5 if starting else 0.12)
        promised.hear(live_and_die(path, life, lasts_s, starting=starting))
        if life % 5 == 0 or life == kills:
            sales = audit(path, promised)
    return promised, sales


def test_killed_25_times_nothing_promised_is_lost(tmp_path: Path) -> None:
    promised, sales = storm(tmp_path / "book.db", 25, seed=1)
    assert promised.sales, "nothing was sold: the test says nothing"
    assert sales >= len(promised.sales)


@pytest.mark.slow
def test_killed_180_times_nothing_promised_is_lost(tmp_path: Path) -> None:
    promised, _ = storm(tmp_path / "book.db", 180, seed=2)
    assert len(promised.sales) > 180


def test_the_audit_finds_a_lost_promise(tmp_path: Path) -> None:
    """The control: a promise without its entry must fail the same audit."""
    path = tmp_path / "book.db"
    stocked(path)
    with pytest.raises(AssertionError, match="lost"):
        audit(path, Promised(credits=[1]))
    with pytest.raises(AssertionError, match="lost"):
        audit(path, Promised(sales={"S": 350}))
