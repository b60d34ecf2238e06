"""A press on the kiosk: over loopback, through waitress and Flask, into the book and back."""

from __future__ import annotations

from pathlib import Path

from shop.bench import goods
from shop.bench.browser import Kiosk
from shop.bench.figures import Figure
from shop.bench.pace import median, turns
from shop.bench.service import bare, new_shop, running

#: Visits; before them some that do not count.
VISITS, WARMING, SECONDS = 60, 5, 6


def measure(folder: Path) -> list[Figure]:
    """Buy over HTTP, in turn with the bare route; what is timed is the press that writes."""
    ours: list[int] = []
    floors: list[int] = []
    with running(new_shop(folder)) as shop, bare() as floor:
        kiosk, plain = Kiosk(shop.port), Kiosk(floor.port)
        for _ in turns(WARMING + VISITS, SECONDS):
            ours.append(buy(kiosk))
            floors.append(plain.bare_press())
        kiosk.close()
        plain.close()
    note = f'{len(ours) - WARMING} presses of "paid", which writes the whole sale'
    return [Figure("kiosk_command", median(ours[WARMING:]), median(floors[WARMING:]), note)]


def buy(kiosk: Kiosk) -> int:
    """Make one visit by presses; return how long the paying press took, in ns."""
    kiosk.press("add", goods.item(0))
    kiosk.press("add", goods.item(1))
    kiosk.press("cash")
    took = kiosk.press("paid")
    kiosk.press("done")
    return took
