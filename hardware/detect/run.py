"""Asking the ports: the only part of `detect` that opens anything."""

from __future__ import annotations

import fcntl
import os
import select
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from hardware.detect import probes
from hardware.detect.places import Place, holders
from hardware.detect.probe import Found, Probe, State
from hardware.drivers import base
from hardware.drivers.base import PortSettings
from hardware.ports import OpenPort, Port, open_port
from shop.clock import Clock
from shop.errors import DeviceError

#: Who has a path open: number and name of each program.
HeldBy = Callable[[str], list[tuple[int, str]]]
#: All probes of a silent line take under 6 s; a port that hangs longer is given up.
LINE_S_MAX = 20
_LISTEN_MS, _PRINTER_MS = 200, 500
#: A scan is one line of this length at most; a scanner that was set up otherwise says its text.
_SCAN_BYTES_MIN = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found at one place.

    Attributes:
        place: where.  devices: those that answered; several on a ccTalk wire.
        held: somebody has it open: it was not asked.  by: their names, where they may be seen.
        trouble: why it could not be asked, with what to look at; "" where it was.
        strange: what came that nobody understood.
        echo: the line gives back what is sent: an adapter for a single wire.
    """

    place: Place
    devices: tuple[Found, ...] = ()
    held: bool = False
    by: tuple[str, ...] = ()
    trouble: str = ""
    strange: bytes = b""
    echo: bool = False


def is_held(path: str) -> bool:
    """Whether a program that locks its ports, as the shop does, has this one.

    Raises:
        OSError: it cannot be opened at all.
    """
    handle = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def look(
    places: Iterable[Place],
    clock: Clock,
    opener: OpenPort = open_port,
    limit_s: int = LINE_S_MAX,
    held_by: HeldBy = holders,
) -> list[Seen]:
    """Ask every port at the same time, each in a thread, and wait `limit_s` at most.

    Args:
        places: what is plugged in; only serial ports and printers are asked.
        clock: the time.  opener: opens a port.  held_by: who has a path open.
    """
    wanted = [place for place in places if not place.console]
    found: dict[str, Seen] = {
        place.path: Seen(place, trouble="its port hangs: look at the plug and the adapter")
        for place in wanted
    }

    def one(place: Place) -> None:
        found[place.path] = _look(place, clock, opener, held_by)

    threads = [
        threading.Thread(target=one, args=(place,), name=f"detect {place.path}", daemon=True)
        for place in wanted
    ]
    for thread in threads:
        thread.start()
    end_ms = clock.now().monotonic_ms + limit_s * 1_000
    for thread in threads:  # one that hangs keeps the others' answers
        thread.join(max(0, end_ms - clock.now().monotonic_ms) / 1000)
    return [found[place.path] for place in wanted]


def _look(place: Place, clock: Clock, opener: OpenPort, held_by: HeldBy) -> Seen:
    if place.kind not in ("serial", "printer"):
        return Seen(place)
    by = tuple(f"{name} ({number})" for number, name in held_by(place.path))
    try:
        if by or is_held(place.path):
            return Seen(place, held=True, by=by)
        if place.kind == "printer":
            return Seen(place, ask_printer(place.path))
        return ask_line(place, clock, opener)
    except OSError as error:
        return Seen(place, trouble=f"{error.strerror}: is this account in the group of the port?")
    except DeviceError as error:
        return Seen(place, trouble=error.why)


def ask_line(place: Place, clock: Clock, opener: OpenPort) -> Seen:
    """Ask one serial line, probe by probe, as `next_probe` allows.

    Raises:
        DeviceError: it vanished, or cannot be opened.
    """
    done: tuple[tuple[Probe, State], ...] = ()
    while (probe := probes.next_probe(done)) is not None:
        port = opener("detect", place.path, probe.settings)
        try:
            done = (*done, (probe, _run(probe, port, clock)))
        finally:
            port.close()
    devices = tuple(one for probe, state in done for one in probes.devices_of(probe, state))
    strange = b"" if devices else b"".join(state.strange for _, state in done)
    return Seen(place, devices, strange=strange, echo=any(state.echo for _, state in done))


def _run(probe: Probe, port: Port, clock: Clock) -> State:
    """Run one probe on an open port until its verdict stands."""
    state, event = probe.initial(), base.Opened(port.place)
    told: base.Event = event
    while True:
        state, actions = probe.step(state, told, clock.now().monotonic_ms)
        for action in actions:
            if isinstance(action, base.Send):
                port.write(action.data)
            else:
                port.flush_input()
        deadline_ms = probe.deadline_ms(state)
        if deadline_ms is None:
            return state
        data = port.read(max(0, deadline_ms - clock.now().monotonic_ms))
        told = base.Bytes(data) if data else base.Tick()


def ask_printer(path: str) -> tuple[Found, ...]:
    """Ask a printer of the USB printer class how it is; nothing else hangs on such a file.

    Raises:
        OSError: it cannot be opened.
    """
    handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        os.write(handle, probes.PRINTER_STATUS)
        ready, _, _ = select.select([handle], [], [], _PRINTER_MS / 1000)
        answers = bool(ready and os.read(handle, 16))
    finally:
        os.close(handle)
    # Many answer nothing over USB; the file is there for printers alone, so it is one.
    return (Found("escpos", "" if answers else "no answer"),)


def listen(
    places: Sequence[Place],
    clock: Clock,
    seconds: int,
    opener: OpenPort = open_port,
    stop: threading.Event | None = None,
) -> dict[str, int]:
    """Listen on all free lines while a person scans something; nothing is sent.

    What was read is neither shown nor kept: it could be somebody's payment code.

    Args:
        seconds: how long.  stop: ends it before.

    Returns:
        Path → how many bytes came, for those on which a scan's worth came.
    """
    heard: dict[str, int] = {}
    end_ms = clock.now().monotonic_ms + seconds * 1_000
    with _opened(places, opener) as ports:
        while clock.now().monotonic_ms < end_ms and not (stop and stop.is_set()):
            for path, port in ports.items():
                heard[path] = heard.get(path, 0) + len(port.read(_LISTEN_MS // len(ports)))
            if not ports or any(count >= _SCAN_BYTES_MIN for count in heard.values()):
                break
    return {path: count for path, count in heard.items() if count >= _SCAN_BYTES_MIN}


@contextmanager
def _opened(places: Sequence[Place], opener: OpenPort) -> Iterator[dict[str, Port]]:
    """Give the lines that can be opened; what cannot is somebody else's."""
    ports: dict[str, Port] = {}
    try:
        for place in places:
            if place.kind != "serial" or place.console:
                continue
            try:
                ports[place.path] = opener("detect", place.path, PortSettings())
            except DeviceError:
                continue
        yield ports
    finally:
        for port in ports.values():
            port.close()
