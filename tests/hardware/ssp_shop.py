"""A shop with one SSP note validator in virtual time: the real driver against its twin."""

from __future__ import annotations

from dataclasses import dataclass, field

from hardware.drivers.ssp_bill import SspBill
from hardware.drivers.ssp_state import SspConfig
from hardware.twins.faults import NO_FAULTS, Faults
from hardware.twins.line import SimulatedLine
from hardware.twins.ssp_bill import SspBillModel
from shop.errors import LedgerFull
from shop.inputs import CreditReading, DeviceDown, DeviceFault, DeviceInput, DeviceUp

ONE, FIVE, TEN, TWENTY = 1, 2, 3, 4
FEN = {1: 100, 2: 500, 3: 1_000, 4: 2_000, 5: 5_000, 6: 10_000}


@dataclass
class Shop:
    """A shop with one note validator; `book` is all that survives its program."""

    model: SspBillModel = field(default_factory=SspBillModel)
    config: SspConfig = field(default_factory=lambda: SspConfig("notes"))
    faults_of_line: Faults = NO_FAULTS
    seed: int = 0
    takes: bool = True
    knows: bool = True
    heard: list[DeviceInput] = field(default_factory=list)
    book: list[CreditReading] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line = SimulatedLine(
            SspBill(self.config),
            self.model,
            self.emit,
            self.cursor,
            seed=self.seed,
            faults=self.faults_of_line,
        )

    def emit(self, said: DeviceInput) -> bool:
        if isinstance(said, CreditReading):
            if not self.takes:
                return False
            self.book.append(said)
        self.heard.append(said)
        return True

    def cursor(self, serial: str) -> CreditReading | None:
        if not self.knows:
            raise LedgerFull("the disk is gone")
        return next((r for r in reversed(self.book) if r.serial == serial), None)

    def open(self, for_ms: int = 4_000) -> Shop:
        self.line.run(for_ms)
        return self

    def put(self, channel: int, for_ms: int = 3_000) -> bool:
        """Somebody puts a note in, and waits."""
        drawn = self.model.insert(channel)
        self.line.run(for_ms)
        return drawn

    def run_until_held(self) -> None:
        """Go on until the book has a note in escrow."""
        for _ in range(2_000):
            if self.book and self.book[-1].held is not None:
                return
            self.line.run(1)
        raise AssertionError("no note came into escrow")

    @property
    def fen(self) -> list[int | None]:
        return [credit.fen for reading in self.book for credit in reading.credits]

    @property
    def keys(self) -> list[tuple[str, int, int]]:
        return [(r.serial, r.epoch, c.credit_no) for r in self.book for c in r.credits]

    @property
    def returned(self) -> int:
        return sum(len(reading.returned) for reading in self.book)

    @property
    def unsure(self) -> int:
        return sum(len(reading.unsure) for reading in self.book)

    def faults(self) -> list[str]:
        return [said.code for said in self.heard if isinstance(said, DeviceFault)]

    def downs(self) -> list[str]:
        return [said.why for said in self.heard if isinstance(said, DeviceDown)]

    def ups(self) -> list[str]:
        return [said.detail for said in self.heard if isinstance(said, DeviceUp)]

    def last(self) -> CreditReading:
        return self.book[-1]
