"""The ICT note validator as its driver knows it: configuration, phases of one note, state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hardware.drivers.base import Action, Emit
from hardware.drivers.uncounted import OwnCount
from shop.inputs import DeviceFault

#: A note is given back when the book takes longer; the unit does it by itself after 5 s.
HOLD_MS = 3_000
#: So long a note may take into the box, or out again, before the unit is asked how it is.
LATE_MS = 3_000
#: A unit that goes on saying "busy" for so long will not say how the note ended.
END_MS_MAX = 15_000
#: Between two status polls; some units switch themselves off when 5 s pass without one.
POLL_MS = 1_000
MISSES_MAX = 3
#: The two bytes of a pair follow each other within 1 ms on the wire; USB adapters add 16 ms.
PAIR_MS = 200
#: After its last report of a fault the unit refuses for so long, then a clean answer is enough.
FAULT_REST_MS = 30_000
#: An answer "inhibited" so many times in a row although it was enabled each time: it waits for
#: the answer to its power-up, which it gave up while the shop was not running.
WAKE_TRIES = 3
#: A note that lay in escrow when the port was opened is out by then, so 02 takes nothing.
WAKE_AFTER_MS = 10_000
#: And the answer is given again after so long.
WAKE_AGAIN_MS = 30_000
#: After so many the shop is told that it stays inhibited.
INHIBITED_TRIES = 15
#: The shop's stop waits two seconds for its devices; a note takes about one into the box.
STOP_MS = 1_800


class Stage(Enum):
    """How far the driver has come with the unit on this port."""

    CLOSED = "no port"
    HELLO = "is somebody there"
    RUN = "poll it and take what it says"


class Phase(Enum):
    """Where one note is."""

    NONE = "no note"
    OFFERED = "in escrow, and its escrow is being written into the book"
    ACCEPTED = "told to take it, once"
    RETURNING = "told to give it back"


@dataclass(frozen=True, slots=True)
class IctConfig:
    """What the shop says about one ICT note validator.

    Attributes:
        name: in the configuration.
        note_fen: what each note type is worth, type 1 (byte 40) first; 1 to 15 of them.
        accept: the byte that takes the note in escrow: 02, on some boards 10.
    """

    name: str
    note_fen: tuple[int, ...]
    accept: bytes = b"\x02"


@dataclass(frozen=True, slots=True)
class IctState:
    """Everything the driver knows now.  Times are monotonic milliseconds.

    Attributes:
        count: its numbers and what waits for the book.  stage: how far we are.
        want: the shop's last wish.  stopping, stop_ms: the shop stops, and by when it must end.
        listened_ms: when the line was last found empty.
        phase, phase_ms: where the note is, and since when at the earliest.
        half, half_ms: the first byte of a pair and when it came; None: the next byte is a first.
        answers_power_up: 80 8F was the last that came: 02 is owed.
        told: what the unit was last told, True for enable; None: unknown.
        asked: a status poll is open.  poll_ms: when the next is due.  misses: in a row.
        loud: something came since the last poll, but nothing that means anything.
        tries: answers "inhibited" in a row although it was enabled.  stuck: the shop was told.
        wake_ms: when 02 may be sent to a unit that stays inhibited.
        fault, fault_ms: the fault told to the shop, "" for none, and when it was last reported.
        announced: DeviceUp was said for this opening.
    """

    count: OwnCount
    stage: Stage = Stage.CLOSED
    want: bool = True
    stopping: bool = False
    stop_ms: int = 0
    listened_ms: int = 0
    phase: Phase = Phase.NONE
    phase_ms: int = 0
    half: int | None = None
    half_ms: int = 0
    answers_power_up: bool = False
    told: bool | None = None
    asked: bool = False
    poll_ms: int = 0
    misses: int = 0
    loud: bytes = b""
    tries: int = 0
    stuck: bool = False
    wake_ms: int = 0
    fault: str = ""
    fault_ms: int = 0
    announced: bool = False

    @property
    def wanted(self) -> bool:
        """Whether the shop takes notes of this unit, apart from the book."""
        return self.want and not (self.fault or self.stopping)

    @property
    def accepts(self) -> bool:
        """Whether the unit should take notes now: all that was seen is in the book."""
        return self.wanted and self.count.ready

    @property
    def may_hold(self) -> bool:
        """Whether a note that comes may be offered to the book; it was not refused before."""
        return self.wanted and self.count.begun and not self.count.refused


Step = tuple[IctState, tuple[Action, ...]]


def fault(config: IctConfig, code: str, detail: str) -> Emit:
    """Tell the shop that something is wrong with the unit, or right again (code ok)."""
    return Emit(DeviceFault(config.name, code, detail))
