"""The process that is killed: the real counter on a real file, confirming each sale on stdout.

Run as: python till_process.py BOOK SEED. It serves residents until it dies; a line says what the
screen has promised: "credit N" once a coin is acknowledged, "thanks SALE FEN" once thanked.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

from shop import book
from shop.clock import VirtualClock
from shop.counter import Counter
from shop.ids import Ids
from shop.inputs import CoinAccepted, CreditReading, Scanned, Tick
from shop.ledger import Ledger

AT_MS = 1_780_000_000_000
PRICE_FEN = 350


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def serve(path: Path, seed: int) -> None:
    """Sell rice for ever."""
    connection = book.open_book(path)
    clock = VirtualClock(AT_MS + seed * 3_600_000, 1000)
    ledger = Ledger(connection, "Xingsha", clock, f"boot{seed}")
    counter = Counter(ledger, clock, Ids(random.Random(seed)))
    last = counter.cursor("sn1")
    number = last.credit_no if last else 0
    say("ready")
    while True:
        counter.handle(Scanned("scanner", "6901028075831"))
        paid = 0
        while paid < PRICE_FEN:
            number += 1
            coin = CoinAccepted(number, 100, "CN100A")
            reading = CreditReading("coins", "sn1", 1, number, number % 256, ((1, 1),), (coin,))
            counter.handle(reading)
            paid += 100
            say(f"credit {number}")
        clock.advance(5_000)
        counter.handle(Tick())
        view = counter.screen.shown.view
        if view.phase == "thanks":
            sale = counter.till.visit.sale if counter.till.visit else "none"
            say(f"thanks {sale} {view.due_fen}")


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
