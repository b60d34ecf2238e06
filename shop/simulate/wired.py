"""A shop with bad cables: coins and notes reach the counter through the real drivers.

On the other end of each simulated cable a twin of the device counts them. Bytes get lost, change
and double, plugs are pulled, devices lose their power, the program dies: what was put in is
credited once all the same, and the world's truth holds to the fen.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hardware.drivers.bill_state import BillConfig
from hardware.drivers.bill_validator import BillValidator
from hardware.drivers.coin_acceptor import CoinAcceptor
from hardware.drivers.coin_state import CoinConfig
from hardware.twins.bill_validator import BillValidatorModel
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.counting_device import CountingDevice
from hardware.twins.faults import Faults
from hardware.twins.line import SimulatedLine
from shop.errors import BrokenInvariant
from shop.inputs import CreditReading, DeviceInput, DispenseIntent
from shop.queries import devices
from shop.simulate.faults import ShakyPlayer
from shop.world.chance import below, happens

#: Of bytes so many are lost, have a bit flipped, come twice; of frames so many come in pieces.
BAD_CABLE = Faults(
    drop=Fraction(1, 100),  # type: ignore[arg-type]
    noise=Fraction(1, 100),  # type: ignore[arg-type]
    dup=Fraction(1, 200),  # type: ignore[arg-type]
    split=Fraction(1, 5),  # type: ignore[arg-type]
)
COINS = {100: (1, "CN100A"), 50: (2, "CN050A"), 10: (3, "CN010A")}
NOTES = {
    500: (1, "CN0005A"),
    1_000: (2, "CN0010A"),
    2_000: (3, "CN0020A"),
    5_000: (4, "CN0050A"),
    10_000: (5, "CN0100A"),
}
#: Of pieces of money, before so many something happens to the device's cable or power.
_MISCHIEF_PERCENT = 5
_TURN_MS = 500
#: Only a driver that never opens its slot, or never tells, takes so many turns (ten minutes).
_TURNS_MAX = 1_200


class WiredPlayer(ShakyPlayer):
    """Acts as everybody in a shaky shop whose cables are bad too; takes what `ShakyPlayer` does."""

    def __init__(self, *args: Any, seed: int, **named: Any) -> None:
        super().__init__(*args, **named)
        self._coins = CoinAcceptorModel(dict(COINS.values()))
        self._notes = BillValidatorModel(dict(NOTES.values()))
        self._lines = (
            self._line(CoinAcceptor(CoinConfig("coins")), self._coins, seed),
            self._line(BillValidator(BillConfig("notes")), self._notes, seed + 1),
        )
        self.unplugs = self.power_cuts = self.to_check = 0
        self._told = 0

    def _line(self, driver: Any, model: Any, seed: int) -> SimulatedLine:
        return SimulatedLine(driver, model, self._hear, self._cursor, seed=seed, faults=BAD_CABLE)

    def _hear(self, said: DeviceInput) -> bool:
        if isinstance(said, CreditReading):
            self._told += len(said.credits)
            self.to_check += said.lost + len(said.unsure)
        self._give(said)
        return True

    def _cursor(self, serial: str) -> CreditReading | DispenseIntent | None:
        return devices.cursor(self.counter.ledger.connection, serial)

    def _die(self) -> None:
        for line in self._lines:
            line.restart_host()
        super()._die()

    # ------------------------------------------------------------ money

    def _insert(self, fen: int) -> None:
        coin = fen in COINS
        line = self._lines[0 if coin else 1]
        if happens(self._chance, _MISCHIEF_PERCENT / 100):
            self._mischief(line)
        kind = COINS[fen][0] if coin else NOTES[fen][0]
        model: CountingDevice = self._coins if coin else self._notes
        told, put_in, life = self._told, False, model.life
        for _ in range(_TURNS_MAX):
            line.run(_TURN_MS)
            if self._told > told:
                break
            if put_in and model.life != life:
                # A garbled request passed the 8-bit checksum as a reset: that piece is for the
                # box count to find; the world's own is put in now.
                self.to_check, put_in = self.to_check + 1, False
            life = model.life
            if not put_in or (not coin and self._notes.notes[-1].where == "returned"):
                put_in = self._put_in(kind, coin)  # what came back is put in again
        else:
            raise BrokenInvariant(f"the {line.driver.name} take nothing, or do not tell of it")
        self.inserted.pieces += 1
        self.inserted.fen += fen

    def _put_in(self, kind: int, coin: bool) -> bool:
        if coin:
            return self._coins.insert(kind)
        return self._notes.insert(kind).where != "returned"

    def _mischief(self, line: SimulatedLine) -> None:
        if below(self._chance, 2):
            line.unplug()
            line.run(_TURN_MS)
            line.replug()
            self.unplugs += 1
        else:
            line.model.power_up(line.now_ms)
            self.power_cuts += 1
