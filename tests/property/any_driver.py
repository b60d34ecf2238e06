"""One harness for all drivers: a driver, its twin, and whatever may be told to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hardware.codecs import cctalk, ict, pulse, ssp
from hardware.drivers.base import (
    AskCursor,
    Away,
    Bytes,
    Command,
    Cursor,
    Emit,
    Event,
    Opened,
    Send,
    Settled,
    Stopping,
    Tick,
)
from hardware.drivers.bill_state import BillConfig
from hardware.drivers.bill_validator import BillValidator
from hardware.drivers.cctalk_bus import CctalkBus
from hardware.drivers.coin_acceptor import CoinAcceptor
from hardware.drivers.coin_state import CoinConfig
from hardware.drivers.escpos_printer import EscposPrinter
from hardware.drivers.hopper import Hopper
from hardware.drivers.hopper_state import HopperConfig
from hardware.drivers.ict_bill import IctBill
from hardware.drivers.ict_state import IctConfig
from hardware.drivers.printer_state import PrinterConfig
from hardware.drivers.pulse_coin import PulseCoin
from hardware.drivers.pulse_state import PulseConfig
from hardware.drivers.scanner import ScannerDriver
from hardware.drivers.ssp_bill import SspBill
from hardware.drivers.ssp_state import SspConfig
from hardware.twins.bill_validator import BillValidatorModel
from hardware.twins.bus import BusModel
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.hopper import HopperModel
from hardware.twins.ict_bill import IctBillModel
from hardware.twins.port import Mute
from hardware.twins.printer import PrinterModel
from hardware.twins.ssp_bill import SspBillModel
from shop.effects import AcceptMoney, Dispense, Lamp, PrintSlip
from shop.inputs import Answered, CreditReading, DispenseDone, DispenseIntent, HeldNote

#: So many ticks at one moment, and a thread would be spinning.
TICKS_MAX = 60
#: What a state may say of itself, in characters: the 32 readings that may wait for the book are
#: the most of it; of the bus three such states.
STATE_CHARS_MAX = 40_000


def framed(data: bytes, header: int, address: int, crc: bool = False) -> bytes:
    """Return a ccTalk reply that says anything."""
    return cctalk.encode(cctalk.Frame(1, (0, 5, 6)[header % 3], data, None if crc else address))


@dataclass(frozen=True)
class Case:
    """A driver, its twin, and what a whole frame of its protocol is.

    Attributes:
        frame: makes one of any bytes and a small number.  insert: what somebody does with it.
    """

    driver: Callable[[], Any]
    model: Callable[[], Any]
    frame: Callable[[bytes, int], bytes]
    insert: Callable[[Any, int, int], object] = lambda model, n, now_ms: None


def _bus() -> CctalkBus:
    return CctalkBus(
        [
            CoinAcceptor(CoinConfig("coins")),
            Hopper(HopperConfig("hopper")),
            BillValidator(BillConfig("notes")),
        ]
    )


def _insert_on_bus(bus: Any, n: int, now_ms: int) -> None:
    bus.models[n % 2 * 2].insert(1 + n % 4)


CASES = {
    "scanner": Case(
        lambda: ScannerDriver("scanner"), Mute, lambda data, n: data.hex().encode()[:n] + b"\r\n"
    ),
    "cctalk-coin": Case(
        lambda: CoinAcceptor(CoinConfig("coins")),
        CoinAcceptorModel,
        lambda data, n: framed(data[:11], n, 2),
        lambda model, n, now_ms: model.insert(1 + n % 4),
    ),
    "cctalk-bill": Case(
        lambda: BillValidator(BillConfig("notes")),
        BillValidatorModel,
        lambda data, n: framed(data[:11], n, 40, crc=True),
        lambda model, n, now_ms: model.insert(1 + n % 5),
    ),
    "cctalk-hopper": Case(
        lambda: Hopper(HopperConfig("hopper")),
        HopperModel,
        lambda data, n: framed(data[:8], n, 3),
    ),
    "bus": Case(
        _bus,
        lambda: BusModel([CoinAcceptorModel(), HopperModel(), BillValidatorModel()]),
        lambda data, n: framed(data[:11], n, (2, 3, 40)[n % 3], crc=n % 3 == 2),
        _insert_on_bus,
    ),
    "ict-bill": Case(
        lambda: IctBill(IctConfig("notes", (100, 500, 1_000))),
        lambda: IctBillModel(powered_ms=0),
        lambda data, n: bytes((ict.ESCROW, ict.FIRST_TYPE + n % 6, ict.STACKED)[: n % 4]),
        lambda model, n, now_ms: model.insert(1 + n % 6, now_ms),
    ),
    "ssp-bill": Case(
        lambda: SspBill(SspConfig("notes")),
        SspBillModel,
        lambda data, n: ssp.encode(ssp.Frame(0, bool(n % 2), bytes([ssp.OK]) + data[:30])),
        lambda model, n, now_ms: model.insert(1 + n % 6),
    ),
    "pulse-coin": Case(
        lambda: PulseCoin(PulseConfig("coins", 17, pulses={1: 100, 2: 50})),
        Mute,
        lambda data, n: b"".join(
            pulse.encode(pulse.Edge(at * (20 + n), at % 2 == 0)) for at in range(len(data))
        ),
    ),
    "escpos": Case(
        lambda: EscposPrinter(PrinterConfig("printer")),
        PrinterModel,
        lambda data, n: bytes(byte & 0x6C | 0x12 for byte in data[:3]),
    ),
}


@dataclass
class Story:
    """One driver and all that is told it; the rules of `hardware.drivers.base` are kept."""

    case: Case
    now_ms: int = 1_000
    owed: list[Any] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    last: dict[str, CreditReading] = field(default_factory=dict)
    answers: list[bytes] = field(default_factory=list)
    largest: int = 0

    def __post_init__(self) -> None:
        self.driver, self.model = self.case.driver(), self.case.model()
        self.state = self.driver.initial()

    def tell(self, event: Event) -> None:
        """Tell the driver; keep what it sends, says and asks."""
        self.state, actions = self.driver.step(self.state, event, self.now_ms)
        for action in actions:
            match action:
                case Send(data):
                    self.answers.append(self.model.receive(data, self.now_ms))
                case Emit(said) if isinstance(said, Answered):
                    self.owed.append(said)
                case AskCursor(serial):
                    self.asked.append(serial)
        self.largest = max(self.largest, len(repr(self.state)))
        assert self.largest < STATE_CHARS_MAX

    def answer(self, ok: bool) -> None:
        """Let the book answer for the oldest thing that waits for it."""
        if self.owed:
            said = self.owed.pop(0)
            if ok and isinstance(said, CreditReading):
                self.last[said.serial] = said
            self.tell(Settled(said, ok))
        elif self.asked:
            serial = self.asked.pop(0)
            self.tell(Cursor(serial, self.last.get(serial), ok))

    def due(self) -> None:
        """Let what is due at this moment be done: it comes to an end."""
        for _ in range(TICKS_MAX):
            deadline_ms = self.driver.deadline_ms(self.state)
            if deadline_ms is None or deadline_ms > self.now_ms:
                return
            self.tell(Tick())
            while self.owed or self.asked:
                self.answer(True)
        raise AssertionError(f"it spins at {self.now_ms}: {self.state}")

    def talk(self, turns: int) -> None:
        """Let the twin answer and time pass, as on a good day."""
        for _ in range(turns):
            while self.owed or self.asked:
                self.answer(True)
            while self.answers:
                self.tell(Bytes(said) if (said := self.answers.pop(0)) else Tick())
            if speak := getattr(self.model, "speak", None):
                self.answers += filter(None, [speak(self.now_ms)])
            self.due()
            deadline_ms = self.driver.deadline_ms(self.state)
            soon_ms = self.now_ms + 200 if deadline_ms is None else deadline_ms
            self.now_ms = min(max(self.now_ms + 1, soon_ms), self.now_ms + 500)
        del self.answers[:]

    def happen(self, what: str, data: bytes, n: int) -> None:
        """Let one thing happen to it."""
        match what:
            case "talk":
                self.talk(n % 12)
            case "noise":
                self.tell(Bytes(data or b"\0"))
            case "frame":
                self.tell(Bytes(self.case.frame(data, n) or b"\0"))
            case "insert":
                self.case.insert(self.model, n, self.now_ms)
            case "wait":
                self.now_ms += n * n
                self.tell(Tick())
            case "yes" | "no":
                self.answer(what == "yes")
            case "money":
                self.tell(Command(AcceptMoney(bool(n % 2))))
            case "wish":
                self.tell(Command(Dispense("hopper", f"job-{n}", "visit", n)))
            case "slip":
                self.tell(Command(PrintSlip("receipt", "同心", (("米", "3.50"),) * (n % 20))))
            case "lamp":
                self.tell(Command(Lamp("red")))
            case "odd answer":
                self.tell(odd_answer(n, data))
            case "open":
                self.tell(Opened(f"plug {n % 3}"))
            case "away":
                self.tell(Away())
            case "restart":
                self.state = self.driver.initial()
                self.owed.clear()
                self.asked.clear()
                self.tell(Opened("plug"))
            case _:
                self.tell(Stopping())


def odd_answer(n: int, data: bytes) -> Event:
    """Return an answer of the book that nobody asked for, or that no driver can have written."""
    serial = ("12345678", "bill:7654321", "ict:plug", "ssp:1234567", "pulse:17")[n % 5]
    pairs = tuple((byte, byte // 3) for byte in data[:5])
    held = HeldNote(n, None, "?") if n % 2 else None
    reading = CreditReading("notes", serial, n, n, n, pairs, held=held)
    intent = DispenseIntent("hopper", "hopper:345678", "old", "visit", n + 1, 10, n)
    done = DispenseDone("hopper", "hopper:345678", "old", "visit", 10, n, 0)
    answers: tuple[Event, ...] = (
        Settled(reading, bool(n % 2)),
        Settled(done, bool(n % 2)),
        Cursor(serial, reading, bool(n % 3)),
        Cursor("hopper:345678", intent, bool(n % 3)),
        Cursor(serial, None, False),
    )
    return answers[n % len(answers)]
