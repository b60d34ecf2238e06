"""What is peculiar to a bill validator among counting machines: its settings and its dialect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hardware.codecs import cctalk
from hardware.drivers.bill_reading import bill_events
from hardware.drivers.cctalk_line import Question
from hardware.drivers.counting_dialect import Dialect

#: Event codes (A = 0) after which it takes no notes until its self-check is clean (generic
#: specification, bill events). The words say what was seen, never what somebody meant to do.
_FAULTS = {
    6: ("jam", "a note is stuck in the transport and within reach of the slot"),
    7: ("jam", "a note is stuck in the stacker"),
    8: ("fraud", "a note moved backwards out of it"),
    9: ("fraud", "it was opened or moved"),
    11: ("open", "its stacker is taken out"),
    13: ("jam", "its stacker does not work"),
    14: ("full", "its stacker is full"),
    15: ("jam", "its stacker is jammed"),
    16: ("jam", "a note is stuck in the transport, out of reach of the slot"),
    17: ("fraud", "light fell on its sensors where none should"),
    18: ("fraud", "something hangs on a note"),
    19: ("jam", "the guard against strings does not move"),
}
#: The stacker is well, or back in its place.
_OVER = frozenset({10, 12})
BILL = Dialect(
    sort="note",
    setting="note_fen",
    prefix="bill:",
    read=Question(cctalk.READ_BILL_EVENTS, lengths=(11,)),
    name=cctalk.BILL_ID,
    name_bytes=7,
    tell=bill_events,
    faults=_FAULTS,
    over=_OVER,
    insertions=False,
    escrow=True,
    blank_counts=True,  # (0, 0) says that a note came while it was switched off
)


@dataclass(frozen=True, slots=True)
class BillConfig:
    """What the shop says about one ccTalk bill validator.

    Attributes:
        name: in the configuration.  address: on the ccTalk bus, 40 by convention.
        crc: frames end in a CRC-16, as most bill validators are set; else in the 8-bit checksum.
        poll_ms: between two polls where the device does not say, 100..500.
        note_fen: note id → fen, for ids whose value the device does not say in yuan.
    """

    name: str
    address: int = 40
    crc: bool = True
    poll_ms: int = 200
    note_fen: Mapping[str, int] = field(default_factory=dict)

    @property
    def values(self) -> Mapping[str, int]:
        """Note id → fen."""
        return self.note_fen

    @property
    def reads_to_agree(self) -> int:
        """One read is enough with a CRC; the 8-bit checksum needs a second one."""
        return 1 if self.crc else 2

    @property
    def dialect(self) -> Dialect:
        """A bill validator's."""
        return BILL
