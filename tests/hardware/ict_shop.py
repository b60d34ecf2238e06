"""A shop with one ICT note validator in virtual time: the real driver against its twin."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from hardware.drivers.ict_bill import IctBill
from hardware.drivers.ict_state import IctConfig
from hardware.twins.faults import Faults
from hardware.twins.ict_bill import IctBillModel, ParityCable
from hardware.twins.unasked import UnaskedLine
from shop.errors import LedgerFull
from shop.inputs import CreditReading, DeviceDown, DeviceFault, DeviceInput, DeviceUp

VALUES = (100, 500, 1_000, 2_000, 5_000, 10_000)
ONE, FIVE, TEN = 1, 2, 3


@dataclass
class Shop:
    """A shop with one validator; `book` is all that survives its program."""

    model: IctBillModel = field(default_factory=lambda: IctBillModel(powered_ms=2_000))
    accept: bytes = b"\x02"
    takes: bool = True
    knows: bool = True
    seed: int = 0
    faults: Faults = field(default_factory=Faults)
    heard: list[DeviceInput] = field(default_factory=list)
    book: list[CreditReading] = field(default_factory=list)
    again: int = 0

    def __post_init__(self) -> None:
        driver = IctBill(IctConfig("notes", VALUES, self.accept))
        self.line = UnaskedLine(driver, self.model, self.emit, self.cursor)
        rng = random.Random(self.seed)
        self.line.to_host = ParityCable(rng, self.faults)
        self.line.to_device = ParityCable(rng, self.faults)

    def emit(self, said: DeviceInput) -> bool:
        if isinstance(said, CreditReading):
            if not self.takes:
                return False
            key = (said.serial, said.epoch, said.credit_no)
            if key in [(r.serial, r.epoch, r.credit_no) for r in self.book]:
                self.again += 1  # the counter answers for it again, the book stays as it is
                return True
            self.book.append(said)
        self.heard.append(said)
        return True

    def cursor(self, serial: str) -> CreditReading | None:
        if not self.knows:
            raise LedgerFull("the disk is gone")
        return next((r for r in reversed(self.book) if r.serial == serial), None)

    def open(self) -> Shop:
        self.run(4_000)
        return self

    def run(self, for_ms: int) -> None:
        self.line.run(for_ms)

    def insert(self, number: int, then_ms: int = 5_000) -> bool:
        """Put one note to the slot, and let time pass."""
        drawn_in = self.model.insert(number, self.line.now_ms)
        self.run(then_ms)
        return drawn_in

    @property
    def fen(self) -> list[int | None]:
        return [credit.fen for reading in self.book for credit in reading.credits]

    @property
    def returned(self) -> int:
        return sum(len(reading.returned) for reading in self.book)

    @property
    def unsure(self) -> int:
        return sum(len(reading.unsure) for reading in self.book)

    def said(self, kind: type[DeviceInput]) -> int:
        return sum(isinstance(said, kind) for said in self.heard)

    @property
    def ups(self) -> int:
        return self.said(DeviceUp)

    @property
    def downs(self) -> list[str]:
        return [said.why for said in self.heard if isinstance(said, DeviceDown)]

    def troubles(self) -> list[str]:
        return [said.code for said in self.heard if isinstance(said, DeviceFault)]

    def last(self) -> CreditReading:
        return self.book[-1]
