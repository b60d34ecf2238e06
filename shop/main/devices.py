"""The shop's devices as the settings name them: drivers on their ports, the panel's pins."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from hardware.panel import NullPanel, Panel, open_panel
from hardware.panel_config import PanelConfig
from hardware.supervisor import Supervisor
from shop import config as settings
from shop.clock import Clock
from shop.effects import AcceptMoney, DeviceEffect
from shop.inputs import (
    CreditReading,
    DeviceDown,
    DeviceFault,
    DeviceInput,
    DeviceUp,
    DispenseIntent,
)

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
    """

    device: str
    port: str
    required: bool
    state: str
    since_ms: int
    counts: Mapping[str, int]
    last_error: str
    detail: str

    @property
    def remedy(self) -> str:
        """What to do; "" while it is up."""
        return "" if self.state == "up" else self.last_error


class Devices:
    """All devices of the shop: one wish for all, one health record each.

    Args:
        config: the settings.  clock: the time.
        emit: takes what they say; True when it is accepted, for money: in the book.
        cursor: the latest reading of a serial in the book.
        pin_factory: makes gpiozero's access to the pins, in tests; None: this board's.
    """

    def __init__(
        self,
        config: settings.Config,
        clock: Clock,
        emit: Callable[[DeviceInput], bool],
        cursor: Callable[[str], CreditReading | DispenseIntent | None],
        pin_factory: Callable[[], Any] | None = None,
    ) -> None:
        self._config, self._clock, self._emit = config, clock, emit
        self._pin_factory = pin_factory
        self._required = {device.name: device.required for device in config.devices}
        self._supervisors = [
            Supervisor(driver_of(device), device.port, self._hear, cursor, clock)
            for device in config.devices
        ]
        self._panel: Panel | NullPanel = NullPanel()
        self._panel_trouble = ""
        self._since_ms = clock.now().monotonic_ms

    def start(self) -> None:
        """Open every port, each in its own thread, and the panel."""
        for supervisor in self._supervisors:
            supervisor.start()
        panel = self._config.panel
        if panel.pins != "none":
            self._panel, self._panel_trouble = open_panel(
                panel_config(panel), self._tell, self._clock, self._pin_factory
            )
        if self._panel_trouble:
            self._emit(DeviceDown("panel", self._panel_trouble))

    def command(self, effect: DeviceEffect) -> None:
        """Wish something of all devices; returns at once, whatever ails them."""
        self._panel.handle(effect)
        for supervisor in self._supervisors:
            supervisor.command(effect)

    def stop(self) -> None:
        """Refuse money, let each device settle what it has counted, let go of them."""
        self.command(AcceptMoney(False))
        stopping = [
            threading.Thread(target=supervisor.stop, args=(STOP_S,), daemon=True)
            for supervisor in self._supervisors
        ]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join(STOP_S)
        self._panel.close()

    def health(self) -> tuple[DeviceHealth, ...]:
        """Return how each device has been."""
        out = []
        for supervisor in self._supervisors:
            one = supervisor.health()
            needed = self._required[one.device]
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
                )
            )
        if self._config.panel.pins != "none":
            state = "down" if self._panel_trouble else "up"
            why = self._panel_trouble
            out.append(DeviceHealth("panel", "pins", True, state, self._since_ms, {}, why, ""))
        return tuple(out)

    def _hear(self, said: DeviceInput) -> bool:
        """Hand on what a device says; one that the shop does not need is missed in silence."""
        spoken = isinstance(said, DeviceDown | DeviceUp | DeviceFault)
        if spoken and not self._required.get(getattr(said, "device", ""), True):
            return True
        return self._emit(said)

    def _tell(self, said: DeviceInput) -> None:
        self._emit(said)


def driver_of(device: settings.Device) -> Any:
    """Return the driver of a device, set up as the settings say."""
    options: dict[str, Any] = dict(device.options)
    if device.driver == "scanner":
        from hardware.codecs.scanline import LineOptions
        from hardware.drivers.scanner import ScannerDriver, ScannerOptions

        line = LineOptions(
            prefix=options["prefix"],
            suffix=options["suffix"],
            ends=options["ends"].encode("ascii"),
            quiet_ends_line=not options["ends"],
        )
        scanner = ScannerOptions(line, options["baud"], options["repeat_ms"])
        return ScannerDriver(device.name, scanner)
    from hardware.drivers.coin_acceptor import CoinAcceptor
    from hardware.drivers.coin_state import CoinConfig

    return CoinAcceptor(
        CoinConfig(
            device.name,
            address=options["address"],
            poll_ms=options["poll_ms"],
            coin_fen=options["coin_fen"],
        )
    )


def panel_config(panel: settings.Panel) -> PanelConfig:
    """Return the panel's pins as the hardware takes them: None where there is no such thing."""
    wired: dict[str, Any] = {
        name: None if value == -1 else value
        for name, value in asdict(panel).items()
        if name != "pins"
    }
    return PanelConfig(**wired)
