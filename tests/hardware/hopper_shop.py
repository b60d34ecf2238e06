"""A shop with one hopper in virtual time: the real driver against its twin."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from hardware.drivers.base import Command
from hardware.drivers.hopper import Hopper
from hardware.drivers.hopper_state import HopperConfig
from hardware.twins.hopper import HopperModel
from hardware.twins.line import SimulatedLine
from shop.counter.health import Troubles
from shop.effects import Dispense
from shop.errors import LedgerFull
from shop.inputs import (
    DeviceDown,
    DeviceFault,
    DeviceInput,
    DeviceUp,
    DispenseDone,
    DispenseIntent,
)

_jobs = count(1)


@dataclass
class Book:
    """What survives the shop's program: the first news of each job's beginning and end."""

    asked: dict[str, DispenseIntent] = field(default_factory=dict)
    ended: dict[str, DispenseDone] = field(default_factory=dict)

    def take(self, said: DispenseIntent | DispenseDone) -> None:
        if isinstance(said, DispenseIntent):
            self.asked.setdefault(said.job, said)
        else:
            self.ended.setdefault(said.job, said)

    def open(self, serial: str) -> DispenseIntent | None:
        left = (i for i in self.asked.values() if i.job not in self.ended)
        return next((intent for intent in left if intent.serial == serial), None)

    def coins(self, device: str = "change") -> int:
        return sum(end.paid for end in self.ended.values() if end.device == device)


@dataclass
class Shop:
    """A shop that pays change out of one hopper; `book` is all that survives its program."""

    model: HopperModel = field(default_factory=HopperModel)
    config: HopperConfig = field(default_factory=lambda: HopperConfig("change"))
    echo: bool = False
    takes: bool = True
    knows: bool = True
    heard: list[DeviceInput] = field(default_factory=list)
    book: Book = field(default_factory=Book)
    troubles: Troubles = field(default_factory=Troubles)

    def __post_init__(self) -> None:
        self.line = SimulatedLine(
            Hopper(self.config), self.model, self.emit, self.cursor, echo=self.echo
        )

    def emit(self, said: DeviceInput) -> bool:
        if isinstance(said, DispenseIntent | DispenseDone):
            if not self.takes:
                return False
            self.book.take(said)
        self.heard.append(said)
        if isinstance(said, DeviceUp | DeviceDown | DeviceFault):
            self.troubles.hear(said, self.line.now_ms)
        return True

    @property
    def counts_on_it(self) -> bool:
        """Whether the till would send a wish for change to it."""
        return self.config.name not in self.troubles.names

    def cursor(self, serial: str) -> DispenseIntent | None:
        if not self.knows:
            raise LedgerFull("the disk is gone")
        return self.book.open(serial)

    def open(self) -> Shop:
        self.line.run(2_000)
        return self

    def wish(self, coins: int, job: str = "") -> str:
        """Wish for change; return the job."""
        job = job or f"job-{next(_jobs)}"
        self.line.tell(Command(Dispense(self.config.name, job, "visit", coins)))
        return job

    def pay(self, coins: int, within_ms: int = 20_000) -> tuple[int, int, str] | None:
        """Wish for change and let time pass; return what became of it."""
        job = self.wish(coins)
        self.line.run(within_ms)
        return self.end(job)

    def end(self, job: str) -> tuple[int, int, str] | None:
        end = self.book.ended.get(job)
        return None if end is None else (end.paid, end.unpaid, end.why)

    def faults(self) -> list[str]:
        return [said.code for said in self.heard if isinstance(said, DeviceFault)]

    def of(self, kind: type[DeviceInput]) -> int:
        return sum(isinstance(said, kind) for said in self.heard)
