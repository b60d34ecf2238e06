"""Storms over each money device: residents pay while cables, power, disk and program fail.

In virtual time, through the real drivers and the real counter; a seed replays everything. What is
random is when; what must hold is counted at the end, once the weather is good again.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

from hardware.drivers.base import Command
from hardware.drivers.bill_state import BillConfig
from hardware.drivers.bill_validator import BillValidator
from hardware.drivers.cctalk_bus import CctalkBus
from hardware.drivers.coin_acceptor import CoinAcceptor
from hardware.drivers.coin_state import CoinConfig
from hardware.drivers.hopper import Hopper
from hardware.drivers.hopper_state import HopperConfig
from hardware.drivers.ict_bill import IctBill
from hardware.drivers.ict_state import IctConfig
from hardware.drivers.pulse_coin import PulseCoin
from hardware.drivers.pulse_state import PulseConfig
from hardware.drivers.ssp_bill import SspBill
from hardware.drivers.ssp_state import SspConfig
from hardware.twins.bill_validator import BillValidatorModel
from hardware.twins.bus import BusModel
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.hopper import HopperModel
from hardware.twins.ict_bill import IctBillModel, ParityCable
from hardware.twins.line import SimulatedLine
from hardware.twins.pulse_coin import PulseCoinModel, PulseLine
from hardware.twins.ssp_bill import SspBillModel
from hardware.twins.unasked import UnaskedLine
from shop.effects import AcceptMoney, Dispense
from tests.simulation.storm_book import BAD, GOOD, StormBook, Tally

COIN_FEN = {1: 100, 2: 50, 3: 10}
NOTE_FEN = {1: 100, 2: 500, 3: 1_000, 4: 2_000}
ICT_FEN = (100, 500, 1_000, 2_000, 5_000, 10_000)
SSP_FEN = dict(enumerate(ICT_FEN, 1))
#: Three devices on such a wire are often away, and the screen says so: few pay there even then.
HEEDLESS = 0.1
PULSE_FEN = {1: 100, 2: 50, 5: 500, 10: 1_000}


@dataclass
class Weather:
    """One line in the storm: what happens to it between two residents, by a seeded chance."""

    book: StormBook
    line: SimulatedLine
    rng: random.Random

    def begins(self) -> None:
        self.line.to_host.faults = self.line.to_device.faults = BAD

    def ends(self, for_ms: int = 120_000) -> None:
        """The cable, the disk and the program are well again; all that is owed is settled."""
        self.line.to_host.faults = self.line.to_device.faults = GOOD
        self.book.calm()
        self.passes(for_ms // 2)
        self.line.tell(Command(AcceptMoney(True)))
        self.passes(for_ms // 2)

    def passes(self, for_ms: int) -> None:
        """Let time pass for the line and for the counter, which has its say."""
        self.line.run(for_ms)
        self.book.pass_time(self.line.now_ms)
        for wish in self.book.wishes():
            self.line.tell(Command(wish))

    def unplug(self, for_ms: int) -> None:
        self.book.happened["unplug"] += 1
        self.line.unplug()
        self.passes(for_ms)
        self.line.replug()

    def restart(self) -> None:
        """The program dies; what only it knew is gone."""
        self.book.restart()
        self.line.restart_host()
        self.line.tell(Command(AcceptMoney(True)))


def _tally(device: str, book: StormBook, serial: str, box: Counter[int]) -> Tally:
    """Hold a box against the book, piece by piece: what is credited lies there, once."""
    noted = book.noted(serial)
    assert len(noted.keys) == len(set(noted.keys))
    assert noted.fen <= box, (noted.fen - box, "credited, and not in the box")
    unseen = noted.insertions - noted.fen.total() - noted.unrecognised - noted.lost
    to_check = noted.lost + noted.unrecognised + max(0, unseen)
    return Tally(device, box.total(), noted.fen.total(), to_check, book.happened)


def _tally_notes(device: str, book: StormBook, serial: str, box: Counter[int]) -> Tally:
    """The same for notes: each that is no money has a mark that a person must look for it."""
    noted = book.noted(serial)
    assert len(noted.keys) == len(set(noted.keys))
    assert noted.fen <= box, (noted.fen - box, "credited, and not in the stacker")
    left = box - noted.fen
    unmarked = left - Counter({fen: n for fen, n in noted.unsure.items() if fen is not None})
    others = noted.lost + noted.unrecognised + book.unrecognised + noted.unsure[None]
    assert unmarked.total() <= others, (unmarked, "in the stacker, and nobody looks for them")
    return Tally(device, box.total(), noted.fen.total(), left.total(), book.happened)


# ---------------------------------------------------------------- ccTalk


def coins(seed: int, pieces: int) -> Tally:
    """A coin acceptor alone on its wire."""
    book, model = StormBook(seed), CoinAcceptorModel()
    driver = CoinAcceptor(CoinConfig("coins"))
    echo = bool(seed % 2)
    line = SimulatedLine(driver, model, book.emit, book.cursor, seed=seed, echo=echo)
    sky, rng = Weather(book, line, book.rng), book.rng
    sky.passes(5_000)
    sky.begins()
    while model.accepted < pieces:
        model.insert(rng.choice((1, 2, 3, 4)))
        sky.passes(rng.randrange(50, 1_500))
        act = rng.random()
        if act < 0.01:
            for _ in range(rng.randrange(8)):
                model.insert(rng.choice((1, 2, 3)))
            sky.unplug(rng.randrange(500, 60_000))
        elif act < 0.015:
            book.happened["power cut"] += 1
            model.power_up(line.now_ms)
        elif act < 0.03:
            sky.restart()
        elif act < 0.08:
            book.resident()
    sky.ends()
    _last_coins(model, sky)
    book.is_whole()
    return _tally("cctalk-coin", book, "12345678", _coins_in(model))


def _last_coins(model: CoinAcceptorModel, sky: Weather) -> None:
    """Three coins in good weather: their reading tells how many fell in all."""
    for _ in range(3):
        assert model.insert(1)
        sky.passes(2_000)


def _coins_in(model: CoinAcceptorModel) -> Counter[int]:
    return Counter(COIN_FEN[fallen.pair[0]] for fallen in model.fallen if fallen.pair[0])


def notes(seed: int, pieces: int, *, crc: bool) -> Tally:
    """A bill validator alone on its wire, with CRC-16 or with the 8-bit checksum."""
    book, model = StormBook(seed), BillValidatorModel(crc=crc)
    driver = BillValidator(BillConfig("notes", crc=crc))
    echo = bool(seed % 2)
    line = SimulatedLine(driver, model, book.emit, book.cursor, seed=seed, echo=echo)
    sky, rng = Weather(book, line, book.rng), book.rng
    sky.passes(8_000)
    sky.begins()
    while len(model.stacked) < pieces:
        model.pass_time(line.now_ms)
        model.knobs.power_up_moving = rng.choice(("stacked", "returned"))
        model.knobs.routes_lost = int(rng.random() < 0.1)
        model.insert(rng.choice((1, 2, 3, 4, 5)))
        sky.passes(rng.randrange(500, 5_000))
        act = rng.random()
        if act < 0.02:
            model.insert(rng.choice((1, 2, 3)))
            sky.unplug(rng.randrange(500, 30_000))
        elif act < 0.03:
            book.happened["power cut"] += 1
            model.pass_time(line.now_ms)
            model.power_up(line.now_ms)
        elif act < 0.05:
            sky.restart()
    sky.ends()
    model.pass_time(line.now_ms)
    book.is_whole()
    box = Counter(NOTE_FEN[note.kind] for note in model.stacked)
    name = "cctalk-bill" + ("" if crc else ", 8 bit")
    return _tally_notes(name, book, "bill:7654321", box)


def bus(seed: int, pieces: int) -> tuple[Tally, Tally, Tally]:
    """Coins, notes and change on one wire: what one suffers is the others' trouble too."""
    book = StormBook(seed)
    box, bills = CoinAcceptorModel(serial=7), BillValidatorModel(serial=7)
    hopper = HopperModel(coins=1_000_000, serial=7, coin_ms=60)
    drivers: list[Any] = [
        CoinAcceptor(CoinConfig("coins")),
        Hopper(HopperConfig("hopper")),
        BillValidator(BillConfig("notes")),
    ]
    wire = BusModel([box, hopper, bills])
    line = SimulatedLine(
        CctalkBus(drivers), wire, book.emit, book.cursor, seed=seed, echo=bool(seed % 2)
    )
    sky, rng, jobs = Weather(book, line, book.rng), book.rng, 0
    sky.passes(8_000)
    sky.begins()
    while box.accepted + len(bills.stacked) < pieces:
        away = book.shop.counter.trouble_names()
        if "coins" not in away or rng.random() < HEEDLESS:
            box.insert(rng.choice((1, 2, 3, 4)))
        if rng.random() < 0.5 and ("notes" not in away or rng.random() < HEEDLESS):
            bills.insert(rng.choice((1, 2, 3, 4)))
        if rng.random() < 0.1:
            jobs += 1
            coins_wanted = rng.randrange(1, 5)
            line.tell(Command(Dispense("hopper", f"{seed}-{jobs}", book.shop.id(), coins_wanted)))
        sky.passes(rng.randrange(300, 4_000))
        act = rng.random()
        if act < 0.01:
            sky.unplug(rng.randrange(500, 20_000))
        elif act < 0.015:
            book.happened["power cut"] += 1
            rng.choice((box, hopper, bills)).power_up(line.now_ms)
        elif act < 0.025:
            sky.restart()
    sky.ends()
    bills.pass_time(line.now_ms)
    _last_coins(box, sky)
    paid = book.paid_out()
    change = Tally("cctalk-hopper", hopper.fallen, paid, 0, book.happened)
    in_stacker = Counter(NOTE_FEN[note.kind] for note in bills.stacked)
    book.is_whole()
    return (
        _tally("cctalk-coin, bus", book, "7", _coins_in(box)),
        _tally_notes("cctalk-bill, bus", book, "bill:7", in_stacker),
        change,
    )


# ---------------------------------------------------------------- notes that count nothing


def ict(seed: int, pieces: int) -> Tally:
    """An ICT validator: single bytes, parity alone protects them."""
    book, model = StormBook(seed), IctBillModel(powered_ms=2_000)
    line = UnaskedLine(IctBill(IctConfig("notes", ICT_FEN)), model, book.emit, book.cursor)
    line.to_host, line.to_device = (ParityCable(random.Random(seed)) for _ in range(2))
    sky, rng = Weather(book, line, book.rng), book.rng
    sky.passes(4_000)
    sky.begins()
    while len(model.stacked) < pieces:
        model.knobs.keeps_on_power_loss = rng.random() < 0.5
        model.knobs.stack_ms = rng.choice((800, 800, 800, 2_800))
        model.insert(rng.randint(1, 7), line.now_ms)
        sky.passes(rng.choice((700, 1_000, 1_500, 4_000, 6_000)))
        act = rng.random()
        if act < 0.01:
            book.happened["power cut"] += 1
            model.power_up(line.now_ms)
        elif act < 0.02:
            sky.unplug(rng.choice((10, 2_000, 8_000)))
        elif act < 0.03:
            sky.restart()
    sky.ends()
    book.is_whole()
    box = Counter(ICT_FEN[number - 1] for number in model.stacked)
    return _tally_notes("ict-bill", book, "ict:simulated", box)


def ssp(seed: int, pieces: int) -> Tally:
    """An SSP validator."""
    book, model = StormBook(seed), SspBillModel()
    line = SimulatedLine(SspBill(SspConfig("notes")), model, book.emit, book.cursor, seed=seed)
    sky, rng = Weather(book, line, book.rng), book.rng
    sky.passes(4_000)
    sky.begins()
    while len(model.in_cashbox()) < pieces:
        model.knobs.loses_answers = rng.choice((0, 0, 0, 0, 0, 1, 2))
        model.knobs.reset_clears_to = rng.choice(("front", "cashbox"))
        model.insert(rng.randint(1, 6))
        sky.passes(rng.choice((700, 1_500, 3_000, 5_000)))
        act = rng.random()
        if act < 0.01:
            book.happened["power cut"] += 1
            model.power_up(line.now_ms)
        elif act < 0.02:
            sky.unplug(rng.randrange(10, 8_000))
        elif act < 0.03:
            sky.restart()
        elif act < 0.04:
            model.knobs.rejects = True
    sky.ends()
    book.is_whole()
    box = Counter(SSP_FEN[channel] for channel in model.in_cashbox())
    return _tally_notes("ssp-bill", book, "ssp:1234567", box)


# ---------------------------------------------------------------- pulses


def pulses(seed: int, pieces: int) -> Tally:
    """A pulse acceptor: trembling contacts, sparks, supply that fails, a program that dies.

    What falls while nobody watches the wire leaves no trace at all; the relay refuses coins
    then, so none falls. A program that dies in the middle of a coin sees its end.
    """
    book, model = StormBook(seed), PulseCoinModel(seed)
    line = PulseLine(PulseCoin(PulseConfig("coins", 17, pulses=PULSE_FEN)), book.emit, book.cursor)
    rng = book.rng

    def passes(for_ms: int) -> None:
        line.run(for_ms)
        book.pass_time(line.now_ms)
        for wish in book.wishes():
            model.accepts = wish.on
            line.tell(Command(wish))

    line.open()
    passes(2_000)
    while len(model.fallen) < pieces:
        knobs = model.knobs
        knobs.jitter_ms, knobs.bounce_ms = rng.choice(((0, 0), (8, 0), (8, 5)))
        knobs.cut_after = 3 if rng.random() < 0.02 else 0
        kind = rng.choice((*PULSE_FEN, 10, 10))
        line.play(model.insert(kind, line.now_ms))
        if rng.random() < 0.02 and model.accepts and kind == 10:
            passes(400)
            book.restart()
            line.state = line.driver.initial()
            line.open()
        passes(2_000)
        if rng.random() < 0.1:
            line.play(model.spark(line.now_ms, rng.randrange(1, 6)))
            passes(500)
    book.calm()
    passes(60_000)
    book.is_whole()
    return _tally("pulse-coin", book, "pulse:17", Counter(PULSE_FEN[n] for n in model.fallen))
