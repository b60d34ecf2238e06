"""The pulse acceptor as its driver knows it: wiring, configuration, state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hardware.codecs.pulse import Pulses
from hardware.drivers.base import Action, PortSettings
from hardware.drivers.uncounted import OwnCount

#: The shop's stop waits two seconds for its devices; a group that is open then is cut anyway.
STOP_MS = 1_800


@dataclass(frozen=True, slots=True)
class GpioSettings(PortSettings):
    """How a pin is wired; the line's speed and parity mean nothing to it.

    Attributes:
        active_low: the device pulls the line to ground; else it drives it high.
    """

    active_low: bool = True


@dataclass(frozen=True, slots=True)
class PulseConfig:
    """What the shop says about one pulse acceptor.

    Attributes:
        name: in the configuration.  pin: BCM number of its wire, 2..27.
        pulses: number of pulses → fen; other numbers are coins to be checked.
        width_ms: shorter than its shortest pulse and pause.  gap_ms: ends a coin's pulses.
        active_low: see `GpioSettings`.
    """

    name: str
    pin: int
    pulses: Mapping[int, int] = field(default_factory=dict)
    width_ms: int = 10
    gap_ms: int = 250
    active_low: bool = True


@dataclass(frozen=True, slots=True)
class PulseState:
    """Everything the driver knows now.  Times are monotonic milliseconds.

    Attributes:
        count: its numbers and what waits for the book.  line: its wire; None: no port.
        rest: the beginning of a record whose end has not come yet.
        want: the shop's last wish.  stuck: the shop was told that the line hangs.
        stopping, stop_ms, end_ms: the shop stops; when the last group is over, and the latest end.
        finished: the wire is no longer watched, only the book is waited for.
        announced: DeviceUp was said for this opening.
    """

    count: OwnCount
    line: Pulses | None = None
    rest: bytes = b""
    want: bool = True
    stuck: bool = False
    stopping: bool = False
    stop_ms: int = 0
    end_ms: int = 0
    finished: bool = False
    announced: bool = False


Step = tuple[PulseState, tuple[Action, ...]]
