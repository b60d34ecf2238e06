"""Telling the money machines to refuse when the program has ended, however it ended.

systemd runs this after each end of the shop (`tongxin refuse`). It needs no book and asks
nothing: the inhibit of each machine, and the relay at rest. All of it is done within two seconds,
or left to the relay, which is off by itself. A port that another program holds is left alone: then
the shop runs again already. Sources: HARDWARE.md 2.1, 2.3, 2.5 and 7 (row stop).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hardware.codecs import cctalk, ict, ssp
from hardware.drivers.base import PortSettings
from hardware.ports import OpenPort, Port, open_port
from shop.errors import DeviceError

#: For all machines together; they are told at the same time, each in a thread of its own.
LIMIT_S = 2
#: Between two frames: an answer needs 200 ms at most, and on one wire it would be talked over.
PAUSE_MS = 250
QUIET_MS = 20
#: An answer comes in fewer pieces; more is a line that chatters, and it is not listened to.
PIECES_MAX = 40


@dataclass(frozen=True, slots=True)
class Inhibit:
    """What one machine is told.

    Attributes:
        device: its name.  port: where it is plugged in.  settings: of its line.
        sends: what is written, one after the other.
    """

    device: str
    port: str
    settings: PortSettings
    sends: tuple[bytes, ...]


def inhibit_of(
    device: str, driver: str, port: str, options: Mapping[str, object]
) -> Inhibit | None:
    """Return what makes a machine refuse money, or None for what takes none on a serial port.

    Only what closes the slot, twice where a byte can be lost. A ccTalk unit without the master
    switch (228) is left to its relay: clearing its mask would look like a reset at the next start,
    and the coins it still shows would be credited a second time.

    Args:
        device: its name.  driver: of the settings, such as "cctalk-coin".
        port: the tty.  options: its driver's settings.
    """
    if driver in ("cctalk-coin", "cctalk-bill"):
        src = None if options.get("crc") else cctalk.HOST
        off = cctalk.Frame(_number(options, "address"), cctalk.MASTER_SWITCH, b"\x00", src)
        return Inhibit(device, port, PortSettings(), (cctalk.encode(off),) * 2)
    if driver == "ict-bill":
        return Inhibit(device, port, PortSettings(parity="E"), (ict.INHIBIT,) * 2)
    if driver == "ssp-bill":
        address = _number(options, "address")
        # Which sequence bit it expects is not known: after SYNC one of the two is new to it.
        frames = (
            ssp.Frame(address, True, bytes([ssp.SYNC])),
            ssp.Frame(address, False, bytes([ssp.DISABLE])),
            ssp.Frame(address, True, bytes([ssp.DISABLE])),
        )
        return Inhibit(device, port, PortSettings(stop_bits=2), tuple(map(ssp.encode, frames)))
    return None


def refuse(
    inhibits: Iterable[Inhibit], opener: OpenPort = open_port, limit_s: int = LIMIT_S
) -> dict[str, str]:
    """Tell all machines to refuse, and wait for it at most `limit_s` seconds.

    Returns:
        Device → "" where everything was written, else what to look at.
    """
    found: dict[str, str] = {}
    by_port: dict[str, list[Inhibit]] = {}
    for inhibit in inhibits:
        found[inhibit.device] = "its port hangs: look at the plug and the adapter"
        by_port.setdefault(inhibit.port, []).append(inhibit)
    threads = [
        threading.Thread(target=_tell, args=(each, opener, found), daemon=True)
        for each in by_port.values()
    ]
    for thread in threads:
        thread.start()
    end_s = time.monotonic() + limit_s
    for thread in threads:
        thread.join(max(0, end_s - time.monotonic()))
    return dict(found)


def _tell(inhibits: list[Inhibit], opener: OpenPort, found: dict[str, str]) -> None:
    """Tell the machines of one port, which may share its wire."""
    first = inhibits[0]
    try:
        port = opener(first.device, first.port, first.settings)
        try:
            for inhibit in inhibits:
                for data in inhibit.sends:
                    port.write(data)
                    _wait(port)
                found[inhibit.device] = ""
        finally:
            port.close()
    except DeviceError as error:
        for inhibit in inhibits:
            found[inhibit.device] = found[inhibit.device] and error.why


def _wait(port: Port) -> None:
    """Let a machine answer: until it is quiet after its answer, or has not begun one in time."""
    left = PIECES_MAX if port.read(PAUSE_MS) else 0
    while left and port.read(QUIET_MS):
        left -= 1


def drop_relay(pin: int, active_high: bool, pin_factory: Callable[[], Any]) -> str:
    """Put the relay at rest; return "" or what to look at.

    A chip whose lines keep their level when a program dies would keep the slot open without it.

    Args:
        pin: BCM number.  active_high: False for relay boards that pull in at 0 V.
        pin_factory: makes gpiozero's access to the pins.
    """
    try:
        from gpiozero import OutputDevice

        OutputDevice(
            pin, active_high=active_high, initial_value=False, pin_factory=pin_factory()
        ).close()
    except Exception as error:  # noqa: BLE001 - lgpio's errors have no common base
        return " ".join(str(error).split()) or type(error).__name__
    return ""


def _number(options: Mapping[str, object], name: str) -> int:
    value = options.get(name)
    if not isinstance(value, int):
        raise ValueError(f"{name} must be a whole number, not {value!r}")
    return value
