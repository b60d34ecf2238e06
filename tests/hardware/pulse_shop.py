"""A shop with one pulse acceptor in virtual time: the real driver on the edges of its twin."""

from __future__ import annotations

from dataclasses import dataclass, field

from hardware.drivers.base import Command
from hardware.drivers.pulse_coin import PulseCoin
from hardware.drivers.pulse_state import PulseConfig
from hardware.twins.pulse_coin import PulseCoinModel, PulseLine
from shop.effects import AcceptMoney
from shop.inputs import CreditReading, DeviceFault, DeviceInput

CONFIG = PulseConfig("coins", 17, pulses={1: 100, 2: 50, 5: 500, 10: 1_000})
#: Longer than any gap here: every group is over.
QUIET_MS = 2_000


@dataclass
class Shop:
    """A shop with one pulse acceptor; `book` is all that survives its program."""

    config: PulseConfig = CONFIG
    model: PulseCoinModel = field(default_factory=PulseCoinModel)
    takes: bool = True
    heard: list[DeviceInput] = field(default_factory=list)
    book: list[CreditReading] = field(default_factory=list)
    again: int = 0

    def __post_init__(self) -> None:
        self.line = PulseLine(PulseCoin(self.config), self.emit, self.cursor)

    def open(self) -> Shop:
        self.line.open()
        self.run(QUIET_MS)
        return self

    def run(self, for_ms: int = QUIET_MS) -> None:
        self.line.run(for_ms)

    def insert(self, pulses: int, then_ms: int = QUIET_MS) -> None:
        """Put in a coin, and let time pass."""
        self.line.play(self.model.insert(pulses, self.line.now_ms))
        self.run(then_ms)

    def accept(self, on: bool) -> None:
        """The shop lets coins in or not: driver and relay are told alike."""
        self.model.accepts = on
        self.line.tell(Command(AcceptMoney(on)))

    def emit(self, said: DeviceInput) -> bool:
        if isinstance(said, CreditReading):
            if not self.takes:
                return False
            key = (said.serial, said.epoch, said.credit_no)
            if key in [(r.serial, r.epoch, r.credit_no) for r in self.book]:
                self.again += 1
                return True
            self.book.append(said)
        self.heard.append(said)
        return True

    def cursor(self, serial: str) -> CreditReading | None:
        return next((r for r in reversed(self.book) if r.serial == serial), None)

    @property
    def fen(self) -> list[int | None]:
        return [credit.fen for reading in self.book for credit in reading.credits]

    @property
    def what(self) -> list[str]:
        return [credit.what for reading in self.book for credit in reading.credits]

    @property
    def lost(self) -> int:
        return sum(reading.lost for reading in self.book)

    def troubles(self) -> list[str]:
        return [said.code for said in self.heard if isinstance(said, DeviceFault)]
