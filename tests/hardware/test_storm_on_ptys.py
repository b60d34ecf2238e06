"""Coins and notes over ptys while plugs are pulled and the program ends: the box and the book agree.

Threads, pyserial and the twins of a shop with three ports: coins, notes and change on one ccTalk
wire, an ICT and an SSP validator. What is in the box is money once, or to be checked.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hardware.twins.faults import Faults
from tests.failures import proves
from tests.hardware.pty_storm import COIN_FEN, NOTE_FEN, VALUES, Port, Shop, pause

#: A cable that loses, doubles and cuts; a pty has no parity, so no bit is flipped for the ICT.
LOOSE = Faults(drop=0.001, dup=0.001, split=0.2)
ROUGH = Faults(drop=0.002, noise=0.002, dup=0.001, split=0.2)
SSP_YUAN = (1, 5, 10, 20, 50, 100)


@pytest.fixture(autouse=True)
def quick_motors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Motors that need no second for each note: nobody here waits for real ones."""
    monkeypatch.setattr("hardware.twins.bill_validator.MOVES_MS", 50)
    monkeypatch.setattr("hardware.twins.ssp_bill._STACKS_MS", 30)


def pay(
    port: Port, rng: random.Random, pieces: int, troubles: int, insert: Callable[[int], bool]
) -> None:
    """Let residents put in so many pieces, with so many troubles between them."""
    when = set(rng.sample(range(1, pieces), troubles))
    for piece in range(pieces):
        port.wait_for(lambda: insert(piece))  # noqa: B023 - called before the next
        pause(rng.choice((0.02, 0.05, 0.1)))
        if piece in when:
            port.suffer(rng)


def at_the_bus(shop: Shop, rng: random.Random, pieces: int, troubles: int) -> None:
    def insert(piece: int) -> bool:
        if piece % 8 == 7:
            note = shop.bills.insert(rng.choice((1, 2, 3, 4)))
            return note.where != "returned"
        return shop.coins.insert(rng.choice((1, 2, 3)))

    for trouble in range(2):  # change is asked for on the way
        shop.wish(f"job-{trouble}", 3)
        pay(shop.on_bus, rng, pieces // 2, troubles // 2, insert)


def at_the_ict(shop: Shop, rng: random.Random, pieces: int, troubles: int) -> None:
    from shop.clock import SystemClock

    def insert(_: int) -> bool:
        return shop.ict.insert(rng.randint(1, 3), SystemClock().now().monotonic_ms)

    pay(shop.on_ict, rng, pieces, troubles, insert)


def at_the_ssp(shop: Shop, rng: random.Random, pieces: int, troubles: int) -> None:
    pay(shop.on_ssp, rng, pieces, troubles, lambda _: shop.ssp.insert(rng.randint(1, 6)))


def storm(folder: Path, seed: int, bus: int, ict: int, ssp: int, troubles: int) -> Counter[str]:
    """Run the three ports at once; hold each box against the book; return what happened."""
    shop = Shop(str(folder), seed)
    ports = (shop.on_bus, shop.on_ict, shop.on_ssp)
    for port, faults in zip(ports, (ROUGH, LOOSE, ROUGH), strict=True):
        port.twin.to_host.faults = port.twin.to_device.faults = faults
    with ThreadPoolExecutor(3) as threads:
        paying = [
            threads.submit(at_the_bus, shop, random.Random(seed), bus, troubles),
            threads.submit(at_the_ict, shop, random.Random(seed + 1), ict, troubles),
            threads.submit(at_the_ssp, shop, random.Random(seed + 2), ssp, troubles),
        ]
        for one in paying:
            one.result()
    settle(shop)
    counted = Counter(sum((port.troubles for port in ports), Counter()))
    counted["pieces"] = hold(shop)
    shop.end()
    return counted


def settle(shop: Shop) -> None:
    """The cables are good again; what is in the boxes is told."""
    for port in (shop.on_bus, shop.on_ict, shop.on_ssp):
        port.twin.to_host.faults = port.twin.to_device.faults = Faults()
        port.wait_for(lambda: all(h.state == "up" for h in port.supervisor.healths()))  # noqa: B023
    last, book = shop.coins, shop.book
    shop.on_bus.wait_for(
        lambda: book.fen("12345678").total() + book.lost["12345678"] == last.accepted
    )
    shop.on_bus.wait_for(lambda: shop.bills.held is None and not _held(shop, "bill:7654321"))
    shop.on_ict.wait_for(lambda: shop.ict.idle and not _held(shop, _ict_serial(shop)))
    shop.on_ssp.wait_for(lambda: shop.ssp.on_its_way is None and not _held(shop, "ssp:1234567"))
    shop.on_bus.wait_for(lambda: not book.payouts.open("hopper:345678"))


def _held(shop: Shop, serial: str) -> bool:
    return shop.book.last[serial].held is not None


def _ict_serial(shop: Shop) -> str:
    return next(serial for serial in shop.book.last if serial.startswith("ict:"))


def hold(shop: Shop) -> int:
    """Compare each box with the book; return the coins and notes in them."""
    book = shop.book
    assert book.twice == 0
    coins = Counter(COIN_FEN[told.pair[0]] for told in shop.coins.fallen if told.pair[0])
    credited = book.fen("12345678")
    assert credited <= coins
    assert coins.total() == credited.total() + book.lost["12345678"]
    stacked = Counter(NOTE_FEN[note.kind] for note in shop.bills.stacked)
    in_ict = Counter(VALUES[number - 1] for number in shop.ict.stacked)
    in_ssp = Counter(SSP_YUAN[channel - 1] * 100 for channel in shop.ssp.in_cashbox())
    boxes = {"bill:7654321": stacked, _ict_serial(shop): in_ict, "ssp:1234567": in_ssp}
    for serial, box in boxes.items():
        money = book.fen(serial)
        assert money <= box, (serial, money - box, "credited, and not in the box")
        left = box - money - book.unsure.get(serial, Counter())
        assert left.total() <= book.lost[serial], (serial, left, "nobody looks for them")
    assert shop.hopper.fallen == book.payouts.coins("hopper")
    return coins.total() + sum(box.total() for box in boxes.values())


@proves("restart_replug", "cctalk-coin", "cctalk-bill", "cctalk-hopper", "ict-bill", "ssp-bill")
@proves("double_credit", "cctalk-coin", "cctalk-bill", "ict-bill", "ssp-bill")
def test_sixty_coins_and_notes_with_pulled_plugs(tmp_path: Path) -> None:
    counted = storm(tmp_path, 1, bus=40, ict=20, ssp=10, troubles=2)
    assert counted["pieces"] >= 60
    assert counted["unplug"] >= 4


@pytest.mark.slow
@proves("restart_replug", "cctalk-coin", "cctalk-bill", "cctalk-hopper", "ict-bill", "ssp-bill")
@proves("double_credit", "cctalk-coin", "cctalk-bill", "ict-bill", "ssp-bill")
def test_three_hundred_coins_and_notes_with_pulled_plugs_and_restarts(tmp_path: Path) -> None:
    counted = storm(tmp_path, 2, bus=200, ict=100, ssp=60, troubles=10)
    print(dict(counted))
    assert counted["pieces"] >= 300
    assert counted["unplug"] >= 16
    assert counted["restart"] + counted["kill"] >= 4
