"""From the scanner's bytes to the screen: pty, driver, counter, stream; beside a bare echo."""

from __future__ import annotations

import os
import threading
import tty
from pathlib import Path
from time import perf_counter_ns, sleep

from hardware.twins.scanner import TwinScanner
from shop.bench import goods
from shop.bench.browser import Kiosk, Watcher
from shop.bench.figures import Figure
from shop.bench.pace import median, quantile, turns
from shop.bench.service import new_shop, running
from shop.clock import SystemClock

#: A scanner is believed five codes a second, so several scanners take turns.
SCANNERS, GAP_MS = 4, 55
SCANS, WARMING, SECONDS = 100, 6, 8
#: Goods in a basket before it is emptied again.
BASKET = 6


class Echo:
    """A thread that writes back what comes out of a pty: the least a serial line can cost."""

    def __init__(self) -> None:
        self._device, self._host = os.openpty()
        tty.setraw(self._device)
        tty.setraw(self._host)
        threading.Thread(target=self._run, name="echo", daemon=True).start()

    def round_trip(self, data: bytes) -> int:
        """Send bytes and wait until they are back; return how long it took, in ns."""
        began = perf_counter_ns()
        os.write(self._device, data)
        left = len(data)
        while left > 0:
            left -= len(os.read(self._device, left))
        return perf_counter_ns() - began

    def close(self) -> None:
        """End it: nothing comes back from now on."""
        os.write(self._device, b"\x04")

    def _run(self) -> None:
        while (data := os.read(self._host, 4096)) != b"\x04":
            os.write(self._host, data)
        os.close(self._host)
        os.close(self._device)


def measure(folder: Path) -> list[Figure]:
    """Scan goods with twins of scanners and wait for each on the stream of the screen."""
    clock = SystemClock()
    twins = [TwinScanner(str(folder / f"tty{n}"), clock).start() for n in range(SCANNERS)]
    try:
        with running(new_shop(folder, tuple(twin.port.link for twin in twins))) as shop:
            kiosk, watcher, echo = Kiosk(shop.port), Watcher(shop.port), Echo()
            sleep(1)  # until the drivers have their ports
            scans, echoes = _scan(twins, kiosk, watcher, echo)
            for open_one in (kiosk, watcher, echo):
                open_one.close()
    finally:
        for twin in twins:
            twin.close()
    note = f"{len(scans)} scans of {SCANNERS} scanners in turn, baskets of {BASKET}"
    return [
        Figure("scan_to_screen", median(scans), median(echoes), note),
        Figure("scan_to_screen_p99", quantile(scans, 99), quantile(echoes, 99), note),
    ]


def _scan(
    twins: list[TwinScanner], kiosk: Kiosk, watcher: Watcher, echo: Echo
) -> tuple[list[int], list[int]]:
    scans, echoes = [], []
    for number in turns(WARMING + SCANS, SECONDS):
        code = goods.code(number % goods.ITEMS)
        began = perf_counter_ns()
        twins[number % SCANNERS].type(code)
        watcher.next()
        scans.append(perf_counter_ns() - began)
        echoes.append(echo.round_trip(f"{code}\r\n".encode()))
        if number % BASKET == BASKET - 1:
            kiosk.press("leave")
            watcher.next()
        sleep(GAP_MS / 1000)
    return scans[WARMING:], echoes[WARMING:]
