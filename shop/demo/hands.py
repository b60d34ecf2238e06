"""Hands in the demo's shop: they scan, drop coins, pay by phone, and make mischief.

What they touch are twins on ptys and providers on the loopback, which the real drivers and
gateways open as they would the real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hardware.twins.faults import Faults
from hardware.twins.port import BYTE_MS
from hardware.twins.printer import TwinPrinter
from hardware.twins.scanner import TwinScanner
from shop.clock import Clock
from shop.demo.cashbox import CashBox
from shop.demo.wallet import Wallet

#: Each switch: its states when all is well and when not, what turning it then does.
_SWITCHES = {
    "scanner": (("in", "pull"), ("out", "put_back")),
    "box": (("in", "pull"), ("out", "put_back")),
    "slot": (("clear", "jam"), ("jammed", "clear")),
    "notes": (("clear", "jam"), ("jammed", "clear")),
    "hopper": (("filled", "empty"), ("empty", "fill")),
    "notice": (("at_once", "late"), ("late", "at_once")),
    "provider": (("there", "away"), ("away", "back")),
    "paper": (("in", "take"), ("out", "put_in")),
    "power": (("on", "blink"), ("on", "blink")),
}


#: What can be done to each switch.
ACTS = {key: tuple(dict.fromkeys((well[1], ill[1]))) for key, (well, ill) in _SWITCHES.items()}


@dataclass(frozen=True, slots=True)
class Switch:
    """Something that a hand can turn: how it is, and what turning it does."""

    key: str
    state: str
    act: str
    good: bool


class TwinHands:
    """What hands can do in the demo's shop.

    Args:
        folder: where the lines' names are put.  clock: the twins' time.
        seed: of the devices' serial numbers.  wallet: the residents' phones.
    """

    def __init__(self, folder: Path, clock: Clock, seed: int, wallet: Wallet) -> None:
        self._scanner = TwinScanner(str(folder / "scanner"), clock, seed=seed)
        self._box = CashBox(folder / "box", clock, seed)
        self._printer = TwinPrinter(str(folder / "printer"), clock, seed=seed)
        self._wallet = wallet
        self._started = (self._scanner, self._box, self._printer)

    def start(self) -> None:
        """Plug everything in."""
        for one in self._started:
            one.start()

    def close(self) -> None:
        """Take everything away."""
        for one in self._started:
            one.close()
        self._wallet.close()

    def scan(self, code: str) -> bool:
        """Hold a barcode under the scanner; False if its cable is out."""
        return self._scanner.type(code)

    def drop(self, fen: int) -> bool:
        """Put one coin or note into the box; False if it comes straight back."""
        return self._box.drop(fen)

    def phone(self) -> int:
        """Pay the code on the till's screen with a phone; fen that went, 0 for no code there."""
        return self._wallet.pay()

    def show_code(self) -> bool:
        """Hold a phone's payment code under the scanner; False if its cable is out."""
        return self._scanner.type(self._wallet.code())

    def fallen(self) -> int:
        """Return the fen of change that hoppers have paid out so far."""
        return self._box.fallen_fen()

    # ------------------------------------------------------------ mischief

    def switches(self) -> tuple[Switch, ...]:
        """Return what can be turned, as it is now."""
        out = []
        for key, (well, ill) in _SWITCHES.items():
            if key in ("notice", "provider") and not self._wallet.serves:
                continue
            good = self._is_well(key)
            state, act = well if good else ill
            out.append(Switch(key, state, act, good))
        return tuple(out)

    def turn(self, key: str) -> str:
        """Turn one; return what that did.

        Raises:
            KeyError: there is no such switch.
        """
        well, ill = _SWITCHES[key]
        good = self._is_well(key)
        self._turn(key, not good)
        return (well if good else ill)[1]

    def act(self, key: str, act: str) -> bool:
        """Do one thing to a switch, wherever it stands; False where it is done already.

        Raises:
            KeyError: there is no such switch, or it has no such act.
        """
        well, ill = _SWITCHES[key]
        good = self._is_well(key)
        if act not in (well[1], ill[1]):
            raise KeyError(act)
        if act != (well if good else ill)[1]:
            return False
        self.turn(key)
        return True

    def ail(self, cable: str, faults: Faults, echo: bool, slow: bool) -> None:
        """Make a cable as bad as this: "scanner", "box" or "printer"."""
        ports = {
            "scanner": self._scanner.port,
            "box": self._box.line,
            "printer": self._printer.port,
        }
        port = ports[cable]
        port.to_host.faults = port.to_device.faults = faults
        port.dribble_ms = BYTE_MS if slow else 0
        if port.echo != echo:
            port.echo = echo  # the host finds it out at its next opening
            port.unplug()
            port.replug()

    def _is_well(self, key: str) -> bool:
        looks: Mapping[str, Callable[[], bool]] = {
            "scanner": lambda: self._scanner.plugged,
            "box": lambda: self._box.plugged,
            "slot": lambda: not self._box.jammed("coins"),
            "notes": lambda: not self._box.jammed("notes"),
            "hopper": lambda: self._box.filled,
            "notice": lambda: not self._wallet.late,
            "provider": lambda: not self._wallet.away,
            "paper": lambda: not self._printer.model.reader.empty,
            "power": lambda: True,
        }
        return looks[key]()

    def _turn(self, key: str, on: bool) -> None:
        match key:
            case "scanner":
                (self._scanner.replug if on else self._scanner.unplug)()
            case "box":
                self._box.plug(on)
            case "slot" | "notes":
                self._box.jam("coins" if key == "slot" else "notes", not on)
            case "hopper":
                self._box.fill(on)
            case "notice":
                self._wallet.late = not on
            case "provider":
                self._wallet.cut_off(not on)
            case "paper":
                with self._printer.port.lock:
                    self._printer.model.load(None if on else 0)
            case _:
                self._box.blink()
