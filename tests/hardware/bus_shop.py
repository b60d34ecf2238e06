"""A shop with coin box, hopper and bill validator on one wire in virtual time."""

from __future__ import annotations

from hardware.drivers.base import Command, Driver
from hardware.drivers.bill_state import BillConfig
from hardware.drivers.bill_validator import BillValidator
from hardware.drivers.cctalk_bus import CctalkBus
from hardware.drivers.coin_acceptor import CoinAcceptor
from hardware.drivers.coin_state import CoinConfig
from hardware.drivers.hopper import Hopper
from hardware.drivers.hopper_state import HopperConfig
from hardware.twins.bill_validator import BillValidatorModel
from hardware.twins.bus import BusModel
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.hopper import HopperModel
from hardware.twins.line import SimulatedLine
from shop.effects import Dispense
from shop.inputs import (
    CreditReading,
    DeviceDown,
    DeviceFault,
    DeviceInput,
    DeviceUp,
    DispenseDone,
    DispenseIntent,
)
from tests.hardware.hopper_shop import Book


class Shop:
    """Three devices that all tell the serial 7, one wire, one book."""

    def __init__(self, *, echo: bool = False, hoppers: int = 1, notes: bool = True) -> None:
        self.coins = CoinAcceptorModel(serial=7)
        self.hoppers = [HopperModel(serial=7 + n, address=3 + n) for n in range(hoppers)]
        self.bills = BillValidatorModel(serial=7)
        names = [f"change{n + 1}" for n in range(hoppers)]
        drivers: list[Driver[object]] = [CoinAcceptor(CoinConfig("coins"))]
        drivers += [
            Hopper(HopperConfig(name, 3 + n, others=frozenset(names) - {name}))
            for n, name in enumerate(names)
        ]
        models = [self.coins, *self.hoppers]
        if notes:
            drivers.append(BillValidator(BillConfig("notes")))
            models.append(self.bills)
        self.wire = BusModel(models)
        self.heard: list[DeviceInput] = []
        self.readings: list[CreditReading] = []
        self.payouts = Book()
        self.takes = True
        self.line = SimulatedLine(CctalkBus(drivers), self.wire, self.emit, self.cursor, echo=echo)

    def emit(self, said: DeviceInput) -> bool:
        if isinstance(said, CreditReading | DispenseIntent | DispenseDone) and not self.takes:
            return False
        self.heard.append(said)
        if isinstance(said, CreditReading):
            self.readings.append(said)
        elif isinstance(said, DispenseIntent | DispenseDone):
            self.payouts.take(said)
        return True

    def cursor(self, serial: str) -> CreditReading | DispenseIntent | None:
        found = next((r for r in reversed(self.readings) if r.serial == serial), None)
        return found or self.payouts.open(serial)

    def open(self) -> Shop:
        self.line.run(6_000)
        return self

    def wish(self, coins: int, job: str, device: str = "change1") -> None:
        self.line.tell(Command(Dispense(device, job, "visit", coins)))

    def end(self, job: str) -> tuple[int, int, str] | None:
        end = self.payouts.ended.get(job)
        return None if end is None else (end.paid, end.unpaid, end.why)

    def fen(self, device: str) -> list[int | None]:
        return [c.fen for r in self.readings if r.device == device for c in r.credits]

    def keys(self) -> list[tuple[str, int, int]]:
        return [(r.serial, r.epoch, c.credit_no) for r in self.readings for c in r.credits]

    def news(self, device: str) -> list[str]:
        said = (s for s in self.heard if isinstance(s, DeviceUp | DeviceDown | DeviceFault))
        return [type(s).__name__ for s in said if s.device == device]
