"""A shop with one bill validator in virtual time: the real driver against its twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hardware.drivers.bill_escrow import STACK
from hardware.drivers.bill_state import BillConfig
from hardware.drivers.bill_validator import BillValidator
from hardware.twins.bill_validator import BillValidatorModel
from hardware.twins.line import SimulatedLine
from shop.errors import LedgerFull
from shop.inputs import CreditReading, DeviceDown, DeviceFault, DeviceInput, DeviceUp

ONE, FIVE, TEN, TWENTY, FOREIGN = 1, 2, 3, 4, 5
SERIAL = "bill:7654321"


class Watched(BillValidatorModel):
    """A validator that remembers each way that it was sent, and asks before it stacks."""

    ways: list[int]
    may_stack: Callable[[], bool] = staticmethod(lambda: True)
    stacked_unwritten: int = 0

    def route(self, way: int) -> bytes:
        self.__dict__.setdefault("ways", []).append(way)
        held = self.held is not None and self.held.where == "escrow"
        if way == STACK and held and not self.may_stack():
            self.stacked_unwritten += 1
        return super().route(way)


@dataclass
class Shop:
    """A shop with one bill validator; `book` is all that survives its program."""

    model: Watched = field(default_factory=Watched)
    config: BillConfig = field(default_factory=lambda: BillConfig("notes"))
    echo: bool = False
    takes: bool = True
    knows: bool = True
    slow_ms: int = 0
    heard: list[DeviceInput] = field(default_factory=list)
    book: list[CreditReading] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.model.may_stack = self.is_written
        self.line = SimulatedLine(
            BillValidator(self.config), self.model, self.emit, self.cursor, echo=self.echo
        )

    def emit(self, said: DeviceInput) -> bool:
        if isinstance(said, CreditReading):
            self.line.now_ms += self.slow_ms
            self.model.pass_time(self.line.now_ms)
            if not self.takes:
                return False
            self.book.append(said)
        self.heard.append(said)
        return True

    def cursor(self, serial: str) -> CreditReading | None:
        if not self.knows:
            raise LedgerFull("the disk is gone")
        return next((r for r in reversed(self.book) if r.serial == serial), None)

    def is_written(self) -> bool:
        """Whether the book has the note that lies in escrow now."""
        last = self.book[-1]
        shown = (last.counter, list(last.events)) == (self.model.counter, self.model.events)
        return shown and last.held is not None

    def open(self) -> Shop:
        self.line.run(6_000)
        return self

    def run(self, for_ms: int) -> None:
        self.line.run(for_ms)
        self.model.pass_time(self.line.now_ms)

    @property
    def fen(self) -> list[int | None]:
        return [credit.fen for reading in self.book for credit in reading.credits]

    @property
    def keys(self) -> list[tuple[str, int, int]]:
        return [(r.serial, r.epoch, c.credit_no) for r in self.book for c in r.credits]

    @property
    def wheres(self) -> list[str]:
        return [note.where for note in self.model.notes]

    @property
    def ways(self) -> list[int]:
        return self.model.__dict__.setdefault("ways", [])

    def faults(self) -> list[str]:
        return [said.code for said in self.heard if isinstance(said, DeviceFault)]

    def ups(self) -> list[str]:
        return [said.detail for said in self.heard if isinstance(said, DeviceUp)]

    def downs(self) -> list[str]:
        return [said.why for said in self.heard if isinstance(said, DeviceDown)]

    def last(self) -> CreditReading:
        return self.book[-1]
