"""A shop with one coin box in virtual time: the real driver against its twin."""

from __future__ import annotations

from dataclasses import dataclass, field

from hardware.drivers.coin_acceptor import CoinAcceptor
from hardware.drivers.coin_state import CoinConfig
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.line import SimulatedLine
from shop.errors import LedgerFull
from shop.inputs import CreditReading, DeviceFault, DeviceInput

YUAN, FIVE_JIAO, JIAO, FOREIGN = 1, 2, 3, 4


@dataclass
class Shop:
    """A shop with one coin box; `book` is all that survives its program."""

    model: CoinAcceptorModel = field(default_factory=CoinAcceptorModel)
    config: CoinConfig = field(default_factory=lambda: CoinConfig("coins"))
    echo: bool = False
    takes: bool = True
    knows: bool = True
    heard: list[DeviceInput] = field(default_factory=list)
    book: list[CreditReading] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line = SimulatedLine(
            CoinAcceptor(self.config), self.model, self.emit, self.cursor, echo=self.echo
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

    def open(self) -> Shop:
        self.line.run(4_000)
        return self

    @property
    def fen(self) -> list[int | None]:
        return [credit.fen for reading in self.book for credit in reading.credits]

    @property
    def keys(self) -> list[tuple[str, int, int]]:
        return [(r.serial, r.epoch, c.credit_no) for r in self.book for c in r.credits]

    def faults(self) -> list[str]:
        return [said.code for said in self.heard if isinstance(said, DeviceFault)]

    def last(self) -> CreditReading:
        return self.book[-1]
