"""Running as a service: ready and watchdog for systemd, and an orderly end on a signal."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Callable
from typing import Protocol

from shop.errors import BrokenInvariant

#: The watchdog of the unit is 30 s; it is told far more often.
LOOK_S = 2


class Served(Protocol):
    """What can be a service: a shop, or one that is closed."""

    broken: threading.Event

    def start(self) -> None:
        """Begin."""
        ...

    def stop(self) -> None:
        """End, once or more often."""
        ...

    def alive(self) -> bool:
        """Say whether it goes on."""
        ...


def serve(shop: Served, ready: Callable[[], None], until: threading.Event | None = None) -> None:
    """Start a shop, tell when it is ready, and let it run until SIGTERM or SIGINT.

    Args:
        shop: put together, not started.
        ready: called once, when it takes sales.
        until: ends it too, where something else may.

    Raises:
        BrokenInvariant: a rule of ours did not hold: systemd restarts us.
    """
    ending = until or threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    from systemd_watchdog.systemd_watchdog import WatchDog

    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            systemd = WatchDog(line)  # outside of a unit nobody listens
            try:
                shop.start()
                ready()
                systemd.ready()
                while not ending.wait(LOOK_S):
                    if shop.alive():
                        systemd.ping()
                    if shop.broken.is_set():
                        raise BrokenInvariant("the counter has ended: see the log above")
            finally:
                with contextlib.suppress(OSError):  # what ends is not stopped by a deaf systemd
                    systemd._send("STOPPING=1\n")  # the library has no word of its own for it
    finally:
        shop.stop()
