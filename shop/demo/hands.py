"""Hands in the demo's shop: they hold codes under a scanner and drop coins into a box.

Both are twins on ptys, which the real drivers open as they would a tty.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.port import TwinPort
from hardware.twins.scanner import TwinScanner
from shop.clock import Clock

#: What the box takes, by position of its coin table: coins, then notes, as ccTalk names them.
COINS = {
    1: "CN100A",
    2: "CN050A",
    3: "CN010A",
    4: "EU020A",
    5: "CN500A",
    6: "CN1K0A",
    7: "CN2K0A",
}
#: Fault code of the box's self-check: something blocks the credit sensor.
JAM = 14
#: A mains plug pulled and put back by hand.
POWER_OFF_MS = 700


class TwinHands:
    """What hands can do in the demo's shop.

    Args:
        folder: where the lines' names are put.  clock: the twins' time.
        seed: of the box's serial number, so that each demo has a box of its own.
    """

    def __init__(self, folder: Path, clock: Clock, seed: int) -> None:
        self.scanner_port, self.coins_port = folder / "scanner", folder / "coins"
        self._scanner = TwinScanner(str(self.scanner_port), clock, seed=seed)
        self._box = CoinAcceptorModel(COINS, serial=1_000_000 + seed % 1_000_000)
        self._line = TwinPort(str(self.coins_port), self._box, clock, seed=seed)
        self._coins_plugged = True
        self._pause = threading.Event()

    def start(self) -> None:
        """Plug both in."""
        self._scanner.start()
        self._line.start()

    def close(self) -> None:
        """Take both away."""
        self._pause.set()
        self._scanner.close()
        self._line.close()

    def scan(self, code: str) -> bool:
        """Hold a barcode under the scanner; False if its cable is out."""
        return self._scanner.type(code)

    def drop(self, fen: int) -> bool:
        """Put one coin or note into the box; False if it falls through to the return tray."""
        with self._line.lock:
            return self._box.insert(fen)

    def plug(self, device: str, on: bool) -> None:
        """Put in ("scanner", "coins") or pull a cable."""
        if device == "scanner":
            (self._scanner.replug if on else self._scanner.unplug)()
        else:
            (self._line.replug if on else self._line.unplug)()
            self._coins_plugged = on

    def jam(self, on: bool) -> None:
        """Put something into the box's way, or take it out."""
        with self._line.lock:
            self._box.knobs.jam = JAM if on else 0

    def reset(self) -> None:
        """Take the box's power away for a moment."""
        self._line.power(False)
        self._pause.wait(POWER_OFF_MS / 1000)
        self._line.power(True)

    def state(self) -> Mapping[str, bool]:
        """Say of both cables whether they are in, and of "jam" whether the slot is blocked."""
        return {
            "scanner": self._scanner.plugged,
            "coins": self._coins_plugged,
            "jam": self._box.knobs.jam != 0,
        }
