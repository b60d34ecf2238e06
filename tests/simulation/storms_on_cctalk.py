"""Storms over coins, notes and change on ccTalk wires, alone and together.

In virtual time, through the real drivers and the real counter; a seed replays everything. What is
random is when; what must hold is counted at the end, once the weather is good again.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from hardware.drivers.base import Command
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
from tests.simulation.storm_book import StormBook, Tally
from tests.simulation.storm_weather import Weather, tally_of, tally_of_notes

COIN_FEN = {1: 100, 2: 50, 3: 10}
NOTE_FEN = {1: 100, 2: 500, 3: 1_000, 4: 2_000}
#: Three devices on such a wire are often away, and the screen says so: few pay there even then.
HEEDLESS = 0.1


def coins(seed: int, pieces: int, *, reads_to_agree: int = 2) -> Tally:
    """A coin acceptor alone on its wire; one that trusts a single read invents coins."""
    book, model = StormBook(seed), CoinAcceptorModel()
    driver = CoinAcceptor(CoinConfig("coins", reads_to_agree=reads_to_agree))
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
    return tally_of("cctalk-coin", book, "12345678", _coins_in(model))


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
    return tally_of_notes(name, book, "bill:7654321", box)


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
        tally_of("cctalk-coin, bus", book, "7", _coins_in(box)),
        tally_of_notes("cctalk-bill, bus", book, "bill:7", in_stacker),
        change,
    )
