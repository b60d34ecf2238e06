"""What was found, as files: lasting names for udev, and the devices part of the settings.

A name hangs on the USB device's serial number where it has one of its own, so that it may be
plugged in anywhere; two adapters without one are told apart by their sockets (ID_PATH), and must
stay in them. Sources: udev(7), the properties of 60-serial.rules.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hardware.detect.places import Place
from hardware.detect.probe import Found
from hardware.detect.run import Seen

RULES_FILE, DEVICES_FILE = "70-tongxin.rules", "conf.d/devices.toml"
#: Driver → the device's name; a second one gets a number.
_NAMES = {
    "scanner": "scanner",
    "cctalk-coin": "coins",
    "cctalk-hopper": "hopper",
    "cctalk-bill": "notes",
    "ict-bill": "notes",
    "ssp-bill": "notes",
    "escpos": "printer",
}
_SAFE = re.compile(r"[^0-9A-Za-z_.:-]")


@dataclass(frozen=True, slots=True)
class Named:
    """A device that was found, with the name that it gets in the settings."""

    name: str
    place: Place
    found: Found


def named(seen: Sequence[Seen]) -> list[Named]:
    """Return what was found, each under a name of its own."""
    count: Counter[str] = Counter()
    out = []
    for one in seen:
        for found in one.devices:
            name = _NAMES[found.driver]
            count[name] += 1
            number = str(count[name]) if count[name] > 1 else ""
            out.append(Named(name + number, one.place, found))
    return out


def _link(devices: Sequence[Named], place: Place) -> str:
    """Return the lasting name of a port: that of its first device; others share the wire."""
    first = next(one.name for one in devices if one.place.path == place.path)
    return f"tongxin-{first}"


def rules(devices: Sequence[Named], everything: Sequence[Place]) -> str:
    """Return udev's rules: one lasting name for each port that holds a device.

    Args:
        devices: what was found.
        everything: all that is plugged in, to know which serial numbers are one's own.
    """
    out = ["# Lasting names for the shop's devices. Goes to /etc/udev/rules.d; then run:"]
    out += ["# udevadm control --reload && udevadm trigger", ""]
    places: dict[str, Place] = {}
    for one in devices:
        places.setdefault(one.place.path, one.place)
    for place in places.values():
        match = _match(place, everything)
        if match is None:
            out += [f"# {place.path} says nothing that would tell it from another port.", ""]
            continue
        why, keys = match
        subsystem = "usbmisc" if place.kind == "printer" else "tty"
        out += [f"# {why}"]
        out += [f'SUBSYSTEM=="{subsystem}", {keys}, SYMLINK+="{_link(devices, place)}"', ""]
    return "\n".join(out)


def _match(place: Place, everything: Sequence[Place]) -> tuple[str, str] | None:
    properties = {name: _SAFE.sub("?", value) for name, value in place.properties.items()}
    serial = place.properties.get("ID_SERIAL_SHORT", "")
    twins = [
        other
        for other in everything
        if serial and other.properties.get("ID_SERIAL_SHORT") == serial and other != place
    ]
    wanted: tuple[str, ...] = (
        "ID_VENDOR_ID",
        "ID_MODEL_ID",
        "ID_SERIAL_SHORT",
        "ID_USB_INTERFACE_NUM",
    )
    if serial and not twins:
        keys = [f'ENV{{{name}}}=="{properties[name]}"' for name in wanted if properties.get(name)]
        return f"By its serial number {_SAFE.sub('?', serial)}: plug it in anywhere.", ", ".join(
            keys
        )
    if properties.get("ID_PATH"):
        wanted = ("ID_PATH", "ID_USB_INTERFACE_NUM")
        keys = [f'ENV{{{name}}}=="{properties[name]}"' for name in wanted if properties.get(name)]
        return "It has no serial number of its own: leave it in this socket.", ", ".join(keys)
    name = place.path.rpartition("/")[2]
    if name.startswith(("ttyAMA", "ttyS")):
        return "A serial port of the board itself.", f'KERNEL=="{name}"'
    return None


def devices_toml(devices: Sequence[Named], everything: Sequence[Place]) -> str:
    """Return the devices part of the settings; what only a person knows stands as a comment."""
    out = [
        "# The devices that `tongxin detect` found. Ports are the lasting names of its udev rules."
    ]
    out += ["# What it cannot know, such as the coins in a hopper, is for a person to fill in.", ""]
    for one in devices:
        lasting = _match(one.place, everything) is not None
        port = f"/dev/{_link(devices, one.place)}" if lasting else one.place.stable
        keys: list[tuple[str, object]] = [("driver", one.found.driver), ("port", port)]
        if one.found.address is not None:
            keys.append(("address", one.found.address))
        if one.found.driver == "cctalk-bill":
            keys.append(("crc", one.found.crc))
        if one.found.driver == "escpos" and one.place.kind == "serial":
            keys.append(("baud", one.found.baud))
        lines = [f"[devices.{one.name}]"]
        lines += [f"{name} = {json.dumps(value)}" for name, value in keys]
        if one.found.detail or one.found.serial:
            said = f"{one.found.detail} {one.found.serial}".strip()
            out.append(f"# {_SAFE.sub(' ', said)}")
        if one.found.driver == "cctalk-hopper":
            lines.append("coin_fen = 100")
            out.append("# Say what one of its coins is worth, in fen, and take the marks away:")
            lines = [f"# {line}" for line in lines]
        out += [*lines, ""]
    return "\n".join(out)
