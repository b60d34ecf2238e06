"""From the start of the process to the first possible sale, and the memory it then holds."""

from __future__ import annotations

from pathlib import Path

from shop.bench.browser import Kiosk
from shop.bench.figures import Figure
from shop.bench.pace import median, timed, turns
from shop.bench.service import bare, import_only, new_shop, running
from shop.bench.web import buy

#: Starts at the most, and the seconds after which none begins.
STARTS, SECONDS = 5, 4
#: Visits before the memory is read: every page and every template has then been used.
VISITS = 10
PAGES = ("/", "/kiosk", "/volunteer/", "/coordinator/")


def measure(folder: Path) -> list[Figure]:
    """Start and stop the shop, in turn with a start of Python that only imports."""
    settings = new_shop(folder)
    starts: list[int] = []
    floors: list[int] = []
    memory = 0
    for turn in turns(STARTS, SECONDS):
        floors.append(timed(import_only))
        with running(settings) as shop:
            starts.append(shop.ready_ns)
            if turn == 0:
                _use(Kiosk(shop.port))
                memory = shop.rss
    with bare() as floor:
        plain = Kiosk(floor.port)
        for _ in range(5 * VISITS):
            plain.bare_press()
        floor_memory = floor.rss
        plain.close()
    return [
        Figure("start_to_ready", median(starts), median(floors), f"{len(starts)} warm starts"),
        Figure("rss", memory, floor_memory, f"after {VISITS} visits and {len(PAGES)} pages"),
    ]


def _use(kiosk: Kiosk) -> None:
    """Use every page and buy a little."""
    for address in PAGES:
        kiosk.page(address)
    for _ in range(VISITS):
        buy(kiosk)
    kiosk.close()
