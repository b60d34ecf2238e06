"""A coin acceptor and a bill validator are one counting machine in two dialects: what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from hardware.drivers.cctalk_line import Question
from hardware.drivers.counting_reading import Tell


@dataclass(frozen=True, slots=True)
class Dialect:
    """In what one sort of counting machine differs from the other.

    Attributes:
        sort: coin or note, for sentences.  setting: where values are named.
        prefix: put before the device's serial, which is unique among its sort only.
        read: asks for the counter and the five events.
        name: header that asks for the id at one position.  name_bytes: length of that id.
        tell: what its events mean.
        faults: event code → (code of the fault, what it means): it refuses until it is clean.
        over: event codes after which a fault may be over: its self-check is asked at once.
        insertions: it may have the life-long counter of header 225.
        escrow: it holds each note until it is told where to.
        blank_counts: (0, 0) is an event of it, not only an empty place.
    """

    sort: str
    setting: str
    prefix: str
    read: Question
    name: int
    name_bytes: int
    tell: Tell
    faults: Mapping[int, tuple[str, str]]
    over: frozenset[int] = frozenset()
    insertions: bool = True
    escrow: bool = False
    blank_counts: bool = False


class CountingConfig(Protocol):
    """What the shop says about one counting machine; see `CoinConfig` and `BillConfig`."""

    @property
    def name(self) -> str:
        """Its name in the configuration."""
        ...

    @property
    def address(self) -> int:
        """Its address on the ccTalk bus, 2..255."""
        ...

    @property
    def poll_ms(self) -> int:
        """Milliseconds between two polls where the device does not say."""
        ...

    @property
    def crc(self) -> bool:
        """Whether frames end in a CRC-16."""
        ...

    @property
    def values(self) -> Mapping[str, int]:
        """Id → fen, for ids whose value the device does not say in yuan."""
        ...

    @property
    def reads_to_agree(self) -> int:
        """Equal consecutive reads before anything is believed."""
        ...

    @property
    def dialect(self) -> Dialect:
        """Which sort of machine it is."""
        ...
