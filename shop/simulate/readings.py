"""A coin acceptor's counting, as its driver would report it: one reading a coin."""

from __future__ import annotations

from shop.inputs import CoinAccepted, CreditReading

#: ccTalk shows this many events at once, newest first.
_EVENTS = 5
#: The device's counter goes 1 … 255, then 1 again; 0 is only after a reset.
_COUNTER_MAX = 255


class Acceptor:
    """One machine that counts coins or notes.

    Args:
        device: its name in the configuration.  serial: its own number.
        values_fen: what it takes, in the order of its coin numbers 1, 2, ….
    """

    def __init__(self, device: str, serial: str, values_fen: tuple[int, ...]) -> None:
        self.device, self.serial, self.values_fen = device, serial, values_fen
        self.credit_no = 0
        self.counter = 0
        self._events: tuple[tuple[int, int], ...] = ((0, 0),) * _EVENTS

    def takes(self, fen: int) -> bool:
        """Say whether this machine knows a coin or note of this value."""
        return fen in self.values_fen

    def take(self, fen: int) -> CreditReading:
        """Count one coin or note of `fen` and return the reading that tells of it."""
        self.credit_no += 1
        self.counter = self.counter % _COUNTER_MAX + 1
        pair = (self.values_fen.index(fen) + 1, 1)
        self._events = (pair, *self._events[: _EVENTS - 1])
        coin = CoinAccepted(self.credit_no, fen, f"CN{fen:03d}A")
        return CreditReading(
            device=self.device,
            serial=self.serial,
            epoch=1,
            credit_no=self.credit_no,
            counter=self.counter,
            events=self._events,
            credits=(coin,),
        )
