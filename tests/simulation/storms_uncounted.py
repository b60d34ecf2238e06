"""Storms over devices that count nothing themselves: ICT and SSP notes, pulses of coins."""

from __future__ import annotations

import random
from collections import Counter

from hardware.drivers.base import Command
from hardware.drivers.ict_bill import IctBill
from hardware.drivers.ict_state import IctConfig
from hardware.drivers.pulse_coin import PulseCoin
from hardware.drivers.pulse_state import PulseConfig
from hardware.drivers.ssp_bill import SspBill
from hardware.drivers.ssp_state import SspConfig
from hardware.twins.ict_bill import IctBillModel, ParityCable
from hardware.twins.line import SimulatedLine
from hardware.twins.pulse_coin import PulseCoinModel, PulseLine
from hardware.twins.ssp_bill import SspBillModel
from hardware.twins.unasked import UnaskedLine
from tests.simulation.storm_book import StormBook, Tally
from tests.simulation.storm_weather import Weather, tally_of, tally_of_notes

ICT_FEN = (100, 500, 1_000, 2_000, 5_000, 10_000)
SSP_FEN = dict(enumerate(ICT_FEN, 1))
PULSE_FEN = {1: 100, 2: 50, 5: 500, 10: 1_000}


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
    return tally_of_notes("ict-bill", book, "ict:simulated", box)


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
    return tally_of_notes("ssp-bill", book, "ssp:1234567", box)


def pulses(seed: int, pieces: int) -> Tally:
    """A pulse acceptor: trembling contacts, sparks, supply that fails, a program that dies.

    What falls while nobody watches the wire leaves no trace at all; the relay refuses coins
    then, so none falls. A program that dies in the middle of a coin sees its end. One that dies
    in the quarter of a second after a coin's last pulse forgets it: that is left out here, since
    only the count of the box can find it.
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
        if rng.random() < 0.02 and model.accepts and kind == 10 and not knobs.cut_after:
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
    return tally_of("pulse-coin", book, "pulse:17", Counter(PULSE_FEN[n] for n in model.fallen))
