"""What is peculiar to a coin acceptor among counting machines: its settings and its dialect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hardware.codecs import cctalk
from hardware.drivers.cctalk_line import Question
from hardware.drivers.counting_dialect import Dialect
from hardware.drivers.counting_reading import coin_events

#: Event codes (A = 0) after which coins pile up until someone looks: something does not move or
#: something is in the way (generic specification part 3, coin acceptor error codes).
_JAMS = {
    12: "a rejected coin has not fallen clear",
    14: "the credit sensor is blocked",
    15: "the sorter is blocked",
    26: "the reject sensor is blocked",
    29: "the accept gate does not close",
    30: "the accept gate does not open",
    32: "the manifold is blocked",
    35: "the motor does not turn",
}
COIN = Dialect(
    sort="coin",
    setting="coin_fen",
    prefix="",
    read=Question(cctalk.READ_CREDITS, lengths=(11,)),
    name=cctalk.COIN_ID,
    name_bytes=6,
    tell=coin_events,
    faults={code: ("jam", what) for code, what in _JAMS.items()},
)


@dataclass(frozen=True, slots=True)
class CoinConfig:
    """What the shop says about one coin acceptor.

    Attributes:
        name: in the configuration.  address: on the ccTalk bus, 2 by convention.
        poll_ms: between two polls where the device does not say, 100..200.
        coin_fen: coin id → fen, for ids whose value the id does not say in yuan.
        reads_to_agree: equal consecutive reads before anything is believed: 2 with the 8-bit
            checksum (4 in 100 doubly hit frames pass it), 1 would do with a CRC.
    """

    name: str
    address: int = 2
    poll_ms: int = 200
    coin_fen: Mapping[str, int] = field(default_factory=dict)
    reads_to_agree: int = 2

    @property
    def crc(self) -> bool:
        """Coin acceptors end their frames in the 8-bit checksum."""
        return False

    @property
    def values(self) -> Mapping[str, int]:
        """Coin id → fen."""
        return self.coin_fen

    @property
    def dialect(self) -> Dialect:
        """A coin acceptor's."""
        return COIN
