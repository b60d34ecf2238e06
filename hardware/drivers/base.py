"""What every device's driver looks like to the thread that runs it.

A driver never touches a port, a clock or a thread. It is told what happened (an event) and the
present monotonic time, and answers with its next state and what is to be done (actions). So the
same driver runs on a real cable, on a pty against its twin, and in virtual time in the tests.

The order of one round, kept by `hardware.supervisor` and `hardware.twins.line` alike:
`Opened` → (`Bytes` | `Tick` | `Command` | `Settled` | `Cursor`)* → `Stopping` → … → `Done`.
A driver that `HearsAway` is told `Away` between two rounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar, runtime_checkable

from shop.effects import DeviceEffect
from shop.inputs import Answered, CreditReading, DeviceInput, DispenseIntent


@dataclass(frozen=True, slots=True)
class PortSettings:
    """How the line is set; it comes from the driver, since the protocol fixes it.

    Attributes:
        baud: bits a second.  data_bits: 7 or 8.  parity: none, even or odd.
        stop_bits: 1 or 2.
    """

    baud: int = 9600
    data_bits: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    stop_bits: Literal[1, 2] = 1


# ---------------------------------------------------------------- what a driver is told


@dataclass(frozen=True, slots=True)
class Opened:
    """The port is open; nothing is known yet about what hangs on it.

    Attributes:
        place: the socket it is plugged into (its by-path name, else the configured path): the
            only identity of a device that does not tell its own serial.
    """

    place: str


@dataclass(frozen=True, slots=True)
class Bytes:
    """These bytes came, in this order; how they were cut into pieces means nothing."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Tick:
    """The moment named by `deadline_ms` has come, or time has passed."""


@dataclass(frozen=True, slots=True)
class Command:
    """The shop wishes this of the device; a later wish of the same type replaces it.

    A wish that names a device reaches that one alone; each wish for change arrives.
    """

    effect: DeviceEffect


@dataclass(frozen=True, slots=True)
class Settled:
    """The counter has answered for what was emitted: `ok` means that it is in the book."""

    reading: Answered
    ok: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """The answer to `AskCursor`.

    Attributes:
        serial: the device asked about.
        reading: the latest reading of it in the book, for a hopper the intent that has no end
            yet; None where there is none.
        ok: False where the book could not be asked: that says nothing, above all not "none".
    """

    serial: str
    reading: CreditReading | DispenseIntent | None
    ok: bool = True


@dataclass(frozen=True, slots=True)
class Stopping:
    """The shop stops: leave the device refusing, settle what it has counted, then `Done`."""


@dataclass(frozen=True, slots=True)
class Away:
    """The port is gone: nothing can be sent until `Opened`.

    Told only to drivers that `HearsAway`; what they have not begun they answer for now, and
    wishes go on coming to them.
    """


Event = Opened | Bytes | Tick | Command | Settled | Cursor | Stopping | Away


# ---------------------------------------------------------------- what a driver wants done


@dataclass(frozen=True, slots=True)
class Send:
    """Write these bytes to the device."""

    data: bytes


@dataclass(frozen=True, slots=True)
class FlushInput:
    """Throw away what came in unread: it answers nothing that is asked from here on."""


@dataclass(frozen=True, slots=True)
class Emit:
    """Tell the shop. What is `Answered` is answered by `Settled`, everything else by nothing."""

    input: DeviceInput


@dataclass(frozen=True, slots=True)
class AskCursor:
    """Ask the book for the latest reading of this serial; answered by `Cursor`."""

    serial: str


@dataclass(frozen=True, slots=True)
class Note:
    """Add `n` to a count of the health record: frames, noise, timeouts, nak, busy, dropped."""

    counter: str
    n: int = 1


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The device cannot be worked with: it is down; close, back off, open again.

    Attributes:
        why: one sentence that ends with what to look at.
        silent: it does not answer at all, rather than answering nonsense.
        seen: the last bytes seen, for the log.
    """

    why: str
    silent: bool = True
    seen: bytes = b""


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to `Stopping`: the port may be closed."""


@dataclass(frozen=True, slots=True)
class Of:
    """What concerns one of several devices on a port: its own counts, its own going down.

    Attributes:
        device: its name in the configuration.
        action: a count, or that it is down while the port stays open for the others.
    """

    device: str
    action: Note | GiveUp


Action = Send | FlushInput | Emit | AskCursor | Note | GiveUp | Done | Of

S = TypeVar("S")


class Driver(Protocol[S]):
    """One device's driver: its configuration, and the steps of its state machine.

    Attributes:
        name: the device's name in the configuration.
        settings: how its line is set.
    """

    @property
    def name(self) -> str:
        """The device's name in the configuration."""
        ...

    @property
    def settings(self) -> PortSettings:
        """How its line is set."""
        ...

    def initial(self) -> S:
        """Return the state before the port was ever opened."""
        ...

    def step(self, state: S, event: Event, now_ms: int) -> tuple[S, tuple[Action, ...]]:
        """Return the state after `event` at monotonic `now_ms`, and what is to be done."""
        ...

    def deadline_ms(self, state: S) -> int | None:
        """Return the monotonic time at which a `Tick` is wanted; None: only bytes matter."""
        ...


@runtime_checkable
class HearsAway(Protocol):
    """A driver whose wishes are each answered, also while its port is gone: it pays out."""

    hears_away: bool


@runtime_checkable
class SharesPort(Protocol):
    """A driver of several devices on one port.

    Attributes:
        devices: their names in the configuration.
    """

    devices: tuple[str, ...]


def devices_of(driver: Driver[Any]) -> tuple[str, ...]:
    """Return the names of the devices that a driver speaks for."""
    return driver.devices if isinstance(driver, SharesPort) else (driver.name,)


def hears_away(driver: Driver[Any]) -> bool:
    """Return whether a driver is told when its port is gone."""
    return isinstance(driver, HearsAway) and driver.hears_away
