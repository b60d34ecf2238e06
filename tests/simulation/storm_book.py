"""A storm's shop: the real counter on a real book that refuses now and then, and dies with it."""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hardware.twins.faults import Faults
from shop.clock import VirtualClock
from shop.effects import AcceptMoney
from shop.errors import LedgerError, LedgerFull
from shop.inputs import CreditReading, DeviceFault, DeviceInput, DispenseIntent, Tick
from tests.unit.counter.a_shop import CODE, Shop, empty_book

#: The cable of promise P3.
BAD = Faults(drop=0.01, noise=0.01, dup=0.005, split=0.2)
GOOD = Faults()
_CREDITS = "SELECT epoch, credit_no, fen FROM device_credit WHERE serial = ?"
_READINGS = (
    "SELECT body FROM journal WHERE kind = 'DeviceNoted' AND body ->> '$.what' = 'reading'"
    " AND body ->> '$.serial' = ? ORDER BY seq"
)
_IN_BOX = "SELECT coalesce(sum(quantity), 0) FROM movement WHERE to_account = 'cashbox'"
_PAID = (
    "SELECT coalesce(sum(body ->> '$.paid'), 0) FROM journal WHERE kind = 'DeviceNoted'"
    " AND body ->> '$.what' = 'dispensed'"
)
#: What the box held before the storm.
OPENING_FEN = 5_000


class Disk:
    """A book's connection on a disk that may be full."""

    def __init__(self) -> None:
        self.real = empty_book()
        self.full = False

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        if self.full and sql.startswith(("INSERT", "BEGIN", "COMMIT")):
            raise sqlite3.OperationalError("database or disk is full")
        return self.real.execute(sql, parameters)


@dataclass(frozen=True, slots=True)
class Noted:
    """What the book holds of one device, by its serial.

    Attributes:
        fen: each credit's worth.  keys: each credit's epoch and number.
        unrecognised, lost: counts to be checked.
        unsure: worth of each note that a person must look for, None: not known.
        insertions: by the device's life-long counter, between first and last reading.
        whys: what its readings were.
    """

    fen: Counter[int]
    keys: tuple[tuple[int, int], ...]
    unrecognised: int
    lost: int
    unsure: Counter[int | None]
    insertions: int
    whys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Tally:
    """One device's storm, counted.

    Attributes:
        device: its driver.  in_box: coins and notes a person finds.
        credited: those that are money in the book.  to_check: those it has as to be looked for.
        troubles: unplugs, power cuts and starts of the program.
    """

    device: str
    in_box: int
    credited: int
    to_check: int
    troubles: Counter[str]

    def holds(self) -> None:
        """Every piece in the box is money once, or a person's to look for; little is."""
        assert self.in_box == self.credited + self.to_check, self
        assert self.credited >= 0.75 * self.in_box, self


@dataclass
class StormBook:
    """A shop in a storm; `disk` is all that survives its program.

    Args:
        seed: of everything that happens to it.
        refuses: the chance of each reading not to be taken.
    """

    seed: int
    refuses: float = 0.02
    disk: Disk = field(default_factory=Disk)
    happened: Counter[str] = field(default_factory=Counter)
    unrecognised: int = 0

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.shop = Shop(self.disk, seed=self.seed)

    # ------------------------------------------------------------ what drivers see of it

    def emit(self, said: DeviceInput) -> bool:
        """Take what a device says; a yes may be lost on its way, and a disk may be full."""
        money = isinstance(said, CreditReading)
        chance = self.rng.random() if money and self.refuses else 1.0
        if chance < self.refuses / 2:
            self.happened["inbox full"] += 1
            return False
        self.disk.full = self.refuses / 2 <= chance < self.refuses
        try:
            self.shop.counter.handle(said)
        except LedgerError:
            self.happened["disk full"] += 1
            return False
        finally:
            self.disk.full = False
        if isinstance(said, DeviceFault) and said.code == "unrecognised":
            self.unrecognised += 1
        if money and self.refuses and self.rng.random() < self.refuses / 2:
            self.happened["yes lost"] += 1
            return False
        return True

    def cursor(self, serial: str) -> CreditReading | DispenseIntent | None:
        """Say where the book left a device, if it can be asked."""
        if self.refuses and self.rng.random() < self.refuses:
            self.happened["book not readable"] += 1
            raise LedgerFull("the disk is gone")
        return self.shop.counter.cursor(serial)

    def pass_time(self, to_ms: int) -> None:
        """Let the counter's clock follow the line's; it is ticked where that is due."""
        clock = self.shop.clock
        assert isinstance(clock, VirtualClock)
        clock.advance(max(0, to_ms - clock.now().monotonic_ms))
        due = self.shop.counter.next_deadline_ms()
        if due is not None and due <= to_ms:
            self.shop.counter.handle(Tick())

    def resident(self) -> None:
        """Somebody takes rice and says that this is all."""
        if self.shop.counter.book.why is None:
            self.shop.scan(CODE["rice"])
            if "done" in self.shop.view.buttons:
                self.shop.press("done")

    def restart(self) -> None:
        """The program dies and starts again on what the disk holds."""
        self.happened["restart"] += 1
        self.shop.start()

    def wishes(self) -> list[AcceptMoney]:
        """Return what the shop wished of its money machines since this was asked last."""
        wished = [effect for effect in self.shop.heard if isinstance(effect, AcceptMoney)]
        self.shop.heard.clear()
        return wished

    def calm(self) -> None:
        """The disk is mended."""
        self.refuses = 0.0

    # ------------------------------------------------------------ what it holds

    def noted(self, serial: str) -> Noted:
        """Return what the book has of a device."""
        rows = self.disk.real.execute(_CREDITS, (serial,)).fetchall()
        held: dict[tuple[int, int], int | None] = {}
        unsure: Counter[int | None] = Counter()
        lost = unrecognised = 0
        counted: list[int] = []
        whys = set()
        epoch_before = 0
        for body in self._readings(serial):
            for number in body.get("unsure", ()):
                key = (body["epoch"], number)
                unsure[held.get(key, held.get((epoch_before, number)))] += 1
            if note := body.get("held"):
                held[body["epoch"], note["credit_no"]] = note.get("fen")
            lost += body.get("lost", 0)
            unrecognised += body.get("unrecognised", 0)
            counted += [body["insertions"]] if "insertions" in body else []
            whys.add(body["why"])
            epoch_before = body["epoch"]
        return Noted(
            fen=Counter(row[2] for row in rows),
            keys=tuple((row[0], row[1]) for row in rows),
            unrecognised=unrecognised,
            lost=lost,
            unsure=unsure,
            insertions=counted[-1] - counted[0] if counted else 0,
            whys=frozenset(whys),
        )

    def paid_out(self) -> int:
        """Return how many coins of change the book has as paid out."""
        row = self.disk.real.execute(_PAID).fetchone()
        return int(row[0])

    def is_whole(self) -> None:
        """The book verifies, no credit is in it twice, and its cash is that of its credits."""
        self.shop.verify()
        real = self.disk.real
        booked = real.execute("SELECT sum(fen), count(*) FROM device_credit").fetchone()
        keys = "SELECT count(*) FROM (SELECT DISTINCT serial, epoch, credit_no FROM device_credit)"
        assert real.execute(keys).fetchone()[0] == booked[1]
        assert real.execute(_IN_BOX).fetchone()[0] - OPENING_FEN == (booked[0] or 0)

    def _readings(self, serial: str) -> Iterator[dict[str, Any]]:
        for row in self.disk.real.execute(_READINGS, (serial,)):
            yield json.loads(row[0])
