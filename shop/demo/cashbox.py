"""The demo's cash box: coins, notes and change on one ccTalk wire, as twins on a pty."""

from __future__ import annotations

import threading
from pathlib import Path

from hardware.twins.bill_validator import BillValidatorModel
from hardware.twins.bus import BusModel, CctalkModel
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.hopper import HopperModel
from hardware.twins.port import TwinPort
from shop.clock import Clock

#: What the coin slot takes, by position of its table; a foreign coin falls through.
COINS = {1: "CN100A", 2: "CN050A", 3: "CN010A", 4: "EU020A"}
#: Notes by fen: bill type and id as the machine names it, in yuan.
NOTES = {500: (1, "CN0005A"), 1000: (2, "CN0010A"), 2000: (3, "CN0020A"), 5000: (4, "CN0050A")}
#: Hoppers: name in the settings → bus address, fen of each coin.
HOPPERS = {"hopper": (3, 100), "hopper-jiao": (4, 10)}
#: Coins in a hopper that somebody has filled.
FILLED = 60
#: Fault codes of a self-check: something blocks the credit sensor, a note is stuck.
COIN_JAM, NOTE_JAM = 14, 16
#: A mains plug pulled and put back by hand.
POWER_OFF_MS = 700


class CashBox:
    """The box in the shop, and what hands can do with it.

    Args:
        link: where its line is found.  clock: the twins' time.
        seed: of the serial numbers, so that each demo has a box of its own.
    """

    def __init__(self, link: Path, clock: Clock, seed: int) -> None:
        number = 1_000_000 + seed % 1_000_000
        self.coins = CoinAcceptorModel(COINS, serial=number)
        bills = {kind: name for kind, name in NOTES.values()}
        self.notes = BillValidatorModel(bills, serial=number + 1)
        self.hoppers = {
            name: HopperModel(FILLED, number + 2 + place, address)
            for place, (name, (address, _)) in enumerate(HOPPERS.items())
        }
        models: list[CctalkModel] = [self.coins, self.notes, *self.hoppers.values()]
        self.line = TwinPort(str(link), BusModel(models), clock, seed=seed)
        self._pause = threading.Event()
        self.plugged = True

    def start(self) -> None:
        """Plug it in."""
        self.line.start()

    def close(self) -> None:
        """Take it away."""
        self._pause.set()
        self.line.close()

    def drop(self, fen: int) -> bool:
        """Put one coin or note in; False if it comes straight back."""
        with self.line.lock:
            if fen in NOTES:
                return self.notes.insert(NOTES[fen][0]).where != "returned"
            return self.coins.insert(fen)

    def fallen_fen(self) -> int:
        """Return the change that ever fell into the tray."""
        with self.line.lock:
            return sum(self.hoppers[name].fallen * fen for name, (_, fen) in HOPPERS.items())

    @property
    def filled(self) -> bool:
        """Whether every hopper has coins."""
        return all(hopper.coins for hopper in self.hoppers.values())

    def fill(self, on: bool) -> None:
        """Fill the hoppers, or take all of their coins out."""
        with self.line.lock:
            for hopper in self.hoppers.values():
                hopper.coins = FILLED if on else 0

    def jam(self, what: str, on: bool) -> None:
        """Put something into the way of "coins" or "notes", or take it out."""
        with self.line.lock:
            model, code = (self.coins, COIN_JAM) if what == "coins" else (self.notes, NOTE_JAM)
            if on:
                model.knobs.jam = code
                model.error(code)  # it notices at once that something is in its way
            elif what == "coins":
                model.knobs.jam = 0
            else:
                self.notes.clear("returned")

    def jammed(self, what: str) -> bool:
        """Say whether something is in the way of "coins" or "notes"."""
        return bool((self.coins if what == "coins" else self.notes).knobs.jam)

    def plug(self, on: bool) -> None:
        """Put in or pull its cable."""
        (self.line.replug if on else self.line.unplug)()
        self.plugged = on

    def blink(self) -> None:
        """Take its power away for a moment."""
        self.line.power(False)
        self._pause.wait(POWER_OFF_MS / 1000)
        self.line.power(True)
