"""The SSP note validator as its driver knows it: configuration, stages, state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from hardware.drivers.base import Action, Emit
from hardware.drivers.ssp_line import Line
from hardware.drivers.uncounted import OwnCount
from shop.inputs import DeviceFault

#: The country whose minor unit is the fen.
HOME = "CNY"
#: Channels that the two bytes of the inhibit mask reach.
CHANNELS_MAX = 16
#: The version that is asked for; a unit that has only an older one keeps that.
PROTOCOL = 6
#: A note that the book has not taken by then goes back to the resident.
ESCROW_MS = 3_000
#: A unit lets go of a note by itself 10 s after the last command about it.
HOLD_EVERY_MS = 1_000
#: Nothing said of a note for so long after the unit was set up: nobody can say any more.
DOUBT_MS = 5_000
#: A note that was accepted is in the cashbox by then, or something is wrong.
STACK_MS = 20_000
#: A jam or a full cashbox is told in each poll; so long without it, and notes are tried again.
TROUBLE_OVER_MS = 30_000
#: A unit that stays switched off for so long, though it was switched on, is a fault.
STAYS_OFF_MS = 5_000
#: The stop: a note on its way is in the cashbox by then; the next start answers for the rest.
REST_MS = 500
STOP_MS_MAX = 1_500


class Stage(Enum):
    """How far the driver has come with the unit on this port."""

    CLOSED = "no port"
    RESUME = "ask again what had no answer when the cable went"
    SYNC = "is somebody there; the sequence bit starts anew"
    PROTOCOL = "which events may it use"
    SETUP = "which notes does it know"
    SERIAL = "which unit is it"
    SHUT = "take nothing before the book has answered"
    BOOK = "what does the book say of it"
    RETURN = "a note that still lies in escrow goes back"
    INHIBITS = "enable the channels that have a value"
    RUN = "poll it"
    LEAVE = "stopping before it was known: switch it off and go"
    ENDED = "done; the port may be closed"


@dataclass(frozen=True, slots=True)
class SspConfig:
    """What the shop says about one SSP note validator.

    Attributes:
        name: in the configuration.  address: 0..125.
        poll_ms: between two polls, 200..1000.
        note_fen: channel → fen; it outranks what the unit says of itself.
    """

    name: str
    address: int = 0
    poll_ms: int = 200
    note_fen: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Escrow:
    """A note that the unit holds, or has just let go.

    Attributes:
        channel: which note.  since_ms: since when.
        phase: it waits for the book; was accepted, so that it is being stacked; goes back.
    """

    channel: int
    since_ms: int
    phase: Literal["waits", "accepted", "returning"] = "waits"


@dataclass(frozen=True, slots=True)
class SspState:
    """Everything the driver knows now.  Times are monotonic milliseconds.

    Attributes:
        line: the wire.  count: what the unit did, and how far the book has it.
        stage: how far we are.  place: the socket, for units without a serial.
        want: the shop's last wish.
        stopping, stop_ms: the shop stops, since when.
        detail: what the unit says it is.  fen: worth of each channel, channel 1 first.
        escrow: the note it holds.  hold_ms: when it is to be told so again.
        doubt_ms: when nobody can say any more what became of the note that the book has.
        enabled: what it was told last, None: unknown.
        poll_ms: when it is polled next.
        troubles: jam, full and fraud with the moment they were last told.
        off_since_ms, off_told: it stays switched off; the shop was told so.
        key_told, event_told: it was said that it wants a key, that it says unknown things.
        announced: DeviceUp was said for this opening.
    """

    line: Line
    count: OwnCount
    stage: Stage = Stage.CLOSED
    place: str = ""
    want: bool = True
    stopping: bool = False
    stop_ms: int = 0
    detail: str = ""
    fen: tuple[int | None, ...] = ()
    escrow: Escrow | None = None
    hold_ms: int = 0
    doubt_ms: int | None = None
    enabled: bool | None = None
    poll_ms: int = 0
    troubles: tuple[tuple[str, int], ...] = ()
    off_since_ms: int | None = None
    off_told: bool = False
    key_told: bool = False
    event_told: bool = False
    announced: bool = False

    @property
    def wants_notes(self) -> bool:
        """Whether the shop, and nothing that ails the unit, lets it take notes."""
        return self.want and not self.stopping and not self.troubles

    @property
    def accept(self) -> bool:
        """Whether it should be switched on now.

        Never while the book lags behind, nor while the end of the last note is not known: what
        it said of the next one could be taken for that.
        """
        known = self.count.ready and self.count.held is None
        return self.wants_notes and (known or self.escrow is not None)

    def worth(self, channel: int) -> int | None:
        """Return what a note of `channel` is worth in fen, None where nobody has said it."""
        return self.fen[channel - 1] if 1 <= channel <= len(self.fen) else None


Step = tuple[SspState, tuple[Action, ...]]


def fault(config: SspConfig, code: str, detail: str) -> Emit:
    """Tell the shop that something is wrong with the unit, or right again (code ok)."""
    return Emit(DeviceFault(config.name, code, detail))
