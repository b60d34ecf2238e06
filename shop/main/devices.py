"""The shop's devices as the settings name them: drivers on their ports, the panel's pins."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Protocol

from hardware.health import Health
from hardware.panel_config import PanelConfig
from hardware.panel_keeper import PanelKeeper
from hardware.ports import OpenPort, open_port
from hardware.supervisor import Supervisor
from shop import config as settings
from shop.clock import Clock
from shop.effects import AcceptMoney, DeviceEffect
from shop.inputs import (
    CreditReading,
    DeviceDown,
    DeviceInput,
    DeviceUp,
    DispenseIntent,
)
from shop.main.drivers import drivers_by_port

#: A device that does not let go in time is left behind: the whole stop takes under 3 s.
STOP_S = 2


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    """How one device is, for pages.

    Attributes:
        device: its name.  port: where it is looked for.  required: the shop needs it.
        state: stopped | opening | up | down.  since_ms: monotonic milliseconds since when.
        counts: frames, noise, reconnects … since the start.
        last_error: what was seen last and what to do about it; "" where there was none.
        detail: what the device says it is.
        fault: code of what is wrong with it though it answers; "" for nothing.
        fault_detail: what was seen of that.  fault_ms: monotonic milliseconds since when.
    """

    device: str
    port: str
    required: bool
    state: str
    since_ms: int
    counts: Mapping[str, int]
    last_error: str
    detail: str
    fault: str = ""
    fault_detail: str = ""
    fault_ms: int = 0

    @property
    def remedy(self) -> str:
        """What to do; "" while it is up."""
        return "" if self.state == "up" else self.last_error


class Attached(Protocol):
    """What is no driver on a port but is run like one: payment providers, a camera."""

    def start(self) -> None:
        """Begin, in threads of its own."""
        ...

    def command(self, effect: DeviceEffect) -> None:
        """Wish something; returns at once; what does not concern it changes nothing."""
        ...

    def stop(self, timeout_s: float) -> bool:
        """End; whether it ended in time."""
        ...

    def health(self) -> tuple[Health, ...]:
        """Return how it has been."""
        ...


class Devices:
    """All devices of the shop: one wish for all, one health record each.

    Args:
        config: the settings.  clock: the time.
        emit: takes what they say; True when it is accepted, for money: in the book.
        cursor: the latest reading of a serial in the book.
        pin_factory: makes gpiozero's access to the pins, in tests; None: this board's.
        attached: what else is run with them; each of it is missed like a required device.
    """

    def __init__(
        self,
        config: settings.Config,
        clock: Clock,
        emit: Callable[[DeviceInput], bool],
        cursor: Callable[[str], CreditReading | DispenseIntent | None],
        pin_factory: Callable[[], Any] | None = None,
        attached: Sequence[Attached] = (),
    ) -> None:
        self._emit = emit
        self._required = {device.name: device.required for device in config.devices}
        panel: tuple[Attached, ...] = ()
        if config.panel.pins != "none":
            pins = panel_config(config.panel)
            panel = (PanelKeeper(pins, emit, clock, pin_factory),)
        self._runners: tuple[Supervisor | Attached, ...] = (
            *(
                Supervisor(
                    driver, port, self._hear, cursor, clock, opener=_opener(port, pin_factory)
                )
                for port, driver in drivers_by_port(config.devices).items()
            ),
            *attached,
            *panel,
        )

    def start(self) -> None:
        """Open the panel and every port, each in its own thread."""
        for runner in self._runners:
            runner.start()

    def command(self, effect: DeviceEffect) -> None:
        """Wish something of all devices; returns at once, whatever ails them."""
        for runner in self._runners:
            runner.command(effect)

    def stop(self) -> None:
        """Refuse money, let each device settle what it has counted, let go of them."""
        self.command(AcceptMoney(False))
        stopping = [
            threading.Thread(target=runner.stop, args=(STOP_S,), daemon=True)
            for runner in self._runners
        ]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join(STOP_S)

    def health(self) -> tuple[DeviceHealth, ...]:
        """Return how each device has been."""
        out = []
        for one in self._records():
            needed = self._required.get(one.device, True)
            out.append(
                DeviceHealth(
                    one.device,
                    one.port,
                    needed,
                    one.state,
                    one.since_ms,
                    one.counts,
                    one.last_error,
                    one.detail,
                    one.fault,
                    one.fault_detail,
                    one.fault_ms,
                )
            )
        return tuple(out)

    def _records(self) -> Iterator[Health]:
        for runner in self._runners:
            yield from runner.healths() if isinstance(runner, Supervisor) else runner.health()

    def _hear(self, said: DeviceInput) -> bool:
        """Hand on what a device says; one that the shop does not need is missed in silence.

        What it says of itself while it is there counts: a jam is a jam.
        """
        spoken = isinstance(said, DeviceDown | DeviceUp)
        if spoken and not self._required.get(getattr(said, "device", ""), True):
            return True
        return self._emit(said)


def _opener(port: str, pin_factory: Callable[[], Any] | None) -> OpenPort:
    """Return what opens a port; pins come from where the panel's come from."""
    if pin_factory is None or not port.startswith("gpio:"):
        return open_port
    from hardware.gpio_line import open_gpio

    return partial(open_gpio, pin_factory=pin_factory)


def panel_config(panel: settings.Panel) -> PanelConfig:
    """Return the panel's pins as the hardware takes them: None where there is no such thing."""
    wired: dict[str, Any] = {
        name: None if value == -1 else value
        for name, value in asdict(panel).items()
        if name != "pins"
    }
    return PanelConfig(**wired)
