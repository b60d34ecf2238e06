"""Three ports of money machines on ptys, threads that run them, and one book they share."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hardware.drivers.bill_state import BillConfig
from hardware.drivers.bill_validator import BillValidator
from hardware.drivers.cctalk_bus import CctalkBus
from hardware.drivers.coin_acceptor import CoinAcceptor
from hardware.drivers.coin_state import CoinConfig
from hardware.drivers.hopper import Hopper
from hardware.drivers.hopper_state import HopperConfig
from hardware.drivers.ict_bill import IctBill
from hardware.drivers.ict_state import IctConfig
from hardware.drivers.ssp_bill import SspBill
from hardware.drivers.ssp_state import SspConfig
from hardware.ports import OpenPort, open_port
from hardware.supervisor import Supervisor
from hardware.twins.bill_validator import BillValidatorModel
from hardware.twins.bus import BusModel
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.hopper import HopperModel
from hardware.twins.ict_bill import IctBillModel
from hardware.twins.port import TwinPort
from hardware.twins.ssp_bill import SspBillModel
from hardware.twins.unasked import UnaskedTwin
from shop.clock import SystemClock
from shop.effects import Dispense
from shop.inputs import CreditReading, DeviceInput, DispenseDone, DispenseIntent
from tests.hardware.hopper_shop import Book as Payouts
from tests.hardware.test_ict_on_pty import without_parity

#: Only a broken test waits so long.
PATIENCE_S = 60
COIN_FEN = {1: 100, 2: 50, 3: 10}
NOTE_FEN = {1: 100, 2: 500, 3: 1_000, 4: 2_000}
VALUES = (100, 500, 1_000)


def pause(seconds: float) -> None:
    """A resident takes a breath."""
    threading.Event().wait(seconds)


@dataclass
class Book:
    """What survives the shop's program; told by many threads."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    last: dict[str, CreditReading] = field(default_factory=dict)
    credits: dict[tuple[str, int, int], int | None] = field(default_factory=dict)
    twice: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    held: dict[tuple[str, int], int | None] = field(default_factory=dict)
    unsure: dict[str, Counter[int | None]] = field(default_factory=dict)
    payouts: Payouts = field(default_factory=Payouts)

    def hear(self, said: DeviceInput) -> bool:
        with self.lock:
            if isinstance(said, DispenseIntent | DispenseDone):
                self.payouts.take(said)
            if isinstance(said, CreditReading):
                self._read(said)
        return True

    def _read(self, said: CreditReading) -> None:
        serial = said.serial
        for credit in said.credits:
            key = (serial, said.epoch, credit.credit_no)
            self.twice += key in self.credits
            self.credits[key] = credit.fen
        if said.held is not None:
            self.held[serial, said.held.credit_no] = said.held.fen
        marks = self.unsure.setdefault(serial, Counter())
        marks.update(self.held.get((serial, number)) for number in said.unsure)
        self.lost[serial] += said.lost
        self.last[serial] = said

    def cursor(self, serial: str) -> CreditReading | DispenseIntent | None:
        with self.lock:
            return self.last.get(serial) or self.payouts.open(serial)

    def fen(self, serial: str) -> Counter[int | None]:
        with self.lock:
            return Counter(fen for key, fen in self.credits.items() if key[0] == serial)


class Port:
    """One cable, the twin behind it, and the thread that runs its driver.

    Args:
        twin: plugged in.  driver: makes it anew for each start.  book: shared by all.
        opener: of the port.
    """

    def __init__(
        self, twin: TwinPort, driver: Callable[[], Any], book: Book, opener: OpenPort = open_port
    ) -> None:
        self.twin, self.driver, self.book, self.opener = twin, driver, book, opener
        self.troubles: Counter[str] = Counter()
        self.life = 0
        self.begin()

    def begin(self) -> None:
        """Start the program on the book as it is."""
        self.life += 1
        life = self.life

        def hear(said: DeviceInput) -> bool:
            return life == self.life and self.book.hear(said)  # the dead write nothing

        self.supervisor = Supervisor(
            self.driver(),
            self.twin.link,
            hear,
            self.book.cursor,
            SystemClock(),
            opener=self.opener,
            back_off_ms=(20, 50),
        )
        self.supervisor.start()

    def unplug(self, for_s: float) -> None:
        self.troubles["unplug"] += 1
        self.twin.unplug()
        pause(for_s)
        self.twin.replug()

    def restart(self) -> None:
        """Stop the program in order, and start it again."""
        self.troubles["restart"] += 1
        assert self.supervisor.stop()
        self.begin()

    def kill(self) -> None:
        """The program dies with the cable; another finds the cable and the book."""
        self.troubles["kill"] += 1
        self.troubles["unplug"] += 1
        self.life += 1
        self.twin.unplug()
        assert self.supervisor.stop()
        self.begin()
        self.twin.replug()

    def suffer(self, rng: random.Random) -> None:
        """Let one of these happen."""
        act = rng.randrange(4)
        if act == 0:
            self.restart()
        elif act == 1:
            self.kill()
        else:
            self.unplug(rng.choice((0.0, 0.1, 0.3)))

    def wait_for(self, what: Callable[[], bool]) -> None:
        for _ in range(int(PATIENCE_S / 0.02)):
            with self.twin.lock:
                if what():
                    return
            pause(0.02)
        raise AssertionError(str(self.supervisor.healths()))

    def end(self) -> None:
        assert self.supervisor.stop()
        self.twin.close()


class Shop:
    """A coin box, a hopper and two kinds of note takers more than any shop has."""

    def __init__(self, folder: str, seed: int) -> None:
        clock = SystemClock()
        self.book = Book()
        self.coins, self.bills = CoinAcceptorModel(), BillValidatorModel()
        self.hopper = HopperModel(coins=10_000, coin_ms=20)
        wire = BusModel([self.coins, self.hopper, self.bills])
        bus = TwinPort(f"{folder}/ttyBUS", wire, clock, seed=seed, echo=True).start()
        self.ict = IctBillModel(powered_ms=clock.now().monotonic_ms)
        self.ict.knobs.read_ms = self.ict.knobs.stack_ms = 40
        self.speaker = UnaskedTwin(f"{folder}/ttyICT", self.ict, clock, seed=seed).start()
        self.ssp = SspBillModel()
        ssp = TwinPort(f"{folder}/ttySSP", self.ssp, clock, seed=seed).start()
        self.on_bus = Port(bus, self.bus_driver, self.book)
        self.on_ict = Port(
            self.speaker.port,
            lambda: IctBill(IctConfig("ict", VALUES)),
            self.book,
            without_parity,
        )
        self.on_ssp = Port(ssp, lambda: SspBill(SspConfig("ssp")), self.book)

    @staticmethod
    def bus_driver() -> CctalkBus:
        return CctalkBus(
            [
                CoinAcceptor(CoinConfig("coins")),
                Hopper(HopperConfig("hopper")),
                BillValidator(BillConfig("notes")),
            ]
        )

    def wish(self, job: str, coins: int) -> None:
        self.on_bus.supervisor.command(Dispense("hopper", job, "visit", coins))

    def end(self) -> None:
        self.on_bus.end()
        assert self.on_ict.supervisor.stop()
        self.speaker.close()
        self.on_ssp.end()
