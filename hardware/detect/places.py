"""What is plugged into this machine, as Linux shows it: read, never opened.

Sources: /dev/serial/by-id and by-path, /sys/class/tty, udev's own notes in /run/udev/data (the
properties that its rules see), /sys/class/input, /sys/class/video4linux.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["serial", "printer", "keyboard", "gpio", "camera"]
#: Places of one sort at most; a Pi has a dozen sockets.
PLACES_MAX = 32
_TEXT_BYTES_MAX = 64 * 1024
#: Serial ports a shop's device may be on; ttyS is a PC's own and mostly not wired.
_SERIAL = ("ttyUSB*", "ttyACM*", "ttyAMA*")
#: The header's serial port, whichever of the two it is on this board.
_HEADER = "serial0"
#: What a scanner that types calls itself.
_SCANNER = re.compile(r"scan|barcode|symbol|honeywell|newland|zebra|datalogic|hid ?pos", re.I)


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that is plugged in.

    Attributes:
        kind: serial | printer | keyboard | gpio | camera.
        path: its device file.  stable: its best lasting name, or `path`.
        name: what it calls itself.
        properties: udev's: ID_SERIAL_SHORT, ID_VENDOR_ID, ID_MODEL_ID, ID_PATH …
        console: the system speaks on it: it is left alone.
    """

    kind: Kind
    path: str
    stable: str
    name: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    console: bool = False


def places(root: Path = Path("/")) -> list[Place]:
    """Return all that is plugged in, serial ports first.

    Args:
        root: where dev, sys, proc and run are; another folder in tests.
    """
    return [
        *_serials(root),
        *(Place("printer", *_both(path)) for path in _some(root / "dev/usb", "lp*")),
        *_keyboards(root),
        *(
            Place("gpio", *_both(path), _text(root / f"sys/bus/gpio/devices/{path.name}/label"))
            for path in _some(root / "dev", "gpiochip*")
        ),
        *(
            Place("camera", *_both(path), _text(root / f"sys/class/video4linux/{path.name}/name"))
            for path in _some(root / "dev", "video*")
        ),
    ]


def _both(path: Path) -> tuple[str, str]:
    return str(path), str(path)


def _some(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(folder.glob(pattern))[:PLACES_MAX]
    except OSError:
        return []


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_TEXT_BYTES_MAX).decode("utf-8", "replace").strip()
    except OSError:
        return ""


def _serials(root: Path) -> Iterator[Place]:
    dev = root / "dev"
    found = [path for pattern in _SERIAL for path in _some(dev, pattern)]
    header = dev / _HEADER
    if header.exists() and header.resolve() not in [path.resolve() for path in found]:
        found.append(header.resolve())
    consoles = re.findall(r"console=(\w+)", _text(root / "proc/cmdline"))
    for path in found[:PLACES_MAX]:
        properties = udev_properties(root, f"sys/class/tty/{path.name}/dev")
        yield Place(
            "serial",
            str(path),
            _stable(dev, path),
            _model(properties),
            properties,
            path.name in consoles or (path.resolve() == header.resolve() and _HEADER in consoles),
        )


def _stable(dev: Path, path: Path) -> str:
    """Return the by-id name, else the by-path name, else the header's, else the path itself."""
    for folder in ("serial/by-id", "serial/by-path"):
        for link in _some(dev / folder, "*"):
            if link.resolve() == path.resolve():
                return str(link)
    header = dev / _HEADER
    return str(header) if header.exists() and header.resolve() == path.resolve() else str(path)


def _model(properties: Mapping[str, str]) -> str:
    words = (properties.get("ID_VENDOR", ""), properties.get("ID_MODEL", ""))
    return " ".join(word.replace("_", " ") for word in words if word)


def udev_properties(root: Path, number_file: str) -> dict[str, str]:
    """Return what udev knows of a character device.

    Args:
        root: see `places`.  number_file: the file of /sys that holds its number, "188:0".
    """
    number = _text(root / number_file)
    if not re.fullmatch(r"\d+:\d+", number):
        return {}
    lines = _text(root / f"run/udev/data/c{number}").splitlines()
    pairs = (line[2:].partition("=") for line in lines if line.startswith("E:"))
    return {name: value for name, _, value in pairs if name.startswith("ID_")}


def _keyboards(root: Path) -> Iterator[Place]:
    """Yield keyboards that are barcode scanners by their name: they type what they read."""
    for folder in _some(root / "sys/class/input", "event*"):
        name = _text(folder / "device/name")
        if _SCANNER.search(name):
            path = root / "dev/input" / folder.name
            yield Place("keyboard", str(path), str(path), name)


def holders(path: str, proc: Path = Path("/proc")) -> list[tuple[int, str]]:
    """Return the other programs that have a device file open, as far as this account may see.

    Args:
        path: the device file or a link to it.  proc: of another machine in tests.

    Returns:
        Number and name of each.
    """
    real, found = os.path.realpath(path), set[tuple[int, str]]()
    for process in _all(proc):
        if not process.isdigit() or process == str(os.getpid()):
            continue
        for handle in _all(proc / process / "fd"):
            try:
                held = os.readlink(proc / process / "fd" / handle) == real
            except OSError:
                continue  # it was closed meanwhile
            if held:
                found.add((int(process), _text(proc / process / "comm") or "?"))
                break
    return sorted(found)


def _all(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []  # another's process, or one that has ended
