"""A coin acceptor that is not there: the device's own side of ccTalk, with all it can suffer.

Protocol facts: HARDWARE.md 2.1 and 2.2.
"""

from __future__ import annotations

from hardware.codecs import cctalk
from hardware.codecs.coin_id import UNUSED, parse_coin_id
from hardware.twins.counting_device import POSITIONS, CountingDevice, Knobs

#: A village's coins: one yuan, five jiao, one jiao, and a foreign one that has no value here.
VILLAGE_COINS = {1: "CN100A", 2: "CN050A", 3: "CN010A", 4: "EU020A"}
_EVENT_INHIBITED = 2
_LONG_TERM_MAX = 1 << 24


class CoinAcceptorModel(CountingDevice):
    """The machine on the wall.

    Args:
        coins: position → coin id.  serial: 0..16777215.  address: on the bus.
        poll_priority: what it answers to 249 (unit, value).
    """

    knobs: Knobs

    def __init__(
        self,
        coins: dict[int, str] | None = None,
        serial: int = 12_345_678,
        address: int = 2,
        poll_priority: tuple[int, int] = (2, 20),
    ) -> None:
        self.coins = dict(VILLAGE_COINS if coins is None else coins)
        self.inserted = self.accepted = 0
        super().__init__(Knobs(), serial, address, poll_priority)

    # ------------------------------------------------------------ what people do with it

    def insert(self, coin: int) -> bool:
        """Put one coin in the slot.

        Args:
            coin: its position in the coin table, or its value in fen where there is such a one.

        Returns:
            Whether it fell into the box; else it lies in the return tray.
        """
        position = coin if coin in self.coins else self._position_of(coin)
        self.inserted += 1
        if position is None:
            return False
        if not self.enabled(position) or not self.takes_coins:
            if self.knobs.says_inhibited:
                self.error(_EVENT_INHIBITED)
            return False
        self.accepted += 1
        self._event((position, 1))
        return True

    @property
    def takes_coins(self) -> bool:
        """Whether its gate is open, apart from which coins may pass."""
        return self.is_open

    def _position_of(self, fen: int) -> int | None:
        for position, text in self.coins.items():
            coin = parse_coin_id(text.encode())
            if coin is not None and coin.country == "CN" and coin.minor_units == fen:
                return position
        return None

    # ------------------------------------------------------------ what it says

    def _say(self, header: int, data: bytes) -> bytes | None:
        if header == cctalk.COIN_ID and len(data) == 1 and 1 <= data[0] <= POSITIONS:
            return self.coins.get(data[0], UNUSED).encode("ascii")
        own = {
            cctalk.READ_INSERTIONS: (self.accepted % _LONG_TERM_MAX).to_bytes(3, "little"),
            245: b"Coin Acceptor",
            226: (self.inserted % _LONG_TERM_MAX).to_bytes(3, "little"),
        }
        return own[header] if header in own else super()._say(header, data)
